using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>What must change nothing about the pulses of a wave, drawn at random; each seed is a case.</summary>
public sealed class PulsePropertyTests
{
    private const double Seconds = 40, SmallestPart = 0.1;

    [Test]
    public void TheUnitAndItsZeroDoNotMatter([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var (scale, shift) = (Math.Pow(10, random.Next(-3, 4)), (random.NextDouble() - 0.5) * 20);
        var wave = new Wave(seed);

        var plain = Pulses(at => wave.At(at), 125, SmallestPart);
        var other = Pulses(at => scale * (wave.At(at) + shift), 125, SmallestPart * scale);

        Assert.That(other, Has.Count.EqualTo(plain.Count), $"scale {scale}, shift {shift}");
        Assert.That(other.Zip(plain, (one, two) => Math.Abs(one.At - two.At)).Max(), Is.LessThanOrEqualTo(0.008 + 1e-9), "one sample: the foot is where a part of the rise is passed");
        Assert.That(other.Zip(plain).Count(pair => pair.First.IsGood != pair.Second.IsGood), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void TheSamplingRateDoesNotMatter([Range(1, 6)] int seed, [Values(50, 100, 250, 500, 1000)] double rate)
    {
        var wave = new Wave(seed);
        var (usual, other) = (Pulses(wave.At, 125, SmallestPart), Pulses(wave.At, rate, SmallestPart));
        var near = other.Count(pulse => usual.Exists(same => Math.Abs(same.At - pulse.At) < 0.03));
        Assert.That(other, Has.Count.EqualTo(usual.Count).Within(1));
        Assert.That(near, Is.GreaterThanOrEqualTo(usual.Count - 2), "all but one at either end, within 30 ms");
    }

    [Test]
    public void ALaterStartShowsTheSamePulses([Range(1, 6)] int seed)
    {
        var (wave, later) = (new Wave(seed), 3.7 + seed);
        var (whole, rest) = (Pulses(wave.At, 125, SmallestPart), Pulses(at => wave.At(at + later), 125, SmallestPart));
        var learnt = later + 5;
        var expected = whole.Where(pulse => pulse.At > learnt && pulse.At < Seconds - 1).Select(pulse => pulse.At).ToList();
        Assert.That(expected.Count(at => rest.Exists(pulse => Math.Abs(pulse.At + later - at) < 0.02)), Is.GreaterThanOrEqualTo(expected.Count - 1));
    }

    private static List<(double At, bool IsGood)> Pulses(Func<double, double> wave, double rate, double smallest)
    {
        var (detector, pulses) = (new PulseDetector(rate, smallest), new List<(double, bool)>());
        for (var i = 0; i < Seconds * rate; i++)
        {
            detector.Process([(float)wave(i / rate)]);
            while (detector.TryTakePulse(out var pulse)) pulses.Add((pulse.Index / rate, pulse.IsGood));
        }

        return pulses;
    }

    /// <summary>A pulse wave with a drawn rate, rise, variability and breathing.</summary>
    private sealed class Wave
    {
        private readonly double[] _beats;
        private readonly double _rise, _fall, _breaths;

        public Wave(int seed)
        {
            var random = new Random(seed);
            var interval = 60 / (50 + 90 * random.NextDouble());
            (_rise, _fall, _breaths) = (0.1 + 0.06 * random.NextDouble(), 0.2 + 0.1 * random.NextDouble(), 0.1 + 0.3 * random.NextDouble());
            var beats = new List<double> { 0.3 };
            while (beats[^1] < 80) beats.Add(beats[^1] + interval * (1 + 0.06 * (random.NextDouble() - 0.5)));
            _beats = [.. beats];
        }

        public double At(double seconds)
        {
            var value = 0.1 * Math.Sin(Math.Tau * _breaths * seconds);
            foreach (var beat in _beats)
            {
                var since = seconds - beat;
                if (since is > 0 and < 3) value += since < _rise ? (1 - Math.Cos(Math.PI * since / _rise)) / 2 : Math.Exp(-(since - _rise) / _fall);
            }

            return value;
        }
    }
}
