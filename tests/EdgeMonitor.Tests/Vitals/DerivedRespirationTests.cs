using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The respiration rate that generated pulses and beats tell.</summary>
public sealed class DerivedRespirationTests
{
    [Test]
    public void BreathingThatChangesPulsesAndBeatsIsFound([Values(6, 12, 18, 26)] double breaths, [Values(65, 80, 110)] double heart, [Values(1, 2, 3)] int seed)
    {
        var value = Play(new Patient(breaths, heart) { Seed = seed }, seconds: 120);
        Assert.That(value.Value, Is.EqualTo(breaths).Within(1));
        Assert.That(value.Quality, Is.EqualTo(SignalQuality.Good));
    }

    [Test]
    public void ThePlethAloneTellsIt() => Assert.That(Play(new Patient(15, 75) { HasBeats = false }, 90).Value, Is.EqualTo(15).Within(1));

    [Test]
    public void TheEcgAloneTellsIt() => Assert.That(Play(new Patient(15, 75) { HasPulses = false }, 90).Value, Is.EqualTo(15).Within(1));

    [Test]
    public void WhereNothingBreathesThereIsMostlyNoRateAndSeldomAGoodOne()
    {
        var (seconds, shown, good) = (0, 0, 0);
        for (var seed = 0; seed < 10; seed++)
        {
            Play(new Patient(0, 80) { Seed = seed }, 400, value =>
            {
                seconds++;
                if (value.Value is not null) shown++;
                if (value is { Value: not null, Quality: SignalQuality.Good }) good++;
            });
        }

        Assert.That((double)shown / seconds, Is.LessThan(0.15));
        Assert.That((double)good / seconds, Is.LessThan(0.02));
    }

    [Test]
    public void OneSeriesAloneIsNotBelieved()
    {
        var patient = new Patient(15, 75) { Height = 0, Top = 0, BeatInterval = 0 };
        Assert.That(Play(patient, 120).Value, Is.Null, "only the height of the QRS complex follows breathing");
    }

    [Test]
    public void ThereIsNoValueWithoutAHeartRateOrBeforeTheWindowIsFull()
    {
        Assert.That(Play(new Patient(15, 75) { TellsHeart = false }, 90), Is.EqualTo(VitalValue.Missing(NoData.PoorSignal)));
        Assert.That(Play(new Patient(15, 75), 30), Is.EqualTo(VitalValue.Missing(NoData.Starting)));
    }

    [Test]
    public void ItEndsSoonAfterThePulsesAndBeatsEnd()
    {
        var respiration = new DerivedRespiration();
        Play(new Patient(15, 75), 90, into: respiration);
        Assert.That(respiration.At(TimeSpan.FromSeconds(97), 75).Value, Is.Null);
    }

    /// <summary>The unit of the heights and the zero of the pulse's top do not matter, nor when it is.</summary>
    [Test]
    public void ScaleShiftAndTimeChangeNothing([Values(0.01, 1, 4000)] double scale, [Values(-5.0, 0, 1000)] double shift, [Values(0, 86_400)] double at)
    {
        var plain = Play(new Patient(14, 72), 90);
        var other = Play(new Patient(14, 72) { Scale = scale, Shift = shift * scale, From = at }, 90);
        Assert.That(other.Value, Is.EqualTo(plain.Value).Within(0.05));
        Assert.That(other.Quality, Is.EqualTo(plain.Quality));
    }

    [Test]
    public void AskingAndAddingAllocateNothing()
    {
        var respiration = new DerivedRespiration();
        Play(new Patient(15, 75), 90, into: respiration);
        var pulse = new Pulse(0, 0, 1, 2, 0.9f, true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            var at = TimeSpan.FromSeconds(91 + 0.8 * i);
            respiration.Add(at, pulse);
            respiration.AddBeat(at, 1);
            _ = respiration.At(at, 75);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static VitalValue Play(Patient patient, int seconds, Action<VitalValue>? each = null, DerivedRespiration? into = null)
    {
        var (respiration, random) = (into ?? new DerivedRespiration(), new Random(patient.Seed));
        var (next, value) = (0.5, VitalValue.Missing(NoData.Starting));
        for (var second = 1; second <= seconds; second++)
        {
            while (next < second - 0.5)
            {
                var breath = patient.Breaths > 0 ? Math.Sin(Math.Tau * next * patient.Breaths / 60) : 0;
                var at = TimeSpan.FromSeconds(patient.From + next);
                var foot = patient.Shift + patient.Scale * (patient.Top * breath + 0.02 * Noise());
                var peak = foot + patient.Scale * (1 + patient.Height * breath + 0.02 * Noise());
                if (patient.HasPulses) respiration.Add(at + TimeSpan.FromSeconds(0.25), new Pulse(0, 0, (float)foot, (float)peak, 0.95f, true));
                if (patient.HasBeats) respiration.AddBeat(at, patient.Scale * (1 + patient.Beat * breath + 0.02 * Noise()));
                next += 60 / patient.Heart * (1 + patient.BeatInterval * breath + 0.01 * Noise());
            }

            value = respiration.At(TimeSpan.FromSeconds(patient.From + second), patient.TellsHeart ? patient.Heart : null);
            each?.Invoke(value);
        }

        return value;

        double Noise() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
    }

    /// <summary>How breathing changes the pulses, parts of their height and of the interval.</summary>
    private sealed record Patient(double Breaths, double Heart)
    {
        public double Height { get; init; } = 0.06;

        public double Top { get; init; } = 0.08;

        public double Beat { get; init; } = 0.05;

        public double BeatInterval { get; init; } = 0.03;

        public bool HasPulses { get; init; } = true;

        public bool HasBeats { get; init; } = true;

        public bool TellsHeart { get; init; } = true;

        public double Scale { get; init; } = 1;

        public double Shift { get; init; }

        public double From { get; init; }

        public int Seed { get; init; } = 1;
    }
}
