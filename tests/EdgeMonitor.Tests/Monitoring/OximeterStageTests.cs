using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The SpO2 alarms on a time line.</summary>
public sealed class OximeterStageTests
{
    [TestCase(89, "spo2-low", 10)]
    [TestCase(84, "spo2-extreme-low", 5)]
    [TestCase(84, "spo2-low", 10)]
    public void ALowValueSoundsAfterItsDelay(double value, string condition, double seconds)
    {
        var (bed, spo2) = Start();
        spo2.Saturation = value;
        Assert.That(bed.RunUntilStart(condition, 20), Is.EqualTo(seconds).Within(0.6));
    }

    [Test]
    public void ALowValueWithHolesStillSounds([Values(0.4, 1, 3)] double missing, [Values(0.4, 1, 3)] double there)
    {
        var (bed, spo2) = Start();
        while (bed.Now.TotalSeconds < 40 && bed.StoryOf("spo2-low").Length == 0)
        {
            spo2.Saturation = null;
            bed.Run(missing);
            spo2.Saturation = 86;
            bed.Run(there);
        }

        Assert.That(bed.StoryOf("spo2-low"), Is.EqualTo("start medium"));
        Assert.That(bed.Alarms.First(alarm => alarm.Rule.Condition == "spo2-low").At.TotalSeconds, Is.LessThanOrEqualTo(20 + missing + 10 + missing + 0.5), "the delay, and at most one more hole");
    }

    [Test]
    public void ADoubtfulGoodValueDoesNotResetTheDelayOrEndTheAlarm()
    {
        var (bed, spo2) = Start();
        for (var i = 0; i < 6; i++)
        {
            (spo2.Saturation, spo2.Quality) = (84, SignalQuality.Good);
            bed.Run(2);
            (spo2.Saturation, spo2.Quality) = (96, SignalQuality.Poor);
            bed.Run(1);
        }

        Assert.That(bed.StoryOf("spo2-extreme-low"), Is.EqualTo("start high"));
        (spo2.Saturation, spo2.Quality) = (96, SignalQuality.Good);
        bed.Run(1);
        Assert.That(bed.StoryOf("spo2-extreme-low"), Is.EqualTo("start high, end high"));
    }

    [Test]
    public void ADoubtfulLowValueSounds()
    {
        var (bed, spo2) = Start();
        (spo2.Saturation, spo2.Quality) = (80, SignalQuality.Poor);
        Assert.That(bed.RunUntilStart("spo2-extreme-low", 10), Is.Not.Null);
    }

    [Test]
    public void AnAlarmOutlastsItsSignal()
    {
        var (bed, spo2) = Start();
        spo2.Saturation = 84;
        bed.Run(15);
        spo2.Contact = Contact.SensorOff;
        bed.Run(60);
        Assert.That(bed.StoryOf("spo2-low"), Is.EqualTo("start medium"));
    }

    [Test]
    public void ReadingsThatStopWithoutAWordAreMissed()
    {
        var (bed, spo2) = Start();
        spo2.Saturation = 89;
        bed.Run(5);
        spo2.ReadingsAreSent = false;
        Assert.That(bed.RunUntilStart("no-data", 10, "spo2"), Is.Not.Null, "the wave goes on, and nobody knows the saturation");
    }

    [Test]
    public void AValueThatIsNotFoundForLongIsSaid()
    {
        var (bed, spo2) = Start();
        spo2.Saturation = spo2.Pulse = null;
        Assert.That(bed.RunUntilStart("spo2-missing", 30), Is.InRange(5, 21), "the probe is on, and nobody knows the saturation");
        Assert.That(bed.StoryOf("spo2-missing"), Is.EqualTo("start high"), "nothing else watches the patient");
        (spo2.Saturation, spo2.Pulse) = (97, 75);
        bed.Run(5);
        Assert.That(bed.Monitor.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void TwoOximetersAreTwoAlarms()
    {
        var bed = new Bedside();
        var (left, right) = (bed.Oximeter("left"), bed.Oximeter("right"));
        bed.Run(5);
        left.Saturation = right.Saturation = 84;
        bed.Run(12);
        left.Saturation = 97;
        bed.Run(2);
        Assert.That(bed.StoryOf("spo2-low", "left"), Is.EqualTo("start medium, end medium"));
        Assert.That(bed.StoryOf("spo2-low", "right"), Is.EqualTo("start medium"));
    }

    [Test]
    public void ARapidFallSoundsAtOnceAndLastsUntilTheValueIsBack()
    {
        var (bed, spo2) = Start();
        for (var value = 97; value > 88; value--)
        {
            spo2.Saturation = value;
            bed.Run(1);
        }

        Assert.That(bed.StoryOf("spo2-desaturation"), Is.EqualTo("start high"), bed.Log);
        Assert.That(bed.StoryOf("spo2-low"), Is.Empty, "its delay still runs");
        bed.Run(60);
        Assert.That(bed.StoryOf("spo2-desaturation"), Is.EqualTo("start high"), "it stays low");
        spo2.Saturation = 91;
        bed.Run(1);
        Assert.That(bed.StoryOf("spo2-desaturation"), Is.EqualTo("start high, end high"));
    }

    [Test]
    public void ASlowFallWaitsForTheDelay()
    {
        var (bed, spo2) = Start();
        for (var value = 97; value >= 88; value--)
        {
            spo2.Saturation = value;
            bed.Run(5);
        }

        Assert.That(bed.StoryOf("spo2-desaturation"), Is.Empty, bed.Log);
        bed.Run(10);
        Assert.That(bed.StoryOf("spo2-low"), Is.EqualTo("start medium"));
    }

    [TestCase(91, SignalQuality.Good, TestName = "AFallThatStaysAboveTheLimitIsNone")]
    [TestCase(80, SignalQuality.Poor, TestName = "AFallInADisturbedSignalWaitsForTheDelay")]
    public void WhatIsNoRapidFall(double value, SignalQuality quality)
    {
        var (bed, spo2) = Start();
        (spo2.Saturation, spo2.Quality) = (value, quality);
        bed.Run(3);
        Assert.That(bed.StoryOf("spo2-desaturation"), Is.Empty);
    }

    [Test]
    public void TooMuchOxygenIsANewbornsAlarmOnly([Values] PatientProfile profile)
    {
        var bed = new Bedside(AlarmLimits.For(profile));
        bed.Oximeter().Saturation = 98;
        Assert.That(bed.RunUntilStart("spo2-high", 30), profile == PatientProfile.Neonate ? Is.EqualTo(10).Within(0.6) : Is.Null);
    }

    private static (Bedside Bed, BedsideOximeter Spo2) Start()
    {
        var bed = new Bedside();
        var spo2 = bed.Oximeter();
        bed.Run(20);
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
        return (bed, spo2);
    }
}
