using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

using static EdgeMonitor.Tests.Monitoring.BedWithEcg;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The ECG alarms on a time line: what is said, and how long after the event.</summary>
public sealed class EcgStageTests
{
    private static readonly Dictionary<string, Func<double, double>> Leads = new()
    {
        ["flat"] = static _ => 0,
        ["at the converter's end"] = static _ => 8,
        ["mains hum of 1 mV"] = static seconds => 0.5 * Math.Sin(Math.Tau * 50 * seconds),
        ["mains hum of 60 Hz, 1 mV"] = static seconds => 0.5 * Math.Sin(Math.Tau * 60 * seconds),
        ["drift"] = static seconds => Math.Sin(Math.Tau * 0.2 * seconds),
        ["P waves without QRS complexes"] = static seconds => 0.15 * Math.Exp(-Math.Pow((seconds % 0.7 - 0.35) / 0.025, 2) / 2),
        ["muscle noise of 0.1 mV"] = Noise(0.1),
    };

    [Test]
    public void AsystoleSoundsInTimeWhateverTheLeadShows([Values(25, 40, 75, 150, 220)] double rate, [ValueSource(nameof(LeadNames))] string lead)
    {
        var (bed, ecg) = Start(rate);
        (ecg.HeartRate, ecg.Noise) = (0, 0);
        ecg.Disturbance = Leads[lead];
        Assert.That(bed.RunUntilStart("asystole", 30), Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - ecg.LastBeat, Is.LessThanOrEqualTo(TimeToAlarm));
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void AHeartThatBeatsIsNoAsystole([Values(20, 25, 30, 60, 120, 200)] double rate, [ValueSource(nameof(LeadNames))] string lead)
    {
        var (bed, ecg) = Start(rate);
        ecg.Disturbance = Leads[lead];
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [TestCase(0.25)]
    [TestCase(0.4)]
    public void AFallOfTheAmplitudeIsNoAsystole(double height)
    {
        var (bed, ecg) = Start(75);
        ecg.Height = height;
        bed.Run(30);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [TestCase(0.4)]
    [TestCase(4)]
    public void AsystoleAfterAChangeOfTheAmplitudeIsSeen(double height)
    {
        var (bed, ecg) = Start(75);
        ecg.Height = height;
        bed.Run(10);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
    }

    /// <summary>Whatever asystole time is allowed: a heart too slow for one alarm must be slow enough for another.</summary>
    [Test]
    public void EverySlowHeartIsAnAlarm([Values(3, 4, 5, 6)] double asystoleSeconds, [Values(9, 10, 11, 12, 13, 14, 14.7, 15, 16, 20, 25, 30, 40)] double rate)
    {
        var (bed, ecg) = Start(75, new AlarmLimits { AsystoleSeconds = asystoleSeconds });
        ecg.HeartRate = rate;
        bed.Run(40);
        Assert.That(bed.StoryOf("asystole") + bed.StoryOf("hr-low"), Does.Contain("start"), "no alarm at all");
    }

    [TestCase(75, 40, "hr-low")]
    [TestCase(80, 30, "hr-low")]
    [TestCase(75, 140, "hr-high")]
    [TestCase(75, 200, "hr-high")]
    public void ARateBeyondItsLimitIsSaidInTime(double before, double after, string condition)
    {
        var (bed, ecg) = Start(before);
        ecg.HeartRate = after;
        Assert.That(bed.RunUntilStart(condition, 13), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AFlatLineIsNotSaidToBeNoise([Values(0.005, 0.02, 0.05)] double noise)
    {
        var (bed, ecg) = Start(75);
        (ecg.HeartRate, ecg.Noise) = (0, noise);
        bed.Run(60);
        Assert.That((bed.StoryOf("asystole"), bed.StoryOf("ecg-quality")), Is.EqualTo(("start high", "")), bed.Log);
    }

    [Test]
    public void OneWildSampleNeitherHidesAnAsystoleNorBlindsTheDetector([Values(int.MinValue, int.MaxValue, -32768)] int wild)
    {
        var (bed, ecg) = Start(75);
        var at = bed.Now.TotalSeconds;
        ecg.Disturbance = seconds => Math.Abs(seconds - at - 1) < 0.001 ? wild * 0.001 : 0;
        bed.Run(30);
        var known = bed.Events.Count;
        bed.Run(20);
        Assert.That(bed.Events.Skip(known).OfType<BeatDetected>().Count(), Is.EqualTo(25).Within(1), bed.Log);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
    }

    [Test]
    public void EmptyBlocksAreNoData()
    {
        var (bed, ecg) = Start(75);
        ecg.Sends = false;
        var empty = new SignalDescriptor("ecg", "II", 131330, MdcUnit.Millivolt, 250, 0.001);
        bed.Give(new SignalList("ecg", [empty], bed.Now));
        bed.Give(new LinkStatus("ecg", LinkState.Up, "", bed.Now));
        for (var i = 0; i < 60; i++)
        {
            bed.Give(new SampleBlock(empty, 0, bed.Now, Array.Empty<int>()));
            bed.Run(3);
        }

        Assert.That(bed.Monitor.Plan.Sound, Is.GreaterThanOrEqualTo(AlarmPriority.Medium), bed.Log);
    }

    private static string[] LeadNames() => [.. Leads.Keys];

    private static Func<double, double> Noise(double peakToPeak)
    {
        var random = new Random(1);
        return _ => peakToPeak * (random.NextDouble() - 0.5);
    }
}
