using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The runs of beats that are rhythm conditions, on beat times alone.</summary>
public sealed class RhythmRunTests
{
    [TestCase(39, 4)]
    [TestCase(35, 4)]
    [TestCase(38, 4)]
    public void BradycardiaIsThereWithTheFourthLongInterval(double rate, int intervals)
    {
        var run = new SlowRun(40);
        for (var i = 0; i < 10; i++) run.Add(TimeSpan.FromSeconds(0.8 * i));
        var start = TimeSpan.FromSeconds(7.2);
        for (var i = 1; i <= intervals; i++)
        {
            Assert.That(run.IsPresentAt(start + TimeSpan.FromMinutes((i - 1) / rate)), Is.False, $"after {i - 1} intervals");
            run.Add(start + TimeSpan.FromMinutes(i / rate));
        }

        Assert.That(run.IsPresentAt(start + TimeSpan.FromMinutes(intervals / rate)), Is.True);
        Assert.That(run.Rate, Is.EqualTo(rate).Within(0.01));
    }

    [TestCase(30)]
    [TestCase(22)]
    [TestCase(20)]
    public void ASlowerHeartIsBradycardiaAfterSixSeconds(double rate)
    {
        var run = new SlowRun(40);
        var heard = TimeSpan.Zero;
        var next = TimeSpan.Zero;
        while (!run.IsPresentAt(heard) && heard < TimeSpan.FromSeconds(20))
        {
            if (heard >= next)
            {
                run.Add(next);
                next += TimeSpan.FromMinutes(1 / rate);
            }

            heard += TimeSpan.FromSeconds(0.1);
        }

        Assert.That(heard.TotalSeconds, Is.InRange(6, 6.2));
    }

    [Test]
    public void APauseIsNoBradycardia()
    {
        var run = new SlowRun(40);
        foreach (var at in (double[])[0, 0.8, 1.6, 5.4, 6.2, 7]) run.Add(TimeSpan.FromSeconds(at));
        Assert.That(run.IsPresentAt(TimeSpan.FromSeconds(7.5)), Is.False);
    }

    [Test]
    public void AnUnevenSlowHeartIsBradycardia()
    {
        var run = new SlowRun(40);
        foreach (var at in (double[])[0, 1.2, 3.1, 4.5, 6.3]) run.Add(TimeSpan.FromSeconds(at));
        Assert.That(run.IsPresentAt(TimeSpan.FromSeconds(6.5)), Is.True);
    }

    [TestCase(39.9, true)]
    [TestCase(40.5, false)]
    public void TheLimitItselfIsNoBradycardia(double rate, bool present)
    {
        var run = new SlowRun(40);
        for (var i = 0; i < 8; i++) run.Add(TimeSpan.FromMinutes(i / rate));
        Assert.That(run.IsPresentAt(TimeSpan.FromMinutes(7 / rate)), Is.EqualTo(present));
    }

    [TestCase(141, true)]
    [TestCase(250, true)]
    [TestCase(139, false)]
    public void TachycardiaIsTheMeanOfTwelveIntervals(double rate, bool present)
    {
        var run = new FastRun(140);
        for (var i = 0; i < 12; i++) run.Add(TimeSpan.FromMinutes(i / rate));
        Assert.That(run.IsPresent, Is.False, "twelve beats have eleven intervals");
        run.Add(TimeSpan.FromMinutes(12 / rate));
        Assert.That(run.IsPresent, Is.EqualTo(present));
    }

    [Test]
    public void ALongIntervalEndsTachycardia()
    {
        var run = new FastRun(140);
        for (var i = 0; i < 20; i++) run.Add(TimeSpan.FromSeconds(0.4 * i));
        Assert.That(run.IsPresent, Is.True);
        run.EndAt(TimeSpan.FromSeconds(0.4 * 19 + 0.6));
        Assert.That(run.IsPresent, Is.True, "one beat may be missed");
        run.EndAt(TimeSpan.FromSeconds(0.4 * 19 + 0.7));
        Assert.That((run.IsPresent, run.Known), Is.EqualTo((false, true)));
    }

    [TestCase(5, 0.5, true)]
    [TestCase(4, 0.5, false)]
    [TestCase(9, 0.65, false)]
    public void FiveFastVentricularBeatsInARowAreTachycardia(int beats, double interval, bool present)
        => Assert.That(RunOf(Enumerable.Repeat(interval, beats), alike: 3).IsPresent, Is.EqualTo(present));

