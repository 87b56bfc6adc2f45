using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Links;

public sealed class BlockClockTests
{
    private static readonly TimeSpan Span = Seconds(0.25);

    [Test]
    public void TheFirstBlockEndsWhenItArrives()
        => Assert.That(new BlockClock().TimeOf(Seconds(1000), Span, arrival: Seconds(7)), Is.EqualTo(Seconds(6.75)));

    [Test]
    public void BlocksFollowTheDevicesClockAndNotTheJitterOfArrivals()
    {
        var clock = new BlockClock();
        var random = new Random(2);
        var last = clock.TimeOf(TimeSpan.Zero, Span, Seconds(5));
        for (var i = 1; i < 1000; i++)
        {
            var at = clock.TimeOf(i * Span, Span, Seconds(5 + 0.25 * i + 0.05 * random.NextDouble()));
            Assert.That((at - last - Span).TotalSeconds, Is.InRange(-0.02, 0.00065));
            last = at;
        }
    }

    [TestCase(50e-6)]
    [TestCase(0.007)]
    [TestCase(-50e-6)]
    [TestCase(0.0)]
    public void NoBlockEndsAfterItsArrivalAndNoneLagsBehind(double deviceRunsFast)
    {
        var clock = new BlockClock();
        var random = new Random(3);
        for (var i = 0; i < 3600 * 4; i++)
        {
            var arrival = Seconds(5 + 0.25 * i / (1 + deviceRunsFast) + 0.02 * random.NextDouble());
            var late = arrival - (clock.TimeOf(i * Span, Span, arrival) + Span);
            Assert.That(late, Is.InRange(TimeSpan.Zero, Seconds(0.05)), $"block {i}");
        }
    }

    [Test]
    public void AStallHeals()
    {
        var clock = new BlockClock();
        for (var i = 0; i < 400; i++)
        {
            // From 50 s on nothing comes for 1.3 s; then what was held back, all at once.
            var measured = Seconds(0.25 * (i + 1));
            var arrival = measured > Seconds(50) && measured < Seconds(51.3) ? Seconds(51.3) : measured;
            var end = clock.TimeOf(i * Span, Span, arrival) + Span;
            Assert.That(end, Is.LessThanOrEqualTo(arrival), $"block {i}");
            if (measured > Seconds(51.5)) Assert.That(arrival - end, Is.LessThan(Seconds(0.05)), $"block {i}");
        }
    }

    [Test]
    public void ADeviceClockThatRunsFastIsFollowed()
    {
        var clock = new BlockClock();
        var at = TimeSpan.Zero;
        for (var i = 0; i < 10_000; i++) at = clock.TimeOf(Seconds(0.25 * i * 1.0002), Span, Seconds(0.25 * i));
        Assert.That((at + Span - Seconds(0.25 * 9_999)).Duration(), Is.LessThan(Seconds(0.01)), "0.5 s in 42 minutes");
    }

    [TestCase(0.0)]
    [TestCase(1e6)]
    public void AStepOfTheDevicesClockIsANewBeginning(double device)
    {
        var clock = new BlockClock();
        clock.TimeOf(Seconds(500), Span, Seconds(10));
        Assert.That(clock.TimeOf(Seconds(device), Span, Seconds(10.25)), Is.EqualTo(Seconds(10)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
