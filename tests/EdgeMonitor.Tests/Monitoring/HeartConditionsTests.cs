using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>When pulses hold an alarm of the ECG back, and above all when they do not.</summary>
public sealed class HeartConditionsTests
{
    /// <summary>Longest time to the alarm from the last sign of life, s: the asystole time and the detectors' delays.</summary>
    private const double AsystoleInTime = 5;

    [Test]
    public void AsystoleThatGoodPulsesContradictIsHeldAndTheReasonIsSaid([Values] Source source, [Values(60, 75, 110, 160)] double rate)
    {
        var (bed, ecg, wave) = Start(source);
        wave.Rate = rate;
        bed.Run(20);
        ecg.HeartRate = 0;
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("held high"), bed.Log);
        var held = bed.Alarms.Single(alarm => alarm.Rule.Condition == "asystole");
        Assert.That(held.Evidence.Reason, Does.Contain("good pulses").And.Contain(source == Source.Pleth ? "pleth of spo2" : "arterial pressure of art"));
        Assert.That(bed.Monitor.Plan.Sound, Is.LessThan(AlarmPriority.High));
    }

    [Test]
    public void AsystoleSoundsInTimeWhenThePulsesStopWithTheHeart([Values] Source source)
    {
        var (bed, ecg, wave) = Start(source);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        var took = bed.RunUntilStart("asystole", AsystoleInTime + 1);
        Assert.That(took, Is.Not.Null, bed.Log);
        Assert.That(bed.Now.TotalSeconds - ecg.LastBeat, Is.LessThanOrEqualTo(AsystoleInTime));
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"));
    }

    [Test]
    public void AHeldAsystoleSoundsInTimeAfterTheLastPulse([Values] Source source, [Values(60, 75, 110)] double rate)
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
        var (bed, ecg, _) = Start(Source.Pleth);
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
    public void AHeldAsystoleSoundsWhateverHappensToTheEcgMeanwhile([Values] Source source, [Values] Mishap mishap, [Values(0.5, 2.5, 6)] double lasts)
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
        var (bed, ecg, wave) = Start(Source.Pleth);
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
    public void ANoisyPlethHoldsNothing([Values(1, 2, 5)] double noisePerHeight)
    {
        var (bed, ecg, wave) = Start(Source.Pleth);
        wave.Noise = noisePerHeight * wave.Height;
        bed.Run(10);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
    }

    [Test]
    public void NoiseOnAnEmptyPlethHoldsNothing([Values(5, 40, 400, 2000)] double noise)
    {
        var (bed, ecg, wave) = Start(Source.Pleth);
        (ecg.HeartRate, wave.Rate, wave.Noise) = (0, 0, noise);
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), bed.Log);
    }

    [Test]
    public void BreathingAndMovementAreNoPulse([Values("breathing", "ventilator", "tremor", "jumps")] string movement)
    {
        var (bed, ecg, wave) = Start(Source.Pleth);
        var random = new Random(5);
        var jumps = Enumerable.Range(0, 1000).Select(_ => 800 * (random.NextDouble() - 0.5)).ToArray();
        (ecg.HeartRate, wave.Rate) = (0, 0);
        wave.Disturbance = movement switch
        {
            "breathing" => static seconds => 200 * Math.Sin(Math.Tau * 0.25 * seconds),
            "ventilator" => static seconds => 300 * Math.Sin(Math.Tau * 0.4 * seconds),
            "tremor" => static seconds => 300 * Math.Sin(Math.Tau * 6 * seconds),
            _ => seconds => jumps[(int)(seconds / 0.37)],
        };
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), bed.Log);
    }

    [Test]
    public void AProbeThatIsOffHoldsNothing([Values(Contact.SensorOff, Contact.Disconnected)] Contact contact)
    {
        var (bed, ecg, _, oximeter) = StartWithOximeter();
        oximeter.Contact = contact;
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
    }

    [Test]
    public void TheDevicesOwnDoubtStandsAboveTheWave([Values] bool missing)
    {
        var (bed, ecg, _, oximeter) = StartWithOximeter();
        if (missing) oximeter.Pulse = oximeter.Saturation = null;
        else oximeter.Quality = SignalQuality.Poor;
        bed.Run(1);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
    }

    [TestCase(-1.5)]
    [TestCase(-3)]
    [TestCase(-20)]
    public void LateBlocksHoldNothing(double seconds)
    {
        var (bed, ecg, _, oximeter) = StartWithOximeter();
        oximeter.ClockError = TimeSpan.FromSeconds(seconds);
        bed.Run(5);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
    }

    [Test]
    public void BlocksThatWereHeldUpAndComeAllAtOnceHoldNothing()
    {
        var (bed, ecg, wave, oximeter) = StartWithOximeter();
        oximeter.Sends = false;
        (ecg.HeartRate, wave.Rate) = (0, 0);
        bed.Run(4);
        // The buffer of the last seconds, in which the heart still beat, is given now with the times at which it was measured.
        var late = new PulsatileWave(foot: 1000, height: 400) { Rate = 75 };
        var signal = new SignalDescriptor("late", "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 80);
        bed.Give(new SignalList("late", [signal], bed.Now));
        for (var block = 0; block < 80; block++)
        {
            var at = bed.Now - TimeSpan.FromSeconds(8) + block * PatientMonitor.TickInterval;
            var samples = Enumerable.Range(0, 8).Select(i => (int)late.At(at.TotalSeconds + i / 80.0)).ToArray();
            bed.Give(new SampleBlock(signal, block * 8, at, samples));
        }

        Assert.That(bed.RunUntilStart("asystole", 1.5), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AnAsystoleThatSoundsIsNotTakenBackByPulses()
    {
        var (bed, ecg, wave) = Start(Source.Pleth);
        (ecg.HeartRate, wave.Rate) = (0, 0);
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null);
        wave.Rate = 110;
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), "chest compressions make pulses too");
    }

    [Test]
    public void AnExtremeBradycardiaThatPulsesContradictIsHeld([Values] Source source)
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
        var (bed, ecg, wave) = Start(Source.Pressure);
        (ecg.HeartRate, wave.Rate) = (32, pulseRate);
        Assert.That(bed.RunUntilStart("extreme-bradycardia", 15), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AnExtremeTachycardiaThatPulsesContradictIsHeld([Values] Source source)
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
        var (bed, ecg, wave) = Start(Source.Pressure);
        (ecg.HeartRate, wave.Rate) = (rate, pulseRate);
        Assert.That(bed.RunUntilStart("extreme-tachycardia", 15), Is.Not.Null, bed.Log);
    }

    [Test]
    public void FibrillationIsNeverHeldAndSaysWhatThePulsesShow([Values] Source source)
    {
        var (bed, ecg, _) = Start(source);
        ecg.HeartRate = 0;
        ecg.Disturbance = static seconds => 0.8 * Math.Sin(Math.Tau * 5 * seconds) * (1 + 0.3 * Math.Sin(Math.Tau * 0.7 * seconds));
        Assert.That(bed.RunUntilStart("ventricular-fibrillation", 10), Is.Not.Null, bed.Log);
        Assert.That(bed.Alarms.First(alarm => alarm.Rule.Condition == "ventricular-fibrillation").Evidence.Reason, Does.Contain("Check: the"));
        bed.Run(20);
        Assert.That(bed.StoryOf("ventricular-fibrillation"), Does.Not.Contain("held"));
    }

    [Test]
    public void WhileAnAlarmIsHeldTheEcgsQualityIsATechnicalAlarm()
    {
        var (bed, ecg, _) = Start(Source.Pleth);
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
        var (bed, ecg, wave) = Start(Source.Pleth);
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

    /// <summary>Whatever the pleth brings, with no good pulse in it the asystole alarms are those of a bed without a pleth.</summary>
    [Test]
    public void WithoutGoodPulsesTheAlarmsAreThoseWithoutAPleth()
    {
        var alarms = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var without = Story(seed, withPleth: false);
            alarms += without.Length > 0 ? 1 : 0;
            Assert.That(Story(seed, withPleth: true), Is.EqualTo(without), $"seed {seed}");
        }

        Assert.That(alarms, Is.GreaterThan(20), "an alarm on most time lines");

        static string Story(int seed, bool withPleth)
        {
            var bed = new Bedside();
            var ecg = bed.Ecg();
            var oximeter = withPleth ? bed.Oximeter() : null;
            var random = new Random(seed);
            var noise = new Random(-seed);
            for (var step = 0; step < 15; step++)
            {
                ecg.HeartRate = random.Next(3) == 0 ? 0 : random.Next(35, 190);
                ecg.Noise = random.Next(4) == 0 ? 0.5 : 0.02;
                var seconds = 2 + random.Next(10);
                if (oximeter is not null)
                {
                    oximeter.Wave.Noise = Math.Pow(10, noise.Next(0, 4));
                    var frequency = 0.1 + 0.4 * noise.NextDouble();
                    oximeter.Wave.Disturbance = time => 300 * Math.Sin(Math.Tau * frequency * time);
                }

                bed.Run(seconds);
            }

            string[] heart = ["asystole", "extreme-bradycardia", "extreme-tachycardia", "ventricular-tachycardia", "ventricular-fibrillation"];
            return string.Join('\n', bed.Alarms.Where(alarm => heart.Contains(alarm.Rule.Condition))
                .Select(alarm => $"{alarm.At.TotalSeconds:0.0} {alarm.Rule.Condition} {alarm.Transition}"));
        }
    }

    private static (Bedside Bed, BedsideEcg Ecg, PulsatileWave Wave) Start(Source source)
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        var wave = source == Source.Pleth ? bed.Oximeter().Wave : bed.Pressure().Wave;
        wave.Rate = 75;
        bed.Run(20);
        return (bed, ecg, wave);
    }

    private static (Bedside Bed, BedsideEcg Ecg, PulsatileWave Wave, BedsideOximeter Oximeter) StartWithOximeter()
    {
        var bed = new Bedside();
        var (ecg, oximeter) = (bed.Ecg(), bed.Oximeter());
        oximeter.Wave.Rate = 75;
        bed.Run(20);
        return (bed, ecg, oximeter.Wave, oximeter);
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

    /// <summary>What shows the pulse.</summary>
    public enum Source
    {
        /// <summary>An oximeter.</summary>
        Pleth,

        /// <summary>An arterial line.</summary>
        Pressure,
    }
}
