using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Tests.Acquisition.Drivers.Nonin;
using EdgeMonitor.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The loop with its real parts: intake, monitor, annunciator, feed. Only outputs, ports and the clock are a test's.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MonitorLoopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private readonly MonitorFeed _feed = new();
    private readonly ShownPlans _shown = new();
    private readonly FullPort _port = new();
    private readonly Channel<MonitorInput> _intake;
    private readonly MonitorClock _clock;
    private readonly Annunciator _annunciator;
    private readonly SensorSupervisors _sensors;
    private readonly SystemdSocket _systemd = new(isAbstract: true);
    private readonly SystemdNotifier _notifier;
    private readonly GuardPet _pet;
    private readonly MonitorLoop _loop;

    public MonitorLoopTests()
    {
        _intake = Channel.CreateBounded<MonitorInput>(MonitorLoop.IntakeCapacity);
        _clock = new MonitorClock(_time);
        _annunciator = new Annunciator(_shown, _time, NullLogger<Annunciator>.Instance);
        _sensors = new SensorSupervisors([new SensorOptions { Name = "spo2", Driver = "nonin", Link = "/dev/full" }], _intake, _clock, new SensorLinks { SerialPorts = _port }, NullLoggerFactory.Instance);
        _notifier = new SystemdNotifier(_systemd.Name, _time);
        _pet = new GuardPet("", _time);
        _loop = new MonitorLoop(_intake, new PatientMonitor(new MonitorSettings(new AlarmLimits())), _annunciator, _feed, _clock, _sensors, _notifier, new OperatorDesk(_intake), _pet);
    }

    public void Dispose()
    {
        _shown.Hangs.Set();
        _annunciator.Dispose();
        _sensors.Dispose();
        _notifier.Dispose();
        _pet.Dispose();
        _systemd.Dispose();
        _shown.Dispose();
    }

    [Test]
    public async Task AnAlarmIsShownThoughNobodyListensAndTheFeedIsFull()
    {
        var listener = _feed.Listen(1);
        for (var i = 0; i < 50; i++) _intake.Writer.TryWrite(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.Zero));
        _intake.Writer.TryWrite(new ApplianceStatus(AppliancePart.Storage, true, "The disk is gone.", TimeSpan.Zero));
        await StartAsync();
        await ShownAsync("STORAGE FAILURE", advance: true);
        Assert.That(listener.Dropped, Is.GreaterThan(0));
        await StopAsync();
    }

    [Test]
    public async Task TimePassesWithoutInputs()
    {
        await StartAsync();
        _intake.Writer.TryWrite(new LinkStatus("ecg", LinkState.Down, "unplugged", TimeSpan.Zero));
        await ShownAsync("NO DATA", advance: true);
        await StopAsync();
    }

    [Test]
    public async Task TheStopTakesWhatIsInTheIntakeAndEndsTheFeed()
    {
        var listener = _feed.Listen();
        for (var i = 0; i < 200; i++) _intake.Writer.TryWrite(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.FromTicks(i)));
        await StartAsync();
        await StopAsync();
        var heard = new List<FeedItem>();
        await foreach (var item in listener.Reader.ReadAllAsync()) heard.Add(item);
        Assert.That(heard.Count(item => item.Input is LinkStatus), Is.EqualTo(200));
    }

    [Test]
    public async Task LostInputsAreAnAlarmThatEnds()
    {
        // The port brings far more than the intake takes while nobody reads it.
        await _sensors.StartAsync(CancellationToken.None);
        await UntilAsync(() => _sensors.Dropped > 0);
        await _sensors.StopAsync(CancellationToken.None);
        await StartAsync();
        await ShownAsync("QUEUE OVERFLOW", advance: true);
        await UntilAsync(() => _shown.Last.Text != "QUEUE OVERFLOW", advance: true);
        await StopAsync();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task TheWatchdogIsPettedWhileTheAnnunciatorMovesAndNotWhileItHangs(CancellationToken stop)
    {
        await StartAsync();
        Assert.That(await _systemd.ReceiveAsync(stop), Is.EqualTo("WATCHDOG=1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await _systemd.ReceiveAsync(stop), Is.EqualTo("WATCHDOG=1"));
        _shown.Hangs.Reset();
        _intake.Writer.TryWrite(new ApplianceStatus(AppliancePart.Storage, true, "The disk is gone.", TimeSpan.Zero));
        await UntilAsync(() => _shown.IsHanging);
        _time.Advance(TimeSpan.FromSeconds(3));
        var last = new LinkStatus("ecg", LinkState.Ended, "", TimeSpan.Zero);
        var listener = _feed.Listen();
        // The loop turns on and takes inputs, but says nothing to systemd any more.
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _intake.Writer.TryWrite(last with { At = _clock.Now });
            while ((await listener.Reader.ReadAsync(stop)).Input != last with { At = _clock.Now })
            {
            }
        }

        _notifier.Stopping();
        Assert.That(await _systemd.ReceiveAsync(stop), Is.EqualTo("STOPPING=1"));
        _shown.Hangs.Set();
        await StopAsync();
    }

    [Test]
    public async Task AnAcceptedTestOfTheSignalsIsPlayed()
    {
        await StartAsync();
        _intake.Writer.TryWrite(new TestSignals(new Actor("bedside", OperatorOrigin.Bedside), TimeSpan.Zero));
        await UntilAsync(() => _annunciator.LastSelfTest is not null, advance: true);
        Assert.That(_annunciator.LastSelfTest!.Outcome, Is.EqualTo(SelfTestOutcome.Passed));
        await StopAsync();
    }

    [Test]
    public async Task AListenerThatNeverReadsDoesNotKeepTheDaemonFromStopping()
    {
        using var recording = _clock.FollowRecording();
        var listener = _feed.Listen(1);
        await StartAsync();
        for (var i = 0; i < 10; i++) _intake.Writer.TryWrite(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.Zero));
        await UntilAsync(() => listener.Reader.Count == 1);
        await StopAsync();
        _feed.Complete();
    }

    private async Task StartAsync()
    {
        _annunciator.Start();
        await _loop.StartAsync(CancellationToken.None);
    }

    private async Task StopAsync() => await Task.Run(() => _loop.StopAsync(CancellationToken.None)).WaitAsync(Patience, TimeProvider.System);

    private Task ShownAsync(string text, bool advance = false) => UntilAsync(() => _shown.Last.Text == text, advance);

    private async Task UntilAsync(Func<bool> condition, bool advance = false)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!condition())
        {
            if (advance) _time.Advance(TimeSpan.FromMilliseconds(100));
            await beat.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Keeps the last plan; hangs while a test wants it.</summary>
    private sealed class ShownPlans : IAnnunciationOutputs
    {
        private volatile AnnunciationPlan _last = AnnunciationPlan.Quiet;
        private volatile bool _isHanging;

        public string Notice => "A test's outputs.";

        public AnnunciationPlan Last => _last;

        public bool IsHanging => _isHanging;

        public ManualResetEventSlim Hangs { get; } = new(initialState: true);

        public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now)
        {
            _last = plan;
            _isHanging = !Hangs.IsSet;
            Hangs.Wait();
        }

        public void Dispose()
        {
        }
    }

    /// <summary>A port that brings bytes as fast as they are read.</summary>
    private sealed class FullPort : ISerialLinkProvider
    {
        public string Name => "full";

        public ISerialLink Open(string path, SerialSettings settings) => new Line();

        private sealed class Line : ISerialLink
        {
            private readonly byte[] _bytes = new NoninStream().Packet(72, 97).ToArray();
            private int _at;

            public string Path => "/dev/full";

            public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
            {
                stop.ThrowIfCancellationRequested();
                var count = Math.Min(buffer.Length, _bytes.Length - _at);
                _bytes.AsMemory(_at, count).CopyTo(buffer);
                _at = (_at + count) % _bytes.Length;
                return ValueTask.FromResult(count);
            }

            public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => ValueTask.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
