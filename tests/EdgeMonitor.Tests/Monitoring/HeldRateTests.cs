using static EdgeMonitor.Tests.Monitoring.BedWithPulses;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>When pulses hold an alarm of the heart rate back: where they contradict it, and never where they share it.</summary>
public sealed class HeldRateTests
{
    [Test]
    public void AnExtremeBradycardiaThatPulsesContradictIsHeld([Values] PulseSource source)
    {
        var (bed, ecg, _) = Start(source);
        ecg.HeartRate = 32;
        bed.Run(30);
        Assert.That(bed.StoryOf("extreme-bradycardia"), Is.EqualTo("held high"), bed.Log);
    }

    [TestCase(30)]
    [TestCase(48)]
    public void AnExtremeBradycardiaThatThePulseSharesSounds(double pulseRate)
    {
        var (bed, ecg, wave) = Start(PulseSource.Pressure);
        (ecg.HeartRate, wave.Rate) = (32, pulseRate);
        Assert.That(bed.RunUntilStart("extreme-bradycardia", 15), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AnExtremeTachycardiaThatPulsesContradictIsHeld([Values] PulseSource source)
    {
        var (bed, ecg, _) = Start(source);
        ecg.HeartRate = 180;
        bed.Run(30);
        Assert.That(bed.StoryOf("extreme-tachycardia"), Is.EqualTo("held high"), bed.Log);
        Assert.That(bed.StoryOf("hr-high"), Does.StartWith("start medium"), "the heart rate's own limit is not silenced");
    }

    [TestCase(180, 180)]
    [TestCase(180, 145)]
    [TestCase(220, 160)]
    public void AnExtremeTachycardiaThatThePulseSharesSounds(double rate, double pulseRate)
    {
        var (bed, ecg, wave) = Start(PulseSource.Pressure);
        (ecg.HeartRate, wave.Rate) = (rate, pulseRate);
        Assert.That(bed.RunUntilStart("extreme-tachycardia", 15), Is.Not.Null, bed.Log);
    }

    [Test]
    public void FibrillationIsNeverHeldAndSaysWhatThePulsesShow([Values] PulseSource source)
    {
        var (bed, ecg, _) = Start(source);
        ecg.HeartRate = 0;
        ecg.Disturbance = static seconds => 0.8 * Math.Sin(Math.Tau * 5 * seconds) * (1 + 0.3 * Math.Sin(Math.Tau * 0.7 * seconds));
        Assert.That(bed.RunUntilStart("ventricular-fibrillation", 10), Is.Not.Null, bed.Log);
        Assert.That(bed.Alarms.First(alarm => alarm.Rule.Condition == "ventricular-fibrillation").Evidence.Reason, Does.Contain("Check: the"));
        bed.Run(20);
        Assert.That(bed.StoryOf("ventricular-fibrillation"), Does.Not.Contain("held"));
    }
}
