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
            Assert.That((at - last - Span).Duration(), Is.LessThanOrEqualTo(Seconds(0.3 * SampleClock.MaxSlew)));
            last = at;
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
