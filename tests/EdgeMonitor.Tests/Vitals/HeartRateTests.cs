using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public class HeartRateTests
{
    [Test]
    public void StartingUntilFourIntervals()
    {
        var rate = new HeartRate();
        var now = TimeSpan.Zero;
        Assert.That(rate.AverageAt(now).Reason, Is.EqualTo(NoData.Starting));
        for (var beat = 0; beat < 4; beat++) now = AddAfter(rate, now, 0.8);
        Assert.That(rate.AverageAt(now).Reason, Is.EqualTo(NoData.Starting));
        Assert.That(rate.MedianAt(now).Reason, Is.EqualTo(NoData.Starting));
        now = AddAfter(rate, now, 0.8);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(75).Within(1e-6));
        Assert.That(rate.MedianAt(now), Is.EqualTo(VitalValue.Valid(75, SignalQuality.Good)));
    }

    [Test]
    public void TheAverageIsOverTwelveIntervals()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 1.0);
        for (var beat = 0; beat < 3; beat++) now = AddAfter(rate, now, 0.6);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(60 * 12 / (9 * 1.0 + 3 * 0.6)).Within(1e-6));
    }

    [Test]
    public void ThreeSlowIntervalsMakeItAnAverageOfFour()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 1.0);
        now = AddAfter(rate, AddAfter(rate, now, 1.5), 1.5);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(60 * 12 / 13.0).Within(1e-6));
        now = AddAfter(rate, now, 1.5);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(60 * 4 / 5.5).Within(1e-6));
    }

    [TestCase(80, 120)]
    [TestCase(80, 40)]
    [TestCase(40, 80)]
    public void AStepIsShownWithinTenSeconds(double before, double after)
    {
        var rate = new HeartRate();
        var step = Regular(rate, TimeSpan.Zero, 60, 60 / before);
        var now = step;
        while ((now - step).TotalSeconds + 60 / after <= 10) now = AddAfter(rate, now, 60 / after);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(after).Within(0.1 * after));
        Assert.That(rate.MedianAt(now).Value, Is.EqualTo(after).Within(0.02 * after));
    }

    [Test]
    public void EctopicBeatsAndMissedBeatsDoNotMoveTheMedian()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 0.8);
        now = AddAfter(rate, AddAfter(rate, now, 0.45), 1.15);
        now = AddAfter(rate, AddAfter(rate, now, 0.8), 1.6);
        Assert.That(rate.MedianAt(now).Value, Is.EqualTo(75).Within(1e-6));
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(75).Within(7));
        Assert.That(rate.MedianAt(now).Quality, Is.EqualTo(SignalQuality.Marginal));
    }

    [Test]
    public void AnIrregularRhythmIsOfPoorQuality()
    {
        var (rate, now) = (new HeartRate(), TimeSpan.Zero);
        foreach (var interval in new[] { 0.4, 1.1, 0.5, 1.4, 0.4, 0.7, 1.2, 0.45, 1.3 }) now = AddAfter(rate, now, interval);
        Assert.That(rate.AverageAt(now).Quality, Is.EqualTo(SignalQuality.Poor));
    }

    [Test]
    public void AfterFourSecondsWithoutABeatItIsStaleAndAfterSevenItStartsAnew()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 0.8);
        Assert.That(rate.AverageAt(now + TimeSpan.FromSeconds(4)).Value, Is.Not.Null);
        Assert.That(rate.AverageAt(now + TimeSpan.FromSeconds(4.01)).Reason, Is.EqualTo(NoData.Stale));
        Assert.That(rate.MedianAt(now + TimeSpan.FromSeconds(4.01)).Reason, Is.EqualTo(NoData.Stale));
        now = AddAfter(rate, now, 6);
        Assert.That(rate.AverageAt(now).Value, Is.Not.Null, "ten beats a minute is a rate");
        now = AddAfter(rate, now, 7.01);
        Assert.That(rate.AverageAt(now).Reason, Is.EqualTo(NoData.Starting));
        now = Regular(rate, now, 4, 1);
        Assert.That(rate.AverageAt(now).Value, Is.EqualTo(60).Within(1e-6));
    }

    [Test]
    public void ResetForgetsAll()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 0.8);
        rate.Reset();
        Assert.That(rate.AverageAt(now).Reason, Is.EqualTo(NoData.Starting));
        Assert.That(rate.LastBeat, Is.Null);
    }

    [Test]
    public void TimeDoesNotRunBackwards()
    {
        var rate = new HeartRate();
        rate.Add(TimeSpan.FromSeconds(5));
        Assert.That(() => rate.Add(TimeSpan.FromSeconds(5)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void NothingIsAllocated()
    {
        var rate = new HeartRate();
        var now = Regular(rate, TimeSpan.Zero, 20, 0.8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var beat = 0; beat < 100; beat++)
        {
            now = AddAfter(rate, now, 0.8);
            _ = rate.AverageAt(now);
            _ = rate.MedianAt(now);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static TimeSpan Regular(HeartRate rate, TimeSpan now, int beats, double interval)
    {
        for (var beat = 0; beat < beats; beat++) now = AddAfter(rate, now, interval);
        return now;
    }

    private static TimeSpan AddAfter(HeartRate rate, TimeSpan now, double seconds)
    {
        var at = now + TimeSpan.FromSeconds(seconds);
        rate.Add(at);
        return at;
    }
}
