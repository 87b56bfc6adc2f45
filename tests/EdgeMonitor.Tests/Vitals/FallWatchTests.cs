using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public sealed class FallWatchTests
{
    [TestCase(20, 9, TestName = "TheHighestOfTheTimeCounts")]
    [TestCase(5, 4, TestName = "WhatIsOlderDoesNot")]
    public void AFallIsMeasuredFromTheHighestOfItsTime(int withinSeconds, double fall)
    {
        var watch = new FallWatch();
        foreach (var (second, value) in new[] { (0, 100.0), (90, 97), (91, 95), (99, 92), (100, 91) }) watch.Add(TimeSpan.FromSeconds(second), value);
        Assert.That(watch.FallTo(TimeSpan.FromSeconds(100), 88, TimeSpan.FromSeconds(withinSeconds)), Is.EqualTo(fall));
    }

    [Test]
    public void NothingKnownAndNothingHigherIsNoFall()
    {
        var watch = new FallWatch();
        Assert.That(watch.FallTo(TimeSpan.Zero, 80, TimeSpan.FromSeconds(20)), Is.Zero);
        watch.Add(TimeSpan.Zero, 80);
        Assert.That(watch.FallTo(TimeSpan.Zero, 97, TimeSpan.FromSeconds(20)), Is.Zero);
        watch.Forget();
        Assert.That(watch.FallTo(TimeSpan.Zero, 70, TimeSpan.FromSeconds(20)), Is.Zero);
    }
}
