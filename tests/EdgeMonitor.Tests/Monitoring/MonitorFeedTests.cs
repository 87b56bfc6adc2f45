using EdgeMonitor.Core.Signals;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Tests.Monitoring;

public sealed class MonitorFeedTests
{
    [Test]
    public void AListenerThatLagsLosesItsOwnOldestItemsCounted()
    {
        var feed = new MonitorFeed();
        var (slow, quick) = (feed.Listen(3), feed.Listen(100));
        for (var i = 0; i < 10; i++) feed.Say(Item(i), mayWait: false);
        Assert.That(Read(slow), Is.EqualTo(new[] { 7, 8, 9 }));
        Assert.That(slow.Dropped, Is.EqualTo(7));
        Assert.That(Read(quick), Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(quick.Dropped, Is.Zero);
    }

    [Test]
    public async Task ARecordingWaitsForAListenerAndLosesNothing()
    {
        var feed = new MonitorFeed();
        var listener = feed.Listen(2);
        var saying = Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++) feed.Say(Item(i), mayWait: true);
            feed.Complete();
        });
        var heard = new List<int>();
        await foreach (var item in listener.Reader.ReadAllAsync()) heard.Add(Number(item));
        await saying;
        Assert.That(heard, Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(listener.Dropped, Is.Zero);
    }

    [Test]
    public async Task TheEndIsToldBehindTheLastItem()
    {
        var feed = new MonitorFeed();
        var listener = feed.Listen(2);
        feed.Say(Item(1), mayWait: false);
        feed.Complete();
        Assert.That(await listener.Reader.WaitToReadAsync(), Is.True);
        Assert.That(Read(listener), Is.EqualTo(new[] { 1 }));
        Assert.That(await listener.Reader.WaitToReadAsync(), Is.False);
    }

    [Test]
    [CancelAfter(20_000)]
    public void WhatIsSaidAfterTheEndHoldsNobodyUp([Values] bool mayWait)
    {
        var feed = new MonitorFeed();
        var listener = feed.Listen(2);
        feed.Complete();
        Assert.That(Task.Run(() => feed.Say(Item(1), mayWait)).Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(Read(listener), Is.Empty);
    }

    private static FeedItem Item(int number) => new(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.FromTicks(number)), null);

    private static int Number(FeedItem item) => (int)item.Input!.At.Ticks;

    private static List<int> Read(FeedListener listener)
    {
        var read = new List<int>();
        while (listener.Reader.TryRead(out var item)) read.Add(Number(item));
        return read;
    }
}
