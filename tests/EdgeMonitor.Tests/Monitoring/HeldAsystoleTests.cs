using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using static EdgeMonitor.Tests.Monitoring.BedWithPulses;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>When pulses hold an alarm of asystole back, what is said then, and how soon it sounds when they stop.</summary>
public sealed class HeldAsystoleTests
{
    [Test]
    public void AsystoleThatGoodPulsesContradictIsHeldAndTheReasonIsSaid([Values] PulseSource source, [Values(60, 75, 110, 160)] double rate)
    {
        var (bed, ecg, wave) = Start(source);
        wave.Rate = rate;
        bed.Run(20);
        ecg.HeartRate = 0;
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("held high"), bed.Log);
        var held = bed.Alarms.Single(alarm => alarm.Rule.Condition == "asystole");
        Assert.That(held.Evidence.Reason, Does.Contain("good pulses").And.Contain(source == PulseSource.Pleth ? "pleth of spo2" : "arterial pressure of art"));
        Assert.That(bed.Monitor.Plan.Sound, Is.LessThan(AlarmPriority.High));
    }

    [Test]
    public void AsystoleSoundsInTimeWhenThePulsesStopWithTheHeart([Values] PulseSource source)
    {
        var (bed, ecg, wave) = Start(source);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        var took = bed.RunUntilStart("asystole", AsystoleInTime + 1);
        Assert.That(took, Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - ecg.LastBeat, Is.LessThanOrEqualTo(AsystoleInTime));
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"));
    }

    [Test]
    public void AHeldAsystoleSoundsInTimeAfterTheLastPulse([Values] PulseSource source, [Values(60, 75, 110)] double rate)
    {
        var (bed, ecg, wave) = Start(source);
        wave.Rate = rate;
        bed.Run(15);
        ecg.HeartRate = 0;
        bed.Run(30);
        wave.Rate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - wave.LastPulse, Is.LessThanOrEqualTo(AsystoleInTime));
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("held high, start high"));
        Assert.That(bed.Alarms.Where(alarm => alarm.Rule.Condition == "asystole").Select(alarm => alarm.Id).Distinct().Count(), Is.EqualTo(1), "one occurrence, one id");
    }

    [Test]
    public void AHeldAsystoleThatTheEcgTakesBackNeverSounds()
    {
        var (bed, ecg, _) = Start(PulseSource.Pleth);
        ecg.HeartRate = 0;
        bed.Run(20);
        ecg.HeartRate = 75;
        bed.Run(30);
        Assert.That(bed.StoryOf("asystole"), Does.StartWith("held high").And.Not.Contain("start"), bed.Log);
        ecg.HeartRate = 0;
        bed.Run(10);
        Assert.That(bed.Alarms.Count(alarm => alarm is { Rule.Condition: "asystole", Transition: AlarmTransition.Held }), Is.EqualTo(2), "the next one is held anew, and said");
    }

    [Test]
    public void AHeldAsystoleSoundsWhateverHappensToTheEcgMeanwhile([Values] PulseSource source, [Values] Mishap mishap, [Values(0.5, 2.5, 6)] double lasts)
    {
        var (bed, ecg, wave) = Start(source);
        bed.Run(10);
        ecg.HeartRate = 0;
        bed.Run(10);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("held high"), bed.Log);
        Set(bed, ecg, mishap, begins: true);
        bed.Run(lasts / 2);
        wave.Rate = 0;
        bed.Run(lasts / 2);
        Set(bed, ecg, mishap, begins: false);
        // The detector learns anew, and the silence may be counted from here.
        bed.Run(8);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High), bed.Log);
        Assert.That(bed.StoryOf("asystole"), Does.EndWith("start high"), bed.Log);
    }

    [Test]
    public void APulseThatComesBackWhileTheAlarmSoundsDoesNotSilenceItAndASecondAsystoleIsHeldAnew()
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        bed.Run(10);
        wave.Rate = 75;
        bed.Run(20);
        Assert.That((bed.StoryOf("asystole"), bed.Monitor.Plan.Sound), Is.EqualTo(("start high", AlarmPriority.High)), bed.Log);
        ecg.HeartRate = 75;
        bed.Run(20);
        bed.Acknowledge();
        bed.Run(1);
        ecg.HeartRate = 0;
        bed.Run(10);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high, update high, end high, held high"), bed.Log);
        bed.PauseAudio();
        wave.Rate = 0;
        bed.Run(5);
        Assert.That((bed.StoryOf("asystole"), bed.Monitor.Plan.Sound), Is.EqualTo(("start high, update high, end high, held high, start high", AlarmPriority.High)), bed.Log);
    }

    private static void Set(Bedside bed, BedsideEcg ecg, Mishap mishap, bool begins)
    {
        switch (mishap)
        {
            case Mishap.LeadOff: ecg.Contact = begins ? Contact.LeadOff : Contact.Attached; break;
            case Mishap.WaveStops: ecg.LeadIsSent = !begins; break;
            case Mishap.Silent when begins: ecg.FallSilent(); break;
            case Mishap.Silent: ecg.Resume(); break;
            case Mishap.Broken when begins: ecg.Break(); break;
            case Mishap.Broken: ecg.Connect(); break;
            case Mishap.OtherLimits: bed.Give(new ChangeLimits(new AlarmLimits { AsystoleSeconds = begins ? 3 : 4 }, new Actor("nurse", OperatorOrigin.Bedside), bed.Now)); break;
            case Mishap.ClockBack when begins: ecg.ClockError = TimeSpan.FromSeconds(-3); break;
            case Mishap.Paused when begins: bed.PauseAudio(); break;
        }
    }

    [Test]
    public void AnAsystoleThatSoundsIsNotTakenBackByPulses()
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null);
        wave.Rate = 110;
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "chest compressions make pulses too");
    }

    [Test]
    public void WhileAnAlarmIsHeldTheEcgsQualityIsATechnicalAlarm()
    {
        var (bed, ecg, _) = Start(PulseSource.Pleth);
        ecg.HeartRate = 0;
        bed.Run(10);
        Assert.That(bed.StoryOf("ecg-quality"), Is.EqualTo("start medium"), bed.Log);
        ecg.HeartRate = 75;
        bed.Run(20);
        Assert.That(bed.StoryOf("ecg-quality"), Is.EqualTo("start medium, end medium"), bed.Log);
    }

    [Test]
    public void AHeldAsystoleUnderALatchedOneDoesNotBeginAnother()
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null);
        (ecg.HeartRate, wave.Rate) = (75, 75);
        bed.Run(20);
        ecg.HeartRate = 0;
        bed.Run(20);
        Assert.That(bed.Alarms.Count(alarm => alarm is { Rule.Condition: "asystole", Transition: AlarmTransition.Start }), Is.EqualTo(1), bed.Log);
        Assert.That(bed.StoryOf("asystole"), Does.EndWith("held high"), bed.Log);
        wave.Rate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, "the new one, once the pulses stop");
    }

    /// <summary>What happens to the ECG while its alarm is held back.</summary>
    public enum Mishap
    {
        /// <summary>An electrode comes off.</summary>
        LeadOff,

        /// <summary>The lead stops, other waves go on.</summary>
        WaveStops,

        /// <summary>The device is silent.</summary>
        Silent,

        /// <summary>The cable is pulled and plugged again.</summary>
        Broken,

        /// <summary>Somebody changes the limits.</summary>
        OtherLimits,

        /// <summary>The sensor's clock is set back.</summary>
        ClockBack,

        /// <summary>Somebody pauses the sound.</summary>
        Paused,
    }
}
