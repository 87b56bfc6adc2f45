using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>What is said of a rhythm: beats by their letters, one in 0.8 s.</summary>
public sealed class RhythmWatchTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.8);

    [TestCase("NNNNNNNN", RhythmFindings.None)]
    [TestCase("NVNVNV", RhythmFindings.Bigeminy)]
    [TestCase("NVNVNVN", RhythmFindings.Bigeminy)]
    [TestCase("NVNVNVNN", RhythmFindings.None)]
    [TestCase("NVNV", RhythmFindings.None)]
    [TestCase("NNVNNVNNV", RhythmFindings.Trigeminy)]
    [TestCase("NNVNNVNNVNN", RhythmFindings.Trigeminy)]
    [TestCase("NNVNNVNNVNNN", RhythmFindings.None)]
    [TestCase("NVVN", RhythmFindings.Couplet)]
    [TestCase("NVV", RhythmFindings.None)]
    [TestCase("NVVV", RhythmFindings.VentricularRun)]
    [TestCase("NVVVN", RhythmFindings.VentricularRun)]
    [TestCase("NVVNVVVVN", RhythmFindings.Couplet | RhythmFindings.VentricularRun)]
    [TestCase("NVNSNVNSN", RhythmFindings.None)]
    [TestCase("SVNVSV", RhythmFindings.Bigeminy)]
    public void TheOrderOfTheBeatsIsNamed(string letters, RhythmFindings expected)
    {
        var watch = new RhythmWatch();
        var now = Play(watch, new string('N', 20) + letters, TimeSpan.Zero);
        Assert.That(watch.At(now), Is.EqualTo(expected));
    }

    [Test]
    public void CoupletsRunsAndPausesAreSaidForAMinute()
    {
        var watch = new RhythmWatch();
        var now = Play(watch, new string('N', 20) + "VVNVVVN", TimeSpan.Zero);
        watch.Add(now += TimeSpan.FromSeconds(2), BeatClass.Normal);
        Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.Couplet | RhythmFindings.VentricularRun | RhythmFindings.Pause));
        now = Play(watch, new string('N', 80), now);
        Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.None));
    }

    [Test]
    public void NothingIsSaidBeforeTheRhythmIsKnown()
    {
        var watch = new RhythmWatch();
        var now = Play(watch, new string('N', 15), TimeSpan.Zero);
        Assert.That(watch.At(now), Is.Null);
        now = Play(watch, "N", now);
        Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.None));
        watch.Reset();
        Assert.That(watch.At(now), Is.Null);
    }

    [Test]
    public void AnIrregularRhythmIsSaidUntilItIsRegularAgain()
    {
        var (watch, random, now) = (new RhythmWatch(), new Random(5), TimeSpan.Zero);
        for (var i = 0; i < 100; i++) watch.Add(now += TimeSpan.FromSeconds(0.45 + 0.6 * random.NextDouble()), BeatClass.Normal);
        Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.PossibleAtrialFibrillation));
        now = Play(watch, new string('N', 100), now);
        Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.None));
    }

    /// <summary>Breathing, at 15 a minute, moves the intervals by a tenth.</summary>
    [Test]
    public void ASinusRhythmThatBreathesIsRegular()
    {
        var (watch, random, now) = (new RhythmWatch(), new Random(6), TimeSpan.Zero);
        for (var i = 0; i < 300; i++)
        {
            now += TimeSpan.FromSeconds(0.85 + 0.08 * Math.Sin(2 * Math.PI * now.TotalSeconds / 4) + 0.01 * random.NextDouble());
            watch.Add(now, BeatClass.Normal);
            if (i > 20) Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.None));
        }
    }

    [Test]
    public void VentricularBeatsDoNotMakeARhythmIrregular()
    {
        var (watch, now) = (new RhythmWatch(), TimeSpan.Zero);
        for (var i = 0; i < 100; i++)
        {
            watch.Add(now += i % 4 == 2 ? TimeSpan.FromSeconds(0.45) : i % 4 == 3 ? TimeSpan.FromSeconds(1.15) : Interval, i % 4 == 2 ? BeatClass.Ventricular : BeatClass.Normal);
            if (i > 20) Assert.That(watch.At(now), Is.EqualTo(RhythmFindings.None));
        }
    }

    [Test]
    public void NothingIsAllocatedInSteadyState()
    {
        var (watch, premature, random, now) = (new RhythmWatch(), new PrematureBeats(), new Random(5), TimeSpan.Zero);
        void Play(int beats)
        {
            for (var i = 0; i < beats; i++)
            {
                now += TimeSpan.FromSeconds(0.4 + 0.6 * random.NextDouble());
                premature.Add(now);
                watch.Add(now, i % 5 == 4 ? BeatClass.Ventricular : BeatClass.Normal);
                watch.At(now);
            }
        }

        Play(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(500);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static TimeSpan Play(RhythmWatch watch, string letters, TimeSpan now)
    {
        foreach (var letter in letters) watch.Add(now += Interval, (BeatClass)letter);
        return now;
    }
}
