using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FailBackWatchTests
{
    private static readonly Broker[] Brokers = [new("a", 1, null), new("b", 2, null), new("c", 3, null)];

    private readonly ManualTime _time = new();
    private readonly HashSet<string> _well = [];
    private readonly List<string> _asked = [];

    [Test]
    public void AnEarlierBrokerMustBeWellForAWhile()
    {
        var found = Watch().FindAsync(Brokers, 1, CancellationToken.None);
        Pass(100);
        _well.Add("a");
        Pass(15);
        _well.Clear();
        Pass(15);
        _well.Add("a");
        Pass(64); // it is asked again after 5 s, and must then be well for 60 s
        Assert.That(found.IsCompleted, Is.False, "it began anew after it was away");
        Pass(1);
        Assert.That(found.Result, Is.Zero);
        Assert.That(_asked, Has.None.EqualTo("b").And.None.EqualTo("c"), "neither its own nor a later one is asked");
    }

    [Test]
    public void TheEarliestThatIsWellIsGoneBackTo()
    {
        _well.UnionWith(["a", "b"]);
        var found = Watch().FindAsync(Brokers, 2, CancellationToken.None);
        Pass(60);
        Assert.That(found.Result, Is.Zero);
    }

    [Test]
    public void WhoHasTakenOverAsksTheLaterOnesToo()
    {
        _well.Add("c");
        using var stop = new CancellationTokenSource();
        var found = Watch(asksLater: true).FindAsync(Brokers, 0, stop.Token);
        Pass(120);
        Assert.That(_asked, Has.Some.EqualTo("b").And.Some.EqualTo("c").And.None.EqualTo("a"));
        Assert.That(found.IsCompleted, Is.False, "nobody goes forward for that");
        stop.Cancel();
    }

    [Test]
    public void OneThatDidNotHoldMustBeWellForTwiceAsLongEachTime()
    {
        _well.Add("a");
        var watch = Watch();
        Assert.That(Needed(watch), Is.EqualTo(60));
        watch.Disappointed();
        Assert.That(Needed(watch), Is.EqualTo(120));
        for (var i = 0; i < 20; i++) watch.Disappointed();
        Assert.That(Needed(watch), Is.EqualTo(3600));
        watch.Satisfied();
        Assert.That(Needed(watch), Is.EqualTo(60));
    }

    private int Needed(FailBackWatch watch)
    {
        var found = watch.FindAsync(Brokers, 1, CancellationToken.None);
        var seconds = 0;
        for (; !found.IsCompleted && seconds < 10_000; seconds += 15) Pass(15);
        return seconds;
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++) _time.Advance(TimeSpan.FromSeconds(1));
    }

    private FailBackWatch Watch(bool asksLater = false) => new(
        (broker, _) =>
        {
            _asked.Add(broker.Host);
            return Task.FromResult(_well.Contains(broker.Host));
        },
        asksLater, TimeSpan.FromSeconds(60), _time);
}
