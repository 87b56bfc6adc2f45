using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The ECG alarms on a time line: what is said, and how long after the event.</summary>
public sealed class EcgStageTests
{
    /// <summary>Longest time from the last beat to the alarm, s (IEC 60601-2-27, unverified).</summary>
    private const double TimeToAlarm = 10;

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
    public void AnElectrodeThatComesOffForAMomentDoesNotEndAsystole()
    {
        var (bed, ecg) = StartAsystole();
        ecg.Contact = Contact.LeadOff;
        bed.Run(0.5);
        ecg.Contact = Contact.Attached;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void AHoleInTheSignalDoesNotEndAsystole([Values(0.5, 3, 30)] double seconds)
    {
        var (bed, ecg) = StartAsystole();
        ecg.Sends = false;
        bed.Run(seconds);
        ecg.Sends = true;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void ANewSessionDoesNotEndAsystole([Values(0.3, 3, 30)] double seconds)
    {
        var (bed, ecg) = StartAsystole();
        ecg.Break();
        bed.Run(seconds);
        ecg.Connect();
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "nobody has seen a beat");
    }

    [Test]
    public void ANewSessionOfABeatingHeartIsNoAsystole([Values(0.3, 1.5, 3, 10, 600)] double seconds)
    {
        var (bed, ecg) = Start(60);
        ecg.Break();
        bed.Run(seconds);
        ecg.Connect();
        bed.Run(30);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [Test]
    public void ShortHolesDoNotHideAsystole([Values(0.1, 0.5, 1.5, 1.9, 2.5, 2.9)] double hole, [Values(0.3, 1, 3)] double between)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "no-data"))
        {
            bed.Run(between);
            // The supervisor reports a silence of 2 s, and data as soon as they come again.
            ecg.Sends = false;
            bed.Run(Math.Min(hole, 2));
            if (hole > 2) ecg.FallSilent();
            bed.Run(Math.Max(0, hole - 2));
            if (hole > 2) ecg.Resume();
            ecg.Sends = true;
        }

        Assert.That(Said(bed, "asystole", "no-data"), Is.True, "neither asystole nor the missing data is signalled");
        Assert.That((bed.Alarms.First().At - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm + 1));
    }

    [Test]
    public void ReconnectionsDoNotHideAsystole([Values(0.2, 0.9, 2)] double down, [Values(0.5, 2, 4)] double up)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "no-data"))
        {
            ecg.Break();
            bed.Run(down);
            ecg.Connect();
            bed.Run(up);
        }

        Assert.That(Said(bed, "asystole", "no-data"), Is.True, "neither asystole nor the broken link is signalled");
        Assert.That((bed.Now - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm));
    }

    [Test]
    public void AFlappingElectrodeIsSignalledWhateverItsRhythm([Values(0.1, 0.5, 0.9)] double off, [Values(0.1, 0.5, 1, 3, 4)] double on)
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        var began = bed.Now;
        while ((bed.Now - began).TotalSeconds < 2 * TimeToAlarm && !Said(bed, "asystole", "lead-off"))
        {
            ecg.Contact = Contact.LeadOff;
            bed.Run(off);
            ecg.Contact = Contact.Attached;
            bed.Run(on);
        }

        Assert.That(Said(bed, "asystole", "lead-off"), Is.True, "neither asystole nor the loose electrode is signalled");
        Assert.That((bed.Now - began).TotalSeconds, Is.LessThanOrEqualTo(TimeToAlarm));
    }

    [TestCase(-3600)]
    [TestCase(-30)]
    [TestCase(-2)]
    [TestCase(2)]
    [TestCase(30)]
    public void AJumpOfTheSensorsClockDoesNotHideAsystole(double seconds)
    {
        var (bed, ecg) = Start(75);
        ecg.ClockError = TimeSpan.FromSeconds(seconds);
        bed.Run(3);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
    }

    [TestCase(-3600)]
    [TestCase(-30)]
    public void AJumpOfTheSensorsClockDoesNotFreezeTheHeartRate(double seconds)
    {
        var (bed, ecg) = Start(75);
        ecg.ClockError = TimeSpan.FromSeconds(seconds);
        ecg.HeartRate = 150;
        bed.Run(15);
        Assert.That(Said(bed, "hr-high", "no-data"), Is.True, "an old heart rate is shown on, and nobody says so");
    }

    [Test]
    public void AShortHoleInTheEcgOfASlowHeartIsNoAsystole([Values(0.1, 1, 1.9)] double hole, [Range(0, 1.4, 0.2)] double phase)
    {
        var (bed, ecg) = Start(40);
        bed.Run(phase);
        ecg.Sends = false;
        bed.Run(hole);
        ecg.Sends = true;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.Empty, bed.Log);
    }

    [Test]
    public void ALeadThatStopsAloneIsMissed([Values(EcgLeads.First, EcgLeads.All)] EcgLeads leads)
    {
        var bed = new Bedside(leads: leads);
        var ecg = bed.Ecg();
        bed.Run(20);
        ecg.LeadIsSent = false;
        Assert.That(bed.RunUntilStart("no-data", TimeToAlarm), Is.Not.Null, "the device's other wave goes on, and nobody counts the beats");
    }

    [Test]
    public void ARateThatWasNotMeasuredNowDoesNotEndAnAlarm()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 150;
        Assert.That(bed.RunUntilStart("hr-high", 15), Is.Not.Null);
        ecg.HeartRate = 75;
        ecg.LeadIsSent = false;
        bed.Run(30);
        Assert.That(bed.StoryOf("hr-high"), Is.EqualTo("start medium"), bed.Log);
        Assert.That(bed.Events.OfType<VitalSign>().Last(vital => vital.Reading.Mdc == Mdc.EcgHeartRate).Reading.Value, Is.Null);
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

    private static (Bedside Bed, BedsideEcg Ecg) Start(double rate, AlarmLimits? limits = null)
    {
        var bed = new Bedside(limits);
        var ecg = bed.Ecg();
        ecg.HeartRate = rate;
        bed.Run(20);
        return (bed, ecg);
    }

    private static (Bedside Bed, BedsideEcg Ecg) StartAsystole()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
        return (bed, ecg);
    }

    private static bool Said(Bedside bed, params string[] conditions)
        => bed.Alarms.Any(alarm => alarm.Transition == AlarmTransition.Start && conditions.Contains(alarm.Rule.Condition));

    private static Func<double, double> Noise(double peakToPeak)
    {
        var random = new Random(1);
        return _ => peakToPeak * (random.NextDouble() - 0.5);
    }
}
