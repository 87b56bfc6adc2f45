using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public class QrsDetectorTests
{
    private const double Tolerance = 0.05;

    [Test]
    public void EveryBeatIsFoundAtEverySamplingRate([Values(100.0, 125.0, 200.0, 250.0, 360.0, 500.0, 1000.0)] double rate, [Values(40.0, 72.0, 180.0)] double perMinute)
    {
        var times = TestEcg.Regular(60, perMinute);
        var lead = TestEcg.Flat(60, rate).WithBeats(rate, times).WithNoise(0.05);
        AssertFound(Detect(lead, rate), times, rate);
    }

    [Test]
    public void ComplexesOfEveryHeightAndWidthOfTheStandardAreFound(
        [Values(0.5, 1.0, 2.0, 5.0)] double height, [Values(0.07, 0.1, 0.12)] double width, [Values(250.0, 500.0)] double rate)
    {
        var times = TestEcg.Regular(60, 80);
        AssertFound(Detect(TestEcg.Flat(60, rate).WithBeats(rate, times, height, width), rate), times, rate);
    }

    [Test]
    public void ComplexesOf150MicrovoltsAreNotFound([Values(0.07, 0.1, 0.12)] double width, [Values(100.0, 250.0, 500.0)] double rate)
        => Assert.That(Detect(TestEcg.Flat(60, rate).WithBeats(rate, TestEcg.Regular(60, 80), 0.15, width), rate), Is.Empty);

    [Test]
    public void AFlatLineWithNoiseHasNoBeats([Values(0.0, 0.02, 0.05)] double peakToPeak, [Values(100.0, 250.0, 1000.0)] double rate)
        => Assert.That(Detect(TestEcg.Flat(120, rate).WithNoise(peakToPeak), rate), Is.Empty);

    [Test]
    public void MainsHumAloneHasNoBeats([Values(50.0, 60.0)] double mains, [Values(0.1, 1.0)] double peakToPeak, [Values(250.0, 360.0, 1000.0)] double rate)
        => Assert.That(Detect(TestEcg.Flat(120, rate).WithSine(rate, mains, peakToPeak), rate), Is.Empty);

    [Test]
    public void BeatsAreFoundThroughMainsHumAndWander([Values(50.0, 60.0)] double mains)
    {
        var times = TestEcg.Regular(60, 75);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, times).WithSine(250, mains, 0.5).WithSine(250, 0.3, 2);
        AssertFound(Detect(lead, 250), times, 250);
    }

    [Test]
    public void TallTWavesAreNotBeats()
    {
        var times = TestEcg.Regular(60, 60);
        AssertFound(Detect(TestEcg.Flat(60, 250).WithBeats(250, times, tWave: 0.9), 250), times, 250);
    }

    [Test]
    public void PacingSpikesAreNotBeats([Values(0.0005, 0.001, 0.002)] double width, [Values(500.0, 1000.0)] double rate)
    {
        var times = TestEcg.Regular(60, 70);
        var spikes = TestEcg.Flat(60, rate);
        foreach (var time in times)
        {
            var first = (int)Math.Round((time - 0.16) * rate);
            var samples = Math.Max(1, (int)Math.Round(width * rate));
            for (var i = first; i < first + samples; i++) spikes[i] = (float)(2 * Math.Min(1, width * rate));
        }

        // Longer ones alone look like small beats once the band-pass has passed them: their device has to mark them.
        if (width <= 0.001) Assert.That(Detect(spikes, rate), Is.Empty, "alone");
        AssertFound(Detect(spikes.WithBeats(rate, times), rate), times, rate);
    }

    [Test]
    public void BeatsAreGivenWithinThreeSecondsOfTheFirstSample([Values(60.0, 100.0, 180.0)] double perMinute)
    {
        var times = TestEcg.Regular(10, perMinute, first: 0.3);
        var beats = Detect(TestEcg.Flat(10, 250).WithBeats(250, times).WithNoise(0.05), 250).Where(beat => beat.DetectedIndex <= 3 * 250).ToList();
        AssertFound(beats.Where(beat => beat.Index < 2.4 * 250), times.Where(time => time < 2.4), 250);
    }

    [Test]
    public void BeatsThatBecomeFourTimesLargerAreAllFound()
    {
        var times = TestEcg.Regular(60, 75);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, times.Where(time => time < 30), 0.5).WithBeats(250, times.Where(time => time >= 30), 2).WithNoise(0.03);
        AssertFound(Detect(lead, 250), times, 250);
    }

    [Test]
    public void TheLastBeatIsFoundWhenTheSignalEndsSoonAfterIt()
    {
        var times = TestEcg.Regular(30, 75);
        var lead = TestEcg.Flat(30, 250).WithBeats(250, times).WithNoise(0.03)[..(int)((times[^1] + 0.12) * 250)];
        var detector = new QrsDetector(250);
        AssertFound(Feed(detector, lead, 25), times[..^1], 250);
        detector.Finish();
        Assert.That(detector.TryTakeBeat(out var last), Is.True);
        Assert.That(last.Index / 250.0, Is.EqualTo(times[^1]).Within(Tolerance));
        Assert.That(detector.TryTakeBeat(out _), Is.False);
    }

    [Test]
    public void ALeadTurnedOverHasTheSameBeats()
    {
        var lead = TestEcg.Flat(120, 360).WithBeats(360, TestEcg.Regular(120, 90)).WithNoise(0.6);
        Assert.That(Detect(Array.ConvertAll(lead, value => -value), 360), Is.EqualTo(Detect(lead, 360)));
    }

    [Test]
    public void AfterAsystoleBeginsNoBeatIsFound()
    {
        var lead = TestEcg.Flat(60, 250).WithBeats(250, TestEcg.Regular(20, 75)).WithNoise(0.05);
        Assert.That(Detect(lead, 250).Max(beat => beat.Index), Is.LessThan(20 * 250));
    }

    [Test]
    public void BeatsAreFoundAgainWithinFiveSecondsOfAnArtefact()
    {
        var times = TestEcg.Regular(60, 75);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, times).WithNoise(0.03);
        for (var i = 20 * 250; i < 22 * 250; i++) lead[i] = i % 60 < 30 ? 50 : -50;
        AssertFound(Detect(lead, 250).Where(beat => beat.Index > 27 * 250), times.Where(time => time > 27.01), 250);
    }

    [Test]
    public void ABaselineStepCostsNoBeatAfterTwoSeconds()
    {
        var times = TestEcg.Regular(60, 75);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, times).WithNoise(0.03);
        for (var i = 20 * 250; i < lead.Length; i++) lead[i] += 5;
        AssertFound(Detect(lead, 250).Where(beat => beat.Index > 22 * 250), times.Where(time => time > 22.01), 250);
    }

    [Test]
    public void BeatsThatBecomeFourTimesSmallerAreFoundWithinFourSeconds()
    {
        var times = TestEcg.Regular(60, 75);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, times.Where(time => time < 30), 2).WithBeats(250, times.Where(time => time >= 30), 0.5).WithNoise(0.03);
        AssertFound(Detect(lead, 250).Where(beat => beat.Index > 34 * 250), times.Where(time => time > 34), 250);
    }

    [Test]
    public void TheCutOfTheSignalChangesNothing()
    {
        var lead = TestEcg.Flat(120, 360).WithBeats(360, TestEcg.Regular(120, 90)).WithNoise(0.6);
        var whole = Detect(lead, 360, 3600);
        Assert.That(whole, Has.Count.GreaterThan(150));
        Assert.That(Detect(lead, 360, 1), Is.EqualTo(whole));
        Assert.That(Detect(lead, 360, 97), Is.EqualTo(whole));
    }

    [Test]
    public void AfterAResetItIsAsNewAndCountsFromTheGivenIndex()
    {
        var lead = TestEcg.Flat(20, 250).WithBeats(250, TestEcg.Regular(20, 75)).WithNoise(0.1);
        var detector = new QrsDetector(250);
        var first = Feed(detector, lead, 25);
        detector.Reset(1_000_000);
        var second = Feed(detector, lead, 25);
        Assert.That(detector.NextIndex, Is.EqualTo(1_000_000 + lead.Length));
        Assert.That(second, Is.EqualTo(first.Select(beat => beat with { Index = beat.Index + 1_000_000, DetectedIndex = beat.DetectedIndex + 1_000_000 })));
    }

    [Test]
    public void BeatsComeInOrderAndWithinTheStatedDelay()
    {
        var beats = Detect(TestEcg.Flat(300, 250).WithBeats(250, TestEcg.Regular(300, 100)).WithNoise(0.8), 250);
        Assert.That(beats.Select(beat => beat.Index), Is.Ordered.Ascending);
        Assert.That(beats.Select(beat => beat.DetectedIndex), Is.Ordered.Ascending);
        var delays = beats.Where(beat => !beat.FoundBySearchBack && beat.Index > 2 * 250).Select(beat => (beat.DetectedIndex - beat.Index) / 250.0).ToList();
        Assert.That(delays, Is.All.InRange(0.2, 0.46));
    }

    [Test]
    public void TheSteadyStateAllocatesNothing()
    {
        var lead = TestEcg.Flat(60, 500).WithBeats(500, TestEcg.Regular(60, 80)).WithNoise(0.4);
        var detector = new QrsDetector(500);
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

    [TestCase(99)]
    [TestCase(2001)]
    [TestCase(double.NaN)]
    public void ImpossibleRatesAreRefused(double rate)
        => Assert.That(() => new QrsDetector(rate), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void WrongCallsAreRefused()
    {
        var detector = new QrsDetector(250);
        Assert.That(() => detector.Process(new float[2501]), Throws.ArgumentException);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, TestEcg.Regular(60, 120));
        Assert.That(
            () =>
            {
                for (var at = 0; at < lead.Length; at += 250) detector.Process(lead.AsSpan(at, 250));
            },
            Throws.InvalidOperationException);
    }

    private static List<Beat> Detect(float[] lead, double rate, int step = 25) => Feed(new QrsDetector(rate), lead, step);

    private static List<Beat> Feed(QrsDetector detector, float[] lead, int step)
    {
        var beats = new List<Beat>();
        for (var at = 0; at < lead.Length; at += step)
        {
            detector.Process(lead.AsSpan(at, Math.Min(step, lead.Length - at)));
            while (detector.TryTakeBeat(out var beat)) beats.Add(beat);
        }

        return beats;
    }

    private static void AssertFound(IEnumerable<Beat> beats, IEnumerable<double> times, double rate)
        => Assert.That(beats.Select(beat => beat.Index / rate), Is.EqualTo(times).Within(Tolerance));
}
