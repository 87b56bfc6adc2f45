using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using static EdgeMonitor.Tests.Monitoring.BedWithPulses;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What an oximeter shows and what is no pulse of the heart holds no alarm back.</summary>
public sealed class PulsesWithoutLifeTests
{
    [Test]
    public void ANoisyPlethHoldsNothing([Values(1, 2, 5)] double noisePerHeight)
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
        wave.Noise = noisePerHeight * wave.Height;
        bed.Run(10);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", AsystoleInTime + 1), Is.Not.Null, bed.Log);
    }

    [Test]
    public void NoiseOnAnEmptyPlethHoldsNothing([Values(5, 40, 400, 2000)] double noise)
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
        (ecg.HeartRate, wave.Rate, wave.Noise) = (0, 0, noise);
        bed.Run(60);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high"), bed.Log);
    }

    [Test]
    public void BreathingAndMovementAreNoPulse([Values("breathing", "ventilator", "tremor", "jumps")] string movement)
    {
        var (bed, ecg, wave) = Start(PulseSource.Pleth);
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
}