    [Test]
    public void AnUnevenRunIsAnArtefact() => Assert.That(RunOf([0.5, 0.2, 0.6, 0.2, 0.6, 0.2, 0.5], alike: 3).IsPresent, Is.False);

    [Test]
    public void ARunWithoutTwoAlikeIsAnArtefact() => Assert.That(RunOf(Enumerable.Repeat(0.4, 9), alike: 0).IsPresent, Is.False);

    [TestCase(1, false)]
    [TestCase(2, true)]
    public void TwoBeatsOfARunAreVentricularByThemselves(int ventricular, bool present)
    {
        var run = new VentricularRun(5, 100);
        for (var i = 0; i < 5; i++) run.Add(TimeSpan.FromSeconds(0.4 * i), new(i < ventricular ? BeatClass.Ventricular : BeatClass.Normal, 4) { FitsRun = true });
        Assert.That(run.IsPresent, Is.EqualTo(present));
    }

    [Test]
    public void TheRunIsOverWithThreeOtherBeats()
    {
        var run = RunOf(Enumerable.Repeat(0.4, 6), alike: 3);
        for (var i = 1; i <= 3; i++)
        {
            Assert.That(run.IsPresent, Is.True, $"{i - 1} other beats");
            run.Add(TimeSpan.FromSeconds(10 + i), new(BeatClass.Normal, 100));
        }

        Assert.That((run.IsPresent, run.Known), Is.EqualTo((false, true)));
    }

    [Test]
    public void TheRunIsOverWithoutBeats()
    {
        var run = RunOf(Enumerable.Repeat(0.4, 6), alike: 3);
        run.EndAt(TimeSpan.FromSeconds(2 + 2.9));
        Assert.That(run.IsPresent, Is.True);
        run.EndAt(TimeSpan.FromSeconds(2 + 3.1));
        Assert.That(run.IsPresent, Is.False);
    }

    [TestCase(3, true, TestName = "One beat of another shape does not part a run")]
    [TestCase(100, false, TestName = "One of the patient's own beats parts it")]
    public void WhatPartsARun(int alike, bool present)
    {
        var run = new VentricularRun(5, 100);
        for (var i = 0; i < 6; i++) run.Add(TimeSpan.FromSeconds(0.4 * i), i == 3 ? new(BeatClass.Normal, alike) : new(BeatClass.Ventricular, 4));
        Assert.That(run.IsPresent, Is.EqualTo(present));
    }

    [Test]
    public void TwoBeatsOfAnotherShapePartIt()
    {
        var run = new VentricularRun(5, 100);
        for (var i = 0; i < 8; i++) run.Add(TimeSpan.FromSeconds(0.4 * i), i is 2 or 4 ? new(BeatClass.Normal, 3) : new(BeatClass.Ventricular, 4));
        Assert.That(run.IsPresent, Is.False);
    }

    [Test]
    public void ARunThatIsNotSeenAgainIsOverAfterTenSeconds()
    {
        var run = RunOf(Enumerable.Repeat(0.4, 5), alike: 3);
        for (var at = 3.0; at < 20; at += 1)
        {
            run.Add(TimeSpan.FromSeconds(at), new(BeatClass.Ventricular, 0));
            run.EndAt(TimeSpan.FromSeconds(at));
            Assert.That(run.IsPresent, Is.EqualTo(at <= 1.6 + 10), $"at {at} s");
        }
    }

    [Test]
    public void AContradictedRunIsNone()
    {
        var run = new VentricularRun(5, 100);
        for (var i = 0; i < 9; i++) run.Add(TimeSpan.FromSeconds(0.4 * i), new(BeatClass.Ventricular, 5), isContradicted: run.WouldBegin is not null);
        Assert.That(run.IsPresent, Is.False);
    }

    [Test]
    public void VentricularBeatsAreCountedOverAMinute()
    {
        var count = new EctopyCount();
        for (var i = 0; i < 1000; i++) count.Add(TimeSpan.FromSeconds(0.5 * i));
        Assert.That(count.At(TimeSpan.FromSeconds(499.5)), Is.EqualTo(121), "both ends of the minute count");
        Assert.That(count.At(TimeSpan.FromSeconds(559.6)), Is.Zero);
    }

    private static VentricularRun RunOf(IEnumerable<double> intervals, int alike)
    {
        var (run, at) = (new VentricularRun(5, 100), 0.0);
        foreach (var interval in intervals)
        {
            run.Add(TimeSpan.FromSeconds(at), new(BeatClass.Ventricular, alike));
            at += interval;
        }

        return run;
    }
}
