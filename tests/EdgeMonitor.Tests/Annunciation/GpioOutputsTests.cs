using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class GpioOutputsTests
{
    private static readonly int[] Lines = [17, 24, 27, 22, 23];
    private static readonly AnnunciationLevels Silent = new(false, false, false, false, false);
    private static readonly AnnunciationLevels Alarm = new(Buzzer: true, NurseCall: true, RedLamp: true, YellowLamp: false, CyanLamp: false);
    private readonly List<AnnunciationFault> _faults = [];
    private FakeGpio _gpio = new();

    [SetUp]
    public void ForgetFormerTest()
    {
        _faults.Clear();
        _gpio = new FakeGpio();
    }

    [Test]
    public void EveryOutputIsDrivenOnItsOwnLine()
    {
        using GpioOutputs outputs = Make(new AnnunciationOptions { Chip = "/dev/gpiochip0", NurseCallNormallyEnergised = false });

        Apply(outputs, Silent, 0);
        bool[] quiet = Levels();
        Apply(outputs, Alarm, 0.1);

        Assert.Multiple(() =>
        {
            Assert.That(quiet, Is.All.False);
            Assert.That(Levels(), Is.EqualTo([true, true, true, false, false]), "buzzer 17, nurse call 24, red 27, yellow 22, cyan 23");
            Assert.That(_gpio[17].Consumer, Is.EqualTo("edgemonitor buzzer"));
        });
    }

    [Test]
    public void ANormallyEnergisedNurseCallIsEnergisedFromTheFirstLevelOnAndDropsOutToCall()
    {
        using GpioOutputs outputs = Make(new AnnunciationOptions { Chip = "/dev/gpiochip0" });

        Apply(outputs, Silent, 0);
        bool energised = _gpio[24].Active;
        Apply(outputs, Alarm, 0.1);

        Assert.Multiple(() =>
        {
            Assert.That(energised, Is.True);
            Assert.That(_gpio[24].Active, Is.False);
        });
    }

    [Test]
    public void ActiveLowLinesAreAskedForAsSuch()
    {
        using GpioOutputs outputs = Make(new AnnunciationOptions { Chip = "/dev/gpiochip0", LampsActiveLow = true, NurseCallActiveLow = true });

        Apply(outputs, Silent, 0);

        Assert.That(Lines.Select(line => _gpio[line].ActiveLow), Is.EqualTo([false, true, true, true, true]));
    }

    [Test]
    public void AFailedLineIsReportedOnceAndLeavesTheOthersDriven()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Silent, 0);
        _gpio[17].Failing = true;

        Apply(outputs, Alarm, 0.1);
        Apply(outputs, Alarm, 0.2);

        Assert.Multiple(() =>
        {
            Assert.That(_faults, Is.EqualTo([new AnnunciationFault(true, "The buzzer cannot be driven. the line is gone.")]));
            Assert.That(_gpio[27].Active, Is.True, "red lamp");
            Assert.That(_gpio[17].Held, Is.False, "the line was given back");
            Assert.That(outputs.Failures, Is.EqualTo(1));
        });
    }

    [Test]
    public void AFailedLineIsOpenedAgainEverySecondAtTheLevelOfTheMoment()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Silent, 0);
        _gpio[17].Failing = true;
        Apply(outputs, Alarm, 5);
        Apply(outputs, Alarm, 5.3);
        Apply(outputs, Alarm, 5.9);
        int triesWithinASecond = _gpio[17].Tries;
        _gpio[17].Failing = false;
        Apply(outputs, Alarm, 6.4);

        Assert.Multiple(() =>
        {
            Assert.That(triesWithinASecond, Is.EqualTo(2), "the first at 0 s, the next at once after the failed write");
            Assert.That(_gpio[17].Active && _gpio[17].Held, Is.True);
            Assert.That(_faults[^1].Faulty, Is.False);
        });
    }

    [Test]
    public void TheFaultEndsOnlyWhenAllLinesAreDrivenAgain()
    {
        using GpioOutputs outputs = Make();
        _gpio[17].Failing = _gpio[22].Failing = true;
        Apply(outputs, Silent, 0);
        _gpio[17].Failing = false;
        Apply(outputs, Silent, 2);
        List<bool> whileOneFails = [.. _faults.Select(fault => fault.Faulty)];
        _gpio[22].Failing = false;
        Apply(outputs, Silent, 4);

        Assert.Multiple(() =>
        {
            Assert.That(whileOneFails, Is.EqualTo([true, true]));
            Assert.That(_faults.Select(fault => fault.Faulty), Is.EqualTo([true, true, false]));
        });
    }

    [Test]
    public void LevelsAreWrittenAgainOnceASecondSoThatALostChipIsNoticed()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, Silent, 0);
        Apply(outputs, Silent, 0.9);
        int before = _gpio[17].Written;
        _gpio[17].Failing = true;

        Apply(outputs, Silent, 1.0);

        Assert.Multiple(() =>
        {
            Assert.That(before, Is.Zero);
            Assert.That(_gpio[22].Written, Is.EqualTo(1));
            Assert.That(_faults, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public void AtTheEndEveryLineIsInactiveAndGivenBackSoThatAnEnergisedRelayCalls()
    {
        GpioOutputs outputs = Make();
        Apply(outputs, Alarm with { NurseCall = false }, 0);
        _gpio[27].Failing = true;

        outputs.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(_gpio[17].Active, Is.False, "buzzer");
            Assert.That(_gpio[24].Active, Is.False, "the relay's coil");
            Assert.That(Lines.Select(line => _gpio[line].Held), Is.All.False);
        });
    }

    private GpioOutputs Make(AnnunciationOptions? options = null) =>
        new(_gpio, new FakePwm(), options ?? new AnnunciationOptions { Chip = "/dev/gpiochip0" }, new AnnunciationFaults(_faults.Add), NullLogger<GpioOutputs>.Instance);

    private static void Apply(GpioOutputs outputs, AnnunciationLevels levels, double seconds) =>
        outputs.Apply(AnnunciationPlan.Quiet, levels, TimeSpan.FromSeconds(seconds));

    private bool[] Levels() => [.. Lines.Select(line => _gpio[line].Active)];
}
