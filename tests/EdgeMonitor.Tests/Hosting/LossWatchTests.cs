using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LossWatchTests
{
    private readonly LossWatch _watch = new();

    [Test]
    public void WithoutLossesThereIsNothingToSay()
    {
        Assert.That((_watch.Look(0, TimeSpan.Zero), _watch.Look(0, TimeSpan.FromHours(1))), Is.EqualTo(((bool?)null, (bool?)null)));
    }

    [Test]
    public void TheFirstLossBeginsAFaultAndFurtherOnesAreCountedAlone()
    {
        var first = (_watch.Look(3, Seconds(1)), _watch.New);
        var unchanged = (_watch.Look(3, Seconds(2)), _watch.New);
        var more = (_watch.Look(8, Seconds(3)), _watch.New);

        Assert.That(new[] { first, unchanged, more }, Is.EqualTo(new (bool?, long)[] { (true, 3), (null, 0), (true, 5) }));
    }

    [Test]
    public void ItIsOverAfterTheCalmAndSaidOnce()
    {
        _watch.Look(1, Seconds(10));
        var justBefore = _watch.Look(1, Seconds(10) + LossWatch.Calm - TimeSpan.FromTicks(1));
        var over = _watch.Look(1, Seconds(10) + LossWatch.Calm);
        var after = _watch.Look(1, Seconds(1000));

        Assert.That((justBefore, over, after), Is.EqualTo(((bool?)null, (bool?)false, (bool?)null)));
    }

    [Test]
    public void ANewLossMakesTheCalmBeginAnew()
    {
        _watch.Look(1, Seconds(0));
        _watch.Look(2, Seconds(29));

        Assert.That((_watch.Look(2, Seconds(31)), _watch.Look(2, Seconds(59))), Is.EqualTo(((bool?)null, (bool?)false)));
    }

    [Test]
    public void ALossAfterTheEndIsANewFault()
    {
        _watch.Look(1, Seconds(0));
        _watch.Look(1, Seconds(40));

        Assert.That((_watch.Look(2, Seconds(41)), _watch.New), Is.EqualTo(((bool?)true, 1L)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
