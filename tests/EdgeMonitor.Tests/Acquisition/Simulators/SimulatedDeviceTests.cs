using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

public sealed class SimulatedDeviceTests
{
    private SteppedTime _time = new();
    private string _directory = "";
    private string _port = "";

    [SetUp]
    public void Begin()
    {
        _time = new SteppedTime();
        _directory = Directory.CreateTempSubdirectory("edgemonitor-device-").FullName;
        _port = Path.Combine(_directory, "port");
    }

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task TheFramesOfAnHourAreAllThereHoweverUnevenTheBursts()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), _ => true);
        var uneven = new Random(4);
        while (_time.Now < TimeSpan.FromHours(1))
        {
            _time.Now += TimeSpan.FromMilliseconds(20 + 20 * uneven.NextDouble());
            device.Pump();
        }

        Assert.That(device.FramesSent, Is.EqualTo((long)(_time.Now.TotalSeconds * 75)));
        Assert.That(device.FramesSkipped, Is.Zero);
    }

    [Test]
    public async Task TheHostReceivesTheFramesInOrder()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), _ => true);
        using var host = new HostPort(_port);
        _time.Now = TimeSpan.FromMilliseconds(100);
        device.Pump();
        _time.Now = TimeSpan.FromMilliseconds(200);
        device.Pump();

        Assert.That(host.Read(15), Is.EqualTo(Enumerable.Range(0, 15).Select(i => (byte)i).ToArray()));
    }

    [Test]
    public async Task AfterALongStallOnlyTheLastSecondIsCaughtUp()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), _ => true);
        using var host = new HostPort(_port);
        _time.Now = TimeSpan.FromSeconds(10);
        device.Pump();

        Assert.That(device.FramesSent, Is.EqualTo(75));
        Assert.That(device.FramesSkipped, Is.EqualTo(675));
        Assert.That(host.Read(1)[0], Is.EqualTo(675 % 256));
    }

    [Test]
    public async Task AtTenTimesTheSpeedTenTimesTheFramesAreDue()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time, speed: 10), _ => true);
        _time.Now = TimeSpan.FromMilliseconds(40);
        device.Pump();

        Assert.That(device.FramesSent, Is.EqualTo(30));
    }

    [Test]
    public async Task APulledCableHangsUpAndComesBackUnderTheSameNameWithTheFramesOfItsTime()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), seconds => seconds is < 1 or >= 2);
        var host = new HostPort(_port);
        _time.Now = TimeSpan.FromSeconds(1);
        device.Pump();
        Assert.That(host.ReadSome(new byte[8]), Is.Zero);
        Assert.That(new FileInfo(_port).LinkTarget, Is.Null);
        host.Dispose();

        _time.Now = TimeSpan.FromSeconds(2);
        device.Pump();
        using var again = new HostPort(_port);
        _time.Now += TimeSpan.FromMilliseconds(30);
        device.Pump();
        Assert.That(again.Read(2), Is.EqualTo(new byte[] { 150, 151 }), "frames 0 to 149 were due before the cable was back");
    }

    [Test]
    public async Task ACableThatCannotBePluggedInSaysWhyAndIsTriedAgain()
    {
        await using var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), seconds => seconds >= 1);
        File.WriteAllText(_port, "in the way");
        _time.Now = TimeSpan.FromSeconds(1);
        device.Pump();
        Assert.That(device.PlugFailure, Does.Contain(_port));

        File.Delete(_port);
        device.Pump();
        Assert.That(device.PlugFailure, Is.Null);
        Assert.That(new FileInfo(_port).LinkTarget, Is.Not.Null);
    }

    [Test]
    public async Task AfterDisposeNothingIsSentAndTheNameIsGone()
    {
        var device = new SimulatedDevice(new Counter(), _port, new BedsideClock(_time), _ => true);
        await device.DisposeAsync();
        _time.Now = TimeSpan.FromSeconds(1);
        device.Pump();

        Assert.That(device.FramesSent, Is.Zero);
        Assert.That(new FileInfo(_port).LinkTarget, Is.Null);
    }

    /// <summary>One byte a frame, 75 frames a second: the frame's index.</summary>
    private sealed class Counter : ISimulatedSensor
    {
        public double FrameRate => 75;

        public int FrameLength => 1;

        public void Encode(long frame, Span<byte> bytes) => bytes[0] = (byte)frame;
    }

    /// <summary>Time that moves when the test says so; its timers never fire, the test pumps.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
