using EdgeMonitor.Acquisition;

namespace EdgeMonitor.Tests.Acquisition;

public sealed class BackoffTests
{
    [Test]
    public void DoublesUpToItsBoundAndShortensByChance([Values(1, 2, 3)] int seed)
    {
        var backoff = new Backoff(new Random(seed));
        var full = Backoff.First;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            Assert.That(backoff.Next(), Is.InRange(full * (1 - Backoff.Jitter), full), $"seed {seed}, attempt {attempt}");
            full = full * 2 < Backoff.Longest ? full * 2 : Backoff.Longest;
        }
    }

    [Test]
    public void BeginsAnewAfterReset()
    {
        var backoff = new Backoff(new Random(1));
        for (var attempt = 0; attempt < 8; attempt++) backoff.Next();
        backoff.Reset();
        Assert.That(backoff.Next(), Is.LessThanOrEqualTo(Backoff.First));
    }

    [Test]
    public void GivesDifferentSensorsDifferentWaits()
        => Assert.That(new Backoff(new Random(1)).Next(), Is.Not.EqualTo(new Backoff(new Random(2)).Next()));
}
