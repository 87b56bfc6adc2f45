using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PwmBuzzerTests
{
    private readonly FakePwm _pwm = new();
    private readonly FakeGpio _gpio = new();
    private readonly List<AnnunciationFault> _faults = [];

    /// <summary>IEC 60601-1-8: at least four harmonics from 300 to 4000 Hz within 15 dB of the fundamental.</summary>
    [Test]
    public void EveryLoudnessHasFourStrongHarmonicsBelowFourKilohertz([Range(20, 100, 5)] int percent, [Values(150, 440, 523, 800)] int fundamentalHz)
    {
        double duty = PwmBuzzer.Duty(percent);
        int strong = 0;
        for (int n = 2; n * fundamentalHz <= 4000; n++)
        {
            if (n * fundamentalHz >= 300 && Math.Abs(20 * Math.Log10(Partial(duty, n) / Partial(duty, 1))) <= 15) strong++;
        }

        Assert.That(strong, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void HalfTheLoudnessIsHalfTheFundamentalAndFullIsASixthOfThePeriod()
    {
        Assert.Multiple(() =>
        {
            Assert.That(PwmBuzzer.Duty(100), Is.EqualTo(1.0 / 6).Within(1e-12));
            Assert.That(Partial(PwmBuzzer.Duty(50), 1) / Partial(PwmBuzzer.Duty(100), 1), Is.EqualTo(0.5).Within(1e-12));
        });
    }

    [TestCase(AlarmPriority.High, 100)]
    [TestCase(AlarmPriority.Medium, 80)]
    [TestCase(AlarmPriority.Low, 60)]
    public void EachPriorityHasItsLoudness(AlarmPriority priority, int percent)
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, new AnnunciationLevels { Buzzer = true, Loudness = priority }, 0);
        double sounding = _pwm.Duty;
        Apply(outputs, default, 0.2);

        Assert.Multiple(() =>
        {
            Assert.That(_pwm.Opened, Is.EqualTo((2, 1, 523)));
            Assert.That(sounding, Is.EqualTo(PwmBuzzer.Duty(percent)));
            Assert.That(_pwm.Duty, Is.Zero);
            Assert.That(_gpio[17].Tries, Is.Zero, "the line of the active buzzer is not used");
        });
    }

    [Test]
    public void AChannelThatFailsIsAFaultAndTheLampsGoOn()
    {
        using GpioOutputs outputs = Make();
        Apply(outputs, default, 0);
        _pwm.Failing = true;
        Apply(outputs, new AnnunciationLevels { Buzzer = true, RedLamp = true, Loudness = AlarmPriority.High }, 0.1);
        bool soundsWhileFaulty = outputs.CanSound;
        _pwm.Failing = false;
        Apply(outputs, new AnnunciationLevels { Buzzer = true, RedLamp = true, Loudness = AlarmPriority.High }, 1.2);

        Assert.Multiple(() =>
        {
            Assert.That(_faults.Select(fault => fault.Cause), Is.EqualTo(["The buzzer cannot be driven. the channel is gone.", "All outputs are driven again."]));
            Assert.That(_gpio[27].Active, Is.True, "red lamp");
            Assert.That((soundsWhileFaulty, outputs.CanSound), Is.EqualTo((false, true)));
            Assert.That(_pwm.Duty, Is.EqualTo(PwmBuzzer.FullDuty).Within(1e-12), "taken again at the level of the moment");
        });
    }

    [Test]
    public void TheEndIsSilent()
    {
        GpioOutputs outputs = Make();
        Apply(outputs, new AnnunciationLevels { Buzzer = true }, 0);
        outputs.Dispose();

        Assert.That((_pwm.Duty, _pwm.Held), Is.EqualTo((0.0, false)));
    }

    // The amplitude of the n-th partial of a pulse train, but for a common factor.
    private static double Partial(double duty, int n) => Math.Abs(Math.Sin(Math.PI * n * duty)) / n;

    private static void Apply(GpioOutputs outputs, AnnunciationLevels levels, double seconds) =>
        outputs.Apply(AnnunciationPlan.Quiet, levels, TimeSpan.FromSeconds(seconds));

    private GpioOutputs Make() => new(
        _gpio, _pwm, new AnnunciationOptions { Chip = "/dev/gpiochip0", PwmChip = 2, PwmChannel = 1, FrequencyHz = 523 }, new AnnunciationFaults(_faults.Add),
        NullLogger<GpioOutputs>.Instance);
}
