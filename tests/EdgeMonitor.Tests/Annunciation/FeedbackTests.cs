using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>The feedback lines through the outputs that they watch.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FeedbackTests
{
    private const int BuzzerLine = 5, LampLine = 6, NurseCallLine = 7;
    private const string NoSound = "The buzzer does not sound: no current flows through it while it is driven.";

    private static readonly AnnunciationLevels Sounding = new() { Buzzer = true, RedLamp = true, NurseCall = true };

    private readonly FakeGpio _gpio = new();
    private readonly List<AnnunciationFault> _faults = [];

    [Test]
    public void OutputsThatDoAsTheyAreDrivenAreNoFault()
    {
        using GpioOutputs outputs = Make();
        for (int pulse = 0; pulse < 5; pulse++)
        {
            Apply(outputs, Sounding, pulse);
            Sense(true);
            Apply(outputs, default, pulse + 0.15);
            Sense(false);
        }

        Assert.That(_faults, Is.Empty);
        Assert.That(outputs.Unwatched, Is.Empty);
    }

    [Test]
    public void ABuzzerThatDoesNotSoundIsAFaultWhenItsPulseEndsUntilItSoundsAgain()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Sounding with { RedLamp = false, NurseCall = false }, 0);
        Apply(outputs, default, 0.15);
        bool canSound = outputs.CanSound;
        Apply(outputs, Sounding with { RedLamp = false, NurseCall = false }, 0.25);
        int whileSilent = _faults.Count;
        _gpio[BuzzerLine].Sense(true);
        Apply(outputs, default, 0.4);

        Assert.Multiple(() =>
        {
            Assert.That(_faults.Select(fault => fault.Cause), Is.EqualTo([NoSound, "All outputs are driven again."]));
            Assert.That(whileSilent, Is.EqualTo(1), "that it is silent when it should be proves nothing");
            Assert.That((canSound, outputs.CanSound), Is.EqualTo((false, true)));
        });
    }

    [Test]
    public void ALampAndARelayThatDoNotFollowAreNamed()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Sounding, 0);
        _gpio[BuzzerLine].Sense(true);
        Apply(outputs, Sounding, 1);
        Sense(true);
        Apply(outputs, default, 1.2);
        Apply(outputs, default, 1.3);

        Assert.That(_faults.Where(fault => fault.Faulty).Select(fault => fault.Cause), Is.EqualTo([
            "A lamp does not light: no current flows while one is driven.",
            "The nurse-call relay does not call: its second contact does not follow.",
            "The buzzer sounds though nothing asks for it: current flows through it while it is not driven.",
            "A lamp lights though nothing asks for it: current flows while none is driven.",
            "The nurse-call relay calls though nothing asks for it: its second contact does not follow.",
        ]));
    }

    [Test]
    public void APulseCutShortIsNotJudged()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Sounding, 0);
        Apply(outputs, default, 0.05);

        Assert.That(_faults, Is.Empty);
    }

    [Test]
    public void AFeedbackLineThatCannotBeReadIsAFaultOfItsOwn()
    {
        _gpio[LampLine].Failing = true;
        using GpioOutputs outputs = Make();
        Apply(outputs, default, 0.1);
        Apply(outputs, default, 1.2);
        _gpio[LampLine].Failing = false;
        Apply(outputs, default, 2.3);

        Assert.Multiple(() =>
        {
            Assert.That(_faults[0].Cause, Is.EqualTo("The feedback line of the lamps cannot be read. the line is gone."));
            Assert.That(_faults.Select(fault => fault.Faulty), Is.EqualTo([true, false]));
            Assert.That(outputs.CanSound, Is.True);
        });
    }

    private void Sense(bool active)
    {
        foreach (int line in new[] { BuzzerLine, LampLine, NurseCallLine }) _gpio[line].Sense(active);
    }

    private static void Apply(GpioOutputs outputs, AnnunciationLevels levels, double seconds) =>
        outputs.Apply(AnnunciationPlan.Quiet, levels, TimeSpan.FromSeconds(seconds));

    private GpioOutputs Make()
    {
        var options = new AnnunciationOptions { Chip = "/dev/gpiochip0", BuzzerFeedbackLine = BuzzerLine, LampFeedbackLine = LampLine, NurseCallFeedbackLine = NurseCallLine };
        return new GpioOutputs(_gpio, new FakePwm(), options, new AnnunciationFaults(_faults.Add), NullLogger<GpioOutputs>.Instance);
    }
}
