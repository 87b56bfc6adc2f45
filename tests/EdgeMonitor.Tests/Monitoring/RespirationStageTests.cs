using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Apnoea and the respiration limits on a time line.</summary>
public sealed class RespirationStageTests
{
    [TestCase(10)]
    [TestCase(20)]
    [TestCase(40)]
    public void ApnoeaSoundsAfterItsTimeAndEndsWithABreath(double limit)
    {
        var (bed, chest) = Start(new AlarmLimits { ApnoeaSeconds = limit });
        chest.Rate = 0;
        // The last breath's top lay up to one breath (4 s) before, and the alarm is looked at once a second.
        Assert.That(bed.RunUntilStart("apnoea", limit + 5), Is.InRange(limit - 4, limit + 1.5), bed.Log);
        Assert.That(bed.StoryOf("apnoea"), Is.EqualTo("start high"));
        chest.Rate = 15;
        bed.Run(8);
        Assert.That(bed.StoryOf("apnoea"), Is.EqualTo("start high, end high"));
    }

    [Test]
    public void APatientWhoNeverBreathedIsNotTakenForBreathingByTheHeart()
    {
        var bed = new Bedside();
        bed.Ecg();
        var chest = bed.Chest();
        chest.Rate = 0;
        Assert.That(bed.RunUntilStart("resp-artefact", 30), Is.EqualTo(20).Within(1.1), bed.Log);
        Assert.That(bed.StoryOf("resp-high"), Is.Empty, "the heart's rate is not shown as a respiration rate");
    }

    [Test]
    public void AWaveThatNeverMovesIsNoApnoeaButNoSignal()
    {
        var bed = new Bedside();
        bed.Chest().Moves = false;
        Assert.That(bed.RunUntilStart("resp-missing", 30), Is.EqualTo(20).Within(1.1));
        Assert.That(bed.StoryOf("apnoea"), Is.Empty);
    }

    [Test]
    public void AWaveThatStopsMovingAfterBreathsIsApnoea()
    {
        var (bed, chest) = Start();
        chest.Moves = false;
        Assert.That(bed.RunUntilStart("apnoea", 30), Is.Not.Null);
    }

    [Test]
    public void AnElectrodeThatIsOffIsNoApnoea()
    {
        var (bed, chest) = Start();
        chest.Contact = Contact.LeadOff;
        chest.Rate = 0;
        bed.Run(60);
        Assert.That(bed.StoryOf("apnoea"), Is.Empty);
        Assert.That(bed.StoryOf("lead-off"), Is.Not.Empty);
        chest.Contact = Contact.Attached;
        Assert.That(bed.RunUntilStart("resp-artefact", 40), Is.InRange(19, 22), "the time without a breath begins when the electrode is on again");
    }

    [Test]
    public void AWaveThatDoesNotComeIsNoDataAndNoApnoea()
    {
        var (bed, chest) = Start();
        chest.Sends = false;
        bed.Run(60);
        Assert.That((bed.StoryOf("apnoea"), bed.StoryOf("no-data", "chest")), Is.EqualTo(("", "start medium")));
    }

    [Test]
    public void AWaveThatStopsAloneIsMissedAndTheRestOfTheSensorIsNot()
    {
        var (bed, chest) = Start();
        chest.WaveIsSent = false;
        Assert.That(bed.RunUntilStart("resp-missing", 20), Is.EqualTo(6).Within(1.1));
        bed.Run(60);
        Assert.That((bed.StoryOf("apnoea"), bed.StoryOf("no-data")), Is.EqualTo(("", "")), bed.Log);
        chest.WaveIsSent = true;
        bed.Run(10);
        Assert.That(bed.StoryOf("resp-missing"), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void ANewSessionDoesNotHoldApnoeaBack()
    {
        var (bed, chest) = Start();
        chest.Rate = 0;
        bed.Run(10);
        chest.Connect();
        Assert.That(bed.RunUntilStart("apnoea", 20), Is.InRange(5, 12), bed.Log);
    }

    [Test]
    public void AHeartThatMovesTheWaveIsATechnicalConditionThatSoundsHigh()
    {
        var (bed, chest) = Start();
        (chest.Rate, chest.Heart) = (0, (60, 75));
        bed.Run(45);
        Assert.That(bed.StoryOf("resp-artefact"), Is.EqualTo("start high"), bed.Log);
        Assert.That(bed.StoryOf("apnoea"), Is.Empty);
        Assert.That(bed.Alarms.First(alarm => alarm.Rule.Condition == "resp-artefact").Rule.Kind, Is.EqualTo(AlarmKind.Technical));
        (chest.Rate, chest.Heart) = (15, (3, 75));
        bed.Run(60);
        Assert.That(bed.StoryOf("resp-artefact"), Is.EqualTo("start high, end high"));
    }

    /// <summary>
    /// The heart moves the wave by this part of a breath, evenly or as in atrial fibrillation, and the breathing stops: that it is not known whether the patient breathes is signalled, as
    /// an apnoea or as its technical condition, in about the time of an apnoea.
    /// </summary>
    [Test]
    public void TheHeartInTheWaveHidesNoApnoea([Values(0.1, 0.3, 0.5, 1.5)] double part, [Values(0, 0.3)] double unevenness, [Values(60, 90, 130)] double heart)
    {
        var wave = new HeartInChest(heart, unevenness) { Part = part };
        Assert.That(wave.SignalledAfter(apnoeaAt: 90, until: 130), Is.InRange(15, 30));
    }

    [TestCase(40, "resp-high")]
    [TestCase(6, "resp-low")]
    public void ARateBeyondItsLimitSoundsAfterItsDelay(double rate, string condition)
    {
        var (bed, chest) = Start();
        chest.Rate = rate;
        // The mean of 8 breaths must pass the limit first.
        var heard = bed.RunUntilStart(condition, 120);
        Assert.That(heard, Is.GreaterThan(12), bed.Log);
        chest.Rate = 15;
        bed.Run(90);
        Assert.That(bed.StoryOf(condition), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void HoleAfterHoleDoesNotHideAnApnoeaUnsaid([Values(2.4, 4, 6)] double hole, [Values(2, 10)] double between)
    {
        var bed = new Bedside();
        var chest = bed.Chest();
        bed.Run(60);
        chest.Rate = 0;
        var began = bed.Now;
        while (bed.Now - began < TimeSpan.FromSeconds(120))
        {
            chest.WaveIsSent = false;
            bed.Run(hole);
            chest.WaveIsSent = true;
            bed.Run(between);
            if (bed.Now - began > TimeSpan.FromSeconds(60)) Assert.That(bed.Monitor.Plan.Sound, Is.GreaterThanOrEqualTo(AlarmPriority.Medium), bed.Log);
        }

        (chest.Rate, chest.WaveIsSent) = (15, true);
        bed.Run(60);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.None), bed.Log);
    }

    private static (Bedside Bed, BedsideChest Chest) Start(AlarmLimits? limits = null)
    {
        var bed = new Bedside(limits);
        bed.Ecg();
        var chest = bed.Chest();
        bed.Run(40);
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
        return (bed, chest);
    }
}
