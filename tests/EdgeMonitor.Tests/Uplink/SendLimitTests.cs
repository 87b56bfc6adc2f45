using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What bounds sending: the backlog's share, the bytes on their way, and what is said of both.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SendLimitTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void TheShapedBacklogTakesItsShareWhateverTheSizeOfItsRecords([Values(100, 5_000, 50_000)] int recordBytes)
    {
        var shaper = new BacklogShaper(80_000, _time); // 10,000 bytes a second
        long sent = 0;
        while (_time.Elapsed < TimeSpan.FromMinutes(10))
        {
            var wait = shaper.Wait;
            if (wait > TimeSpan.Zero)
            {
                _time.Advance(wait);
                continue;
            }

            shaper.Spend(recordBytes);
            sent += recordBytes;
        }

        Assert.That(sent / _time.Elapsed.TotalSeconds, Is.EqualTo(10_000).Within(2).Percent);
    }

    [Test]
    public void AnIdleLineSavesUpNoMoreThanASecond()
    {
        var shaper = new BacklogShaper(80_000, _time);
        _time.Advance(TimeSpan.FromHours(1));
        long sent = 0;
        while (shaper.Wait == TimeSpan.Zero)
        {
            shaper.Spend(1000);
            sent += 1000;
        }

        Assert.That(sent, Is.EqualTo(10_000));
        Assert.That(new BacklogShaper(0, _time).Wait, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(125_000, 20, 65_536, TestName = "1 Mbit/s: what is always allowed is half a second of it")]
    [TestCase(1_000_000, 20, 500_000, TestName = "8 Mbit/s: half a second of it")]
    [TestCase(50_000_000, 1, 1_048_576, TestName = "Loopback: a megabyte")]
    public void WhatIsOnItsWayIsHalfASecondOfWhatTheLineTakes(int bytesPerSecond, int latencyMilliseconds, int expected)
    {
        var limit = new FlightLimit(_time);
        var flying = new Queue<TimeSpan>();
        var lineFree = TimeSpan.Zero;
        const int Bytes = 8000;
        while (_time.Elapsed < TimeSpan.FromSeconds(20))
        {
            while (limit.MaySend)
            {
                limit.Send(Bytes);
                lineFree = (lineFree > _time.Elapsed ? lineFree : _time.Elapsed) + TimeSpan.FromSeconds((double)Bytes / bytesPerSecond);
                flying.Enqueue(lineFree + TimeSpan.FromMilliseconds(latencyMilliseconds));
            }

            _time.Advance(flying.Peek() - _time.Elapsed);
            flying.Dequeue();
            limit.Land(Bytes);
        }

        Assert.That(limit.Limit, Is.EqualTo(expected).Within(10).Percent);
        Assert.That(flying.Count * Bytes, Is.LessThan(expected * 1.2 + Bytes));
    }

    [Test]
    public void ALineThatBecomesSlowerIsNoticed()
    {
        var limit = new FlightLimit(_time);
        Fly(limit, 1000, TimeSpan.FromMilliseconds(1));
        Assert.That(limit.Limit, Is.EqualTo(FlightLimit.MostBytes));
        Fly(limit, 100, TimeSpan.FromMilliseconds(50));
        Assert.That(limit.Limit, Is.EqualTo(80_000).Within(10).Percent, "8,000 bytes each 50 ms, half a second of them");
    }

    [Test]
    public void TheTimeLeftFollowsFromWhatWaits()
    {
        var meter = new DrainMeter(_time);
        Assert.That((meter.RecordsPerSecond, meter.Left), Is.EqualTo((0.0, (TimeSpan?)null)), "nothing is known yet");
        for (var second = 0; second < 40; second++)
        {
            // A hundred a second are confirmed and one is made.
            meter.Count(second * 100, 100_000 - second * 99);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(meter.RecordsPerSecond, Is.EqualTo(100).Within(0.1));
        Assert.That(meter.Left!.Value.TotalSeconds, Is.EqualTo((100_000 - 39 * 99) / 99.0).Within(1));
        for (var second = 0; second < 20; second++)
        {
            meter.Count(4000, 96_000 + second);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That((meter.RecordsPerSecond, meter.Left), Is.EqualTo((0.0, (TimeSpan?)null)), "it becomes more");
        meter.Count(5000, 3);
        Assert.That(meter.Left, Is.EqualTo(TimeSpan.Zero), "a few seconds of live telemetry are no backlog");
        meter.Stop();
        Assert.That(meter.Left, Is.Null);
    }

    private void Fly(FlightLimit limit, int messages, TimeSpan each)
    {
        var flying = 0;
        for (var i = 0; i < messages; i++)
        {
            while (limit.MaySend)
            {
                limit.Send(8000);
                flying++;
            }

            _time.Advance(each);
            limit.Land(8000);
            flying--;
        }

        for (; flying > 0; flying--) limit.Land(0);
    }
}
