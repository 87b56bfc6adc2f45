using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public class MultiLeadQrsDetectorTests
{
    private const double Rate = 250;

    [Test]
    public void ABeatSeenInAllLeadsIsGivenOnce([Values(1, 2, 3, 12)] int leads)
    {
        var times = TestEcg.Regular(60, 75);
        var signals = Enumerable.Range(0, leads).Select(lead => Lead(times, 0.6 + 0.1 * lead, seed: lead)).ToArray();
        AssertFound(Detect(signals), times);
    }

    [Test]
    public void ABadFirstLeadIsOutvoted()
    {
        var times = TestEcg.Regular(120, 75);
        var noisy = Lead(times, 1, seed: 1);
        var loud = TestEcg.Flat(120, Rate).WithNoise(12, seed: 2);
        for (var i = 30 * 250; i < noisy.Length; i++) noisy[i] = loud[i];
        var beats = Detect([noisy, Lead(times, 1, seed: 3), Lead(times, 0.8, seed: 4)]);
        AssertFound(beats.Where(beat => beat.Index > 60 * 250), times.Where(time => time > 60.01));
    }

    [Test]
    public void ALeadThatFallsOffCostsNoMoreThanThreeSecondsOfBeats()
    {
        var times = TestEcg.Regular(120, 75);
        var (first, second) = (Lead(times, 1, seed: 1), Lead(times, 1, seed: 2));
        first.AsSpan(60 * 250).Clear();
        var beats = Detect([first, second]);
        AssertFound(beats.Where(beat => beat.Index > 63 * 250), times.Where(time => time > 63.01));
    }

    [Test]
    public void ALeadThatIsOffSilencesNoOther([Values(0, 1)] int off, [Values(0.0, 0.02)] double peakToPeak)
    {
        var times = TestEcg.Regular(60, 75);
        float[][] signals = [Lead(times, 1, seed: 1, noise: 0.2), Lead(times, 1, seed: 2, noise: 0.2)];
        var left = TestEcg.Flat(60, Rate).WithNoise(peakToPeak, seed: 9);
        for (var i = 30 * 250; i < signals[off].Length && i < left.Length; i++) signals[off][i] = left[i];
        var beats = Detect(signals).Where(beat => beat.Index < 59 * 250).ToList();
        AssertFound(beats.Where(beat => beat.Index > 33 * 250), times.Where(time => time is > 33.01 and < 59));
        AssertFound(beats.Where(beat => beat.Index < 30 * 250), times.Where(time => time < 29.99));
    }

    [Test]
    public void AsystoleInAllLeadsHasNoBeats()
    {
        var times = TestEcg.Regular(30, 75);
        var signals = new[] { TestEcg.Flat(60, Rate).WithBeats(Rate, times).WithNoise(0.05), TestEcg.Flat(60, Rate).WithBeats(Rate, times).WithNoise(0.05, 2) };
        Assert.That(Detect(signals).Max(beat => beat.Index), Is.LessThan(30 * 250));
    }

    [Test]
    public void BeatsComeInOrderAndInTime()
    {
        var times = TestEcg.Regular(120, 100);
        var beats = Detect([Lead(times, 1, seed: 1), Lead(times, 0.5, seed: 2)]);
        Assert.That(beats.Select(beat => beat.Index), Is.Ordered.Ascending);
        Assert.That(beats.Where(beat => beat.Index > 3 * 250).Select(beat => (beat.DetectedIndex - beat.Index) / Rate), Is.All.InRange(0.4, 0.6));
    }

    [Test]
    public void TheCutOfTheSignalChangesNothing()
    {
        var times = TestEcg.Regular(60, 90);
        float[][] signals = [Lead(times, 1, seed: 1, noise: 0.8), Lead(times, 0.5, seed: 2, noise: 0.4)];
        var beats = Detect(signals, 250);
        Assert.That(Detect(signals, 1), Is.EqualTo(beats));
        Assert.That(Detect(signals, 33), Is.EqualTo(beats));
    }

    [Test]
    public void TheSteadyStateAllocatesNothing()
    {
        var detector = new MultiLeadQrsDetector(2, Rate);
        var lead = Lead(TestEcg.Regular(20, 75), 1, seed: 1)[..2500];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Run()
        {
            for (var at = 0; at + 50 <= lead.Length; at += 50)
            {
                detector.Process(lead.AsSpan(at, 50));
                while (detector.TryTakeBeat(out _)) { }
            }
        }
    }

    [Test]
    public void WrongCallsAreRefused()
    {
        Assert.That(() => new MultiLeadQrsDetector(0, Rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MultiLeadQrsDetector(13, Rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MultiLeadQrsDetector(2, 50), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MultiLeadQrsDetector(2, Rate).Process(new float[3]), Throws.ArgumentException);
        Assert.That(() => new MultiLeadQrsDetector(2, Rate).Process(new float[5002]), Throws.ArgumentException);
    }

    private static float[] Lead(double[] times, double height, int seed, double noise = 0.1)
        => TestEcg.Flat(times[^1] + 1, Rate).WithBeats(Rate, times, height).WithNoise(noise, seed);

    private static List<Beat> Detect(float[][] signals, int step = 25)
    {
        var (detector, beats) = (new MultiLeadQrsDetector(signals.Length, Rate), new List<Beat>());
        for (var at = 0; at < signals[0].Length; at += step)
        {
            detector.Process([.. signals.SelectMany(lead => lead.Skip(at).Take(step))]);
            while (detector.TryTakeBeat(out var beat)) beats.Add(beat);
        }

        return beats;
    }

    private static void AssertFound(IEnumerable<Beat> beats, IEnumerable<double> times)
        => Assert.That(beats.Select(beat => beat.Index / Rate), Is.EqualTo(times).Within(0.05));
}
