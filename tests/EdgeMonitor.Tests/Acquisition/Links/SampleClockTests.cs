using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Links;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SampleClockTests
{
    private const double Rate = 100;

    private readonly SampleClock _clock = new(Rate);

    [Test]
    public void AnchorsTheFirstFrameAtItsArrival()
    {
        Assert.That(Read(at: 5, frames: 1).Single(), Is.EqualTo(5));
        Assert.That(Read(at: 5.01, frames: 1).Single(), Is.EqualTo(5.01).Within(1e-4));
    }

    [Test]
    public void SpacesFramesByTheDevicesClockHoweverTheyArrive()
    {
        var random = new Random(1);
        var times = new List<double>();
        for (var read = 1; read <= 5000; read++) times.AddRange(Read(at: read * 0.02 + random.NextDouble() * 0.016, frames: 2));
        var gaps = times.Zip(times.Skip(1), (first, second) => second - first).ToList();
        var mostMoved = 0.036 * SampleClock.MaxSlew; // The longest time between two reads, s, times the slew.
        Assert.That(gaps, Is.All.InRange(0.01 - mostMoved - 1e-6, 0.01 + mostMoved + 1e-6));
        Assert.That(times[^1], Is.EqualTo(100).Within(0.03));
    }

    [TestCase(0.9995)]
    [TestCase(1.0005)]
    public void FollowsADeviceWhoseCrystalIsOff(double deviceSpeed)
    {
        var last = 0.0;
        for (var frame = 1; frame <= 200_000; frame++) last = Read(at: frame / (Rate * deviceSpeed), frames: 1).Single();
        Assert.That(last, Is.EqualTo(2000 / deviceSpeed).Within(0.02));
    }

    [Test]
    public void AnchorsAnewAfterAnInterruption()
    {
        for (var frame = 1; frame <= 100; frame++) Read(at: frame / Rate, frames: 1);
        Read(at: 1.6, frames: 1);
        Assert.That(Read(at: 1.61, frames: 1).Single(), Is.EqualTo(1.60).Within(0.011));
    }

    [Test]
    public void KeepsItsAnchorThroughAShortStallWhoseBytesWereKept()
    {
        for (var frame = 1; frame <= 100; frame++) Read(at: frame / Rate, frames: 1);
        var backlog = Read(at: 3, frames: 200);
        Assert.That(backlog[0], Is.EqualTo(1.01).Within(0.01));
        Assert.That(backlog[^1], Is.EqualTo(3.00).Within(0.01));
    }

    [Test]
    public void NeverGoesBack()
    {
        var random = new Random(7);
        var (at, last) = (0.0, double.MinValue);
        for (var read = 0; read < 20_000; read++)
        {
            at += random.NextDouble() < 0.001 ? random.NextDouble() * 5 : random.NextDouble() * 0.01;
            foreach (var time in Read(at, random.Next(4)))
            {
                Assert.That(time, Is.GreaterThanOrEqualTo(last), $"seed 7, read {read}");
                last = time;
            }
        }
    }

    private long _frames;

    private List<double> Read(double at, int frames)
    {
        _clock.Arrive(TimeSpan.FromSeconds(at));
        var times = Enumerable.Range(0, frames).Select(i => _clock.TimeOf(_frames + i).TotalSeconds).ToList();
        _frames += frames;
        _clock.Settle(_frames);
        return times;
    }
}
