using EdgeMonitor.Core.Vitals;
using EdgeMonitor.Tests.Monitoring;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Pulses in generated waves.</summary>
public sealed class PulseDetectorTests
{
    [Test]
    public void EveryPulseIsFoundOnceAndGood([Values(30, 75, 125, 250, 500)] double sampleRate, [Values(40, 60, 75, 120, 180)] double rate)
    {
        var wave = new PulsatileWave(foot: 80, height: 40) { Rate = rate };
        var pulses = Run(wave, sampleRate, 60);
        Assert.That(pulses, Has.Count.EqualTo((60 - 4) * rate / 60).Within(3), "3 s of learning, and the last one is still on its way");
        Assert.That(pulses.Skip(6).Count(pulse => pulse.IsGood), Is.GreaterThanOrEqualTo(0.95 * (pulses.Count - 6)), "the foot on a flat line is known to two samples only");
        Assert.That(pulses.Skip(1).Zip(pulses, (next, last) => (next.Index - last.Index) / sampleRate), Has.All.EqualTo(60 / rate).Within(0.06));
    }

    [Test]
    public void AFootIsWhereTheRiseBegins()
    {
        var wave = new PulsatileWave(foot: 80, height: 40) { Rate = 75, Noise = 0.1 };
        var pulses = Run(wave, 250, 30);
        // The first pulse begins at 0.4 s, and one every 0.8 s after it.
        foreach (var pulse in pulses)
        {
            var phase = (pulse.Index / 250.0 - 0.4 + 0.4) % 0.8 - 0.4;
            Assert.That(phase, Is.EqualTo(0).Within(0.05));
            Assert.That(pulse.Foot, Is.EqualTo(80).Within(4));
            Assert.That(pulse.Peak, Is.EqualTo(121).Within(3));
            Assert.That(pulse.DetectedIndex - pulse.Index, Is.InRange(0, 0.5 * 250));
        }
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(9)]
    public void AWaveLowerThanAPulseHasNone(double height)
    {
        var detector = new PulseDetector(125, smallestHeight: 10);
        var wave = new PulsatileWave(foot: 80, height) { Rate = 75, Noise = 0.5 };
        Assert.That(Run(wave, 125, 60, detector), Is.Empty);
    }

    [Test]
    public void AfterPulsesThatStopNoiseIsNoGoodPulse([Values(0.01, 0.05, 0.3)] double noisePart)
    {
        var detector = new PulseDetector(125, smallestHeight: 0.04);
        var wave = new PulsatileWave(foot: 80, height: 40) { Rate = 75, Noise = 40 * noisePart };
        Run(wave, 125, 30, detector);
        wave.Rate = 0;
        var after = Run(wave, 125, 60, detector, from: 30).Where(pulse => pulse.IsGood && pulse.Index / 125.0 > wave.LastPulse + 0.1).ToList();
        Assert.That(after, Has.Count.LessThan(3), "three good pulses would be evidence of life");
    }

    [Test]
    public void APulseOfAnotherShapeIsNotGood()
    {
        var detector = new PulseDetector(125, smallestHeight: 1);
        var wave = new PulsatileWave(foot: 80, height: 40) { Rate = 75 };
        Run(wave, 125, 30, detector);
        // A saw tooth that rises slowly and falls at once, as often and as high as the pulse.
        wave.Rate = 0;
        wave.Disturbance = static seconds => 40 * (seconds % 0.8 / 0.8);
        var first = Run(wave, 125, 3, detector, from: 30).Where(pulse => pulse.Index / 125.0 > wave.LastPulse + 0.1);
        Assert.That(first.Count(pulse => pulse.IsGood), Is.LessThan(2));
    }

    [Test]
    public void TheCutOfTheCallsChangesNothing()
    {
        var samples = Samples(new PulsatileWave(foot: 80, height: 40) { Rate = 90, Noise = 2 }, 125, 0, 40);
        Assert.That(Cut(samples, 3), Is.EqualTo(Cut(samples, 1000)).And.Not.Empty);

        static List<Pulse> Cut(float[] samples, int length)
        {
            var detector = new PulseDetector(125, smallestHeight: 1);
            var pulses = new List<Pulse>();
            foreach (var part in samples.Chunk(length))
            {
                detector.Process(part);
                while (detector.TryTakePulse(out var pulse)) pulses.Add(pulse);
            }

            return pulses;
        }
    }

    [Test]
    public void AfterAResetItIsAsNew()
    {
        var samples = Samples(new PulsatileWave(foot: 80, height: 40) { Rate = 90 }, 125, 0, 20);
        var detector = new PulseDetector(125, smallestHeight: 1);
        detector.Process(samples);
        detector.Reset(0);
        Assert.That(detector.TryTakePulse(out _), Is.False);
        detector.Process(samples);
        var again = Take(detector);
        var fresh = new PulseDetector(125, smallestHeight: 1);
        fresh.Process(samples);
        Assert.That(again, Is.EqualTo(Take(fresh)).And.Not.Empty);
    }

    [Test]
    public void SamplesAllocateNothing()
    {
        var detector = new PulseDetector(125, smallestHeight: 1);
        var samples = Samples(new PulsatileWave(foot: 80, height: 40) { Rate = 90 }, 125, 0, 5);
        detector.Process(samples);
        Take(detector);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            detector.Process(samples);
            while (detector.TryTakePulse(out _)) { }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(24, 1)]
    [TestCase(1001, 1)]
    [TestCase(double.NaN, 1)]
    [TestCase(125, 0)]
    public void AnImpossibleRateOrHeightIsRefused(double sampleRate, double smallest)
        => Assert.That(() => new PulseDetector(sampleRate, smallest), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static List<Pulse> Run(PulsatileWave wave, double sampleRate, double seconds, PulseDetector? detector = null, double from = 0)
    {
        detector ??= new PulseDetector(sampleRate, smallestHeight: 1);
        var pulses = new List<Pulse>();
        foreach (var part in Samples(wave, sampleRate, from, seconds).Chunk(64))
        {
            detector.Process(part);
            pulses.AddRange(Take(detector));
        }

        return pulses;
    }

    private static float[] Samples(PulsatileWave wave, double sampleRate, double from, double seconds)
        => [.. Enumerable.Range(0, (int)(seconds * sampleRate)).Select(i => (float)wave.At(from + i / sampleRate))];

    private static List<Pulse> Take(PulseDetector detector)
    {
        var pulses = new List<Pulse>();
        while (detector.TryTakePulse(out var pulse)) pulses.Add(pulse);
        return pulses;
    }
}
