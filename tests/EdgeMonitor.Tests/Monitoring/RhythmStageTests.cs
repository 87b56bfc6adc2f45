using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The rhythm conditions on a time line through the whole monitor: what sounds, and how long after the event.</summary>
public sealed class RhythmStageTests
{
    private static readonly string[] Conditions =
        ["asystole", "extreme-bradycardia", "extreme-tachycardia", "ventricular-tachycardia", "ventricular-fibrillation"];

    [Test]
    public void AsystoleSoundsFiveSecondsAfterTheLastBeat([Values(40, 75, 130)] double rate)
    {
        var (bed, ecg) = Start(rate);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", 10), Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - ecg.LastBeat, Is.LessThanOrEqualTo(5));
    }

    [Test]
    public void ExtremeTachycardiaSoundsWithinEightSeconds([Values(145, 160, 200, 240)] double rate)
    {
        var (bed, ecg) = Start(80);
        ecg.HeartRate = rate;
        Assert.That(bed.RunUntilStart("extreme-tachycardia", 20), Is.LessThanOrEqualTo(8), bed.Log);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void ExtremeBradycardiaSoundsWithinTenSeconds([Values(38, 35, 30, 25, 20, 16)] double rate)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = rate;
        bed.Run(0.1);
        var since = ecg.LastBeat;
        Assert.That(bed.RunUntilStart("extreme-bradycardia", 20), Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - since, Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void FibrillationSoundsWithinSixSeconds([Values(0.15, 0.25, 0.5)] double height)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        ecg.Disturbance = seconds => RhythmWaves.Fibrillation(seconds, height);
        Assert.That(bed.RunUntilStart("ventricular-fibrillation", 20), Is.LessThanOrEqualTo(6), bed.Log);
    }

    [Test]
    public void AFlutterSoundsWithinSixSeconds()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        ecg.Disturbance = RhythmWaves.Flutter;
        Assert.That(bed.RunUntilStart("ventricular-fibrillation", 20), Is.LessThanOrEqualTo(6), bed.Log);
    }

    /// <summary>From the finest wave to a coarse one: it is fibrillation or asystole, and never silence.</summary>
    [Test]
    public void FibrillationOfAnyHeightIsAnAlarm([Values(0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.2, 1, 2)] double height)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        ecg.Disturbance = seconds => RhythmWaves.Fibrillation(seconds, height);
        var began = bed.Now;
        while (!IsSignalled(bed) && (bed.Now - began).TotalSeconds < 20) bed.Run(0.1);
        Assert.That((bed.Now - began).TotalSeconds, Is.LessThanOrEqualTo(10), bed.Log);
        for (var second = 0; second < 30; second++)
        {
            bed.Run(1);
            Assert.That(IsSignalled(bed), Is.True, $"at {bed.Now.TotalSeconds} s:\n{bed.Log}");
        }
    }

    [Test]
    public void ARunOfVentricularBeatsIsTachycardia([Values(120, 150, 180)] double rate)
    {
        var (bed, ecg) = Start(75);
        (ecg.IsVentricular, ecg.HeartRate) = (true, rate);
        var delay = bed.RunUntilStart("ventricular-tachycardia", 20);
        Assert.That(delay, Is.LessThanOrEqualTo(60 * 6 / rate + 1.3), bed.Log);
        (ecg.IsVentricular, ecg.HeartRate) = (false, 75);
        bed.Run(10);
        Assert.That(bed.StoryOf("ventricular-tachycardia"), Does.StartWith("start high"));
        Assert.That(bed.Alarms.Last(alarm => alarm.Rule.Condition == "ventricular-tachycardia").Evidence.Presence, Is.EqualTo(Presence.Absent));
    }

    [Test]
    public void ASlowVentricularRhythmIsNoTachycardia()
    {
        var (bed, ecg) = Start(75);
        (ecg.IsVentricular, ecg.HeartRate) = (true, 80);
        bed.Run(60);
        Assert.That(bed.StoryOf("ventricular-tachycardia"), Is.Empty, bed.Log);
    }

    [Test]
    public void ManyVentricularBeatsAMinuteAreSaid()
    {
        var (bed, ecg) = Start(75);
        for (var i = 0; i < 15; i++)
        {
            var before = ecg.LastBeat;
            (ecg.IsVentricular, ecg.HeartRate) = (true, 130);
            while (ecg.LastBeat == before) bed.Run(0.1);
            (ecg.IsVentricular, ecg.HeartRate) = (false, 75);
            bed.Run(3.2);
        }

        Assert.That(bed.StoryOf("pvc-rate"), Is.EqualTo("start low"), bed.Log);
        bed.Run(60);
        Assert.That(bed.StoryOf("pvc-rate"), Does.Contain("end"));
        Assert.That(Conditions.Select(condition => bed.StoryOf(condition)), Has.All.Empty);
    }

    [Test]
    public void AHeartWithinTheLimitsHasNoRhythmAlarm([Values(45, 60, 90, 130)] double rate, [Values(0.02, 0.2)] double noise)
    {
        var (bed, ecg) = Start(rate);
        ecg.Noise = noise;
        bed.Run(120);
        Assert.That(Conditions.Select(condition => bed.StoryOf(condition)), Has.All.Empty, bed.Log);
        Assert.That(bed.StoryOf("pvc-rate"), Is.Empty);
    }

    [Test]
    public void ALooseElectrodeNeitherEndsNorStartsFibrillation()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        ecg.Disturbance = RhythmWaves.Fibrillation;
        bed.RunUntilStart("ventricular-fibrillation", 10);
        ecg.Contact = Contact.LeadOff;
        bed.Run(20);
        Assert.That(bed.StoryOf("ventricular-fibrillation"), Is.EqualTo("start high"), bed.Log);
        ecg.Contact = Contact.Attached;
        bed.Run(10);
        Assert.That(bed.StoryOf("ventricular-fibrillation"), Is.EqualTo("start high"), bed.Log);
    }

    [Test]
    public void ShortHolesDoNotMakeBradycardia([Values(0.1, 1, 1.9)] double hole)
    {
        var (bed, ecg) = Start(75);
        for (var i = 0; i < 10; i++)
        {
            ecg.Sends = false;
            bed.Run(hole);
            ecg.Sends = true;
            bed.Run(5);
        }

        Assert.That(bed.StoryOf("extreme-bradycardia"), Is.Empty, bed.Log);
    }

    [Test]
    public void FibrillationThatWasAcknowledgedAndBecomesFinerNeverPassesIntoSilence([Values(0.01, 0.03, 0.05, 0.07, 0.1, 0.13, 0.16, 0.2)] double fine, [Values(0.3, 0.8)] double coarse)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        ecg.Disturbance = seconds => RhythmWaves.Fibrillation(seconds, coarse);
        bed.RunUntilStart("ventricular-fibrillation", 10);
        bed.Acknowledge();
        bed.Run(5);
        ecg.Disturbance = seconds => RhythmWaves.Fibrillation(seconds, fine);
        for (var i = 0; i < 60; i++)
        {
            bed.Run(1);
            if (i > 8) Assert.That(bed.Monitor.Plan.Light, Is.EqualTo(AlarmPriority.High), bed.Log);
        }
    }

    private static bool IsSignalled(Bedside bed) => bed.Monitor.Plan.Sound == AlarmPriority.High;

    private static (Bedside Bed, BedsideEcg Ecg) Start(double rate)
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        ecg.HeartRate = rate;
        bed.Run(20);
        return (bed, ecg);
    }
}
