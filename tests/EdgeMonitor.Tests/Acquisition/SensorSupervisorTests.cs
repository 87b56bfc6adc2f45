using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SensorSupervisorTests : IDisposable
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(100);
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Test]
    public async Task ReportsUpAtTheFirstDataAndDownWithTheCause()
    {
        var running = Supervise(new FakeDriver(MaxSilence, (inputs, _) =>
        {
            inputs.TryWrite(new SignalList("ecg", [], TimeSpan.Zero));
            inputs.TryWrite(Data());
            throw new IOException("/dev/ttyUSB0 hung up");
        }));

        await ExpectAsync("Opening", "SignalList", "Up", "Reading", "Down: /dev/ttyUSB0 hung up");
        await StopAsync(running);
    }

    [TestCase(typeof(TimeoutException))]
    [TestCase(typeof(UnauthorizedAccessException))]
    [TestCase(typeof(IOException))]
    [TestCase(typeof(TaskCanceledException))]
    public async Task TriesAgainAfterEachErrorOfALink(Type error)
    {
        var driver = new FakeDriver(MaxSilence, (_, _) => throw (Exception)Activator.CreateInstance(error, "broken")!);
        var running = Supervise(driver);
        await ExpectAsync("Opening", "Down: broken");
        await _time.AdvanceToNextTimerAsync();
        await ExpectAsync("Opening", "Down: broken");
        Assert.That(driver.Sessions, Is.EqualTo(2));
        await StopAsync(running);
    }

    [Test]
    public void DoesNotHideADefect()
    {
        var running = Supervise(new FakeDriver(MaxSilence, (_, _) => throw new InvalidOperationException("defect")));
        Assert.That(() => running, Throws.InvalidOperationException);
    }

    [Test]
    public async Task WaitsLongerAfterEachFailure()
    {
        var running = Supervise(new FakeDriver(MaxSilence, (_, _) => throw new IOException("not there")));
        var expected = Backoff.First;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await _intake.Reader.ReadAsync();
            await _intake.Reader.ReadAsync();
            Assert.That(await _time.AdvanceToNextTimerAsync(), Is.InRange(expected * (1 - Backoff.Jitter), expected), $"attempt {attempt}");
            expected = expected * 2 < Backoff.Longest ? expected * 2 : Backoff.Longest;
        }

        await StopAsync(running);
    }

    [Test]
    public async Task WaitsShortlyAgainAfterALinkThatWasWell()
    {
        var sessions = 0;
        var running = Supervise(new FakeDriver(TimeSpan.FromSeconds(30), (inputs, _) =>
        {
            if (++sessions != 5) throw new IOException("not there");
            inputs.TryWrite(Data());
            _time.Advance(Backoff.Longest);
            inputs.TryWrite(Data());
            throw new IOException("unplugged");
        }));
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await _intake.Reader.ReadAsync();
            await _intake.Reader.ReadAsync();
            await _time.AdvanceToNextTimerAsync();
        }

        await ExpectAsync("Opening", "Up", "Reading", "Reading", "Down: unplugged");
        Assert.That(await _time.AdvanceToNextTimerAsync(), Is.LessThanOrEqualTo(Backoff.First));
        await StopAsync(running);
    }

    [Test]
    public async Task ReportsSilenceThenClosesAndOpensAgain()
    {
        var driver = new FakeDriver(MaxSilence, WaitForever);
        var running = Supervise(driver);
        await ExpectAsync("Opening");
        Assert.That(await _time.AdvanceToNextTimerAsync(), Is.EqualTo(MaxSilence));
        await ExpectAsync("Silent: no data for 2 s");
        while (_time.Elapsed < MaxSilence + LinkWatch.ReopenAfter) await _time.AdvanceToNextTimerAsync();
        await ExpectAsync("Down: no data for 2 s");
        await _time.AdvanceToNextTimerAsync();
        await ExpectAsync("Opening");
        Assert.That(driver.Sessions, Is.LessThanOrEqualTo(2));
        await StopAsync(running);
    }

    [Test]
    public async Task IsUpAgainWhenDataComesAndSilentAgainAfterwards()
    {
        ChannelWriter<MonitorInput>? line = null;
        var running = Supervise(new FakeDriver(MaxSilence, (inputs, stop) =>
        {
            line = inputs;
            inputs.TryWrite(Data());
            return WaitForever(inputs, stop);
        }));
        await ExpectAsync("Opening", "Up", "Reading");
        await _time.AdvanceToNextTimerAsync();
        await ExpectAsync("Silent: no data for 2 s");
        _time.Advance(TimeSpan.FromSeconds(0.5));
        line!.TryWrite(Data());
        await ExpectAsync("Up", "Reading");
        var lastData = _time.Elapsed;
        var told = _intake.Reader.ReadAsync().AsTask();
        while (!told.IsCompleted) await Task.WhenAny(told, _time.AdvanceToNextTimerAsync());
        Assert.That(await told, Is.EqualTo(new LinkStatus("ecg", LinkState.Silent, "no data for 2 s", lastData + MaxSilence)));
        await StopAsync(running);
    }

    [Test]
    public async Task DoesNotWatchASensorThatMayBeSilent()
    {
        var running = Supervise(new FakeDriver(Timeout.InfiniteTimeSpan, WaitForever));
        await ExpectAsync("Opening");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(_intake.Reader.TryRead(out _), Is.False);
        await StopAsync(running);
    }

    [Test]
    public async Task EndsWithARecording()
    {
        await Supervise(new FakeDriver(MaxSilence, async (inputs, stop) => await inputs.WriteAsync(Data(), stop)));
        await ExpectAsync("Opening", "Up", "Reading", "Ended");
    }

    [Test]
    public async Task TellsAChangeTheFullIntakeRefusedBeforeAnyLaterOne()
    {
        var narrow = Channel.CreateBounded<MonitorInput>(1);
        var wrote = new TaskCompletionSource();
        var supervisor = Make(new FakeDriver(MaxSilence, (inputs, _) =>
        {
            inputs.TryWrite(Data()); // Full since Opening: neither Up nor the reading finds room.
            wrote.SetResult();
            throw new IOException("unplugged");
        }), narrow.Writer);
        var running = supervisor.RunAsync(_stop.Token);
        await wrote.Task;

        var told = new List<string>();
        for (var i = 0; i < 3; i++) told.Add(Describe(await narrow.Reader.ReadAsync()));
        Assert.That(string.Join(", ", told), Is.EqualTo("Opening, Up, Down: unplugged"));
        Assert.That(supervisor.Dropped, Is.EqualTo(1));
        await StopAsync(running);
    }

    [Test]
    public async Task StampsChangesOnTheMonitorsLine()
    {
        _time.Advance(TimeSpan.FromHours(1));
        var clock = new MonitorClock(_time);
        _time.Advance(TimeSpan.FromSeconds(3));
        var supervisor = new SensorSupervisor("ecg", new FakeDriver(MaxSilence, WaitForever), _intake.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        var running = supervisor.RunAsync(_stop.Token);
        Assert.That((await _intake.Reader.ReadAsync()).At, Is.EqualTo(TimeSpan.FromSeconds(3)));
        await StopAsync(running);
    }

    private static Reading Data() => Reading.Valid("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, TimeSpan.Zero);

    private static Task WaitForever(ChannelWriter<MonitorInput> inputs, CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

    private static string Describe(MonitorInput input)
        => input is LinkStatus status ? status.State + (status.Cause.Length > 0 ? $": {status.Cause}" : "") : input.GetType().Name;

    private SensorSupervisor Make(FakeDriver driver, ChannelWriter<MonitorInput> intake)
        => new("ecg", driver, intake, new MonitorClock(_time), new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);

    private Task Supervise(FakeDriver driver) => Make(driver, _intake.Writer).RunAsync(_stop.Token);

    private async Task ExpectAsync(params string[] expected)
    {
        var told = new List<string>();
        while (told.Count < expected.Length) told.Add(Describe(await _intake.Reader.ReadAsync()));
        Assert.That(told, Is.EqualTo(expected));
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>A driver whose session is given.</summary>
    private sealed class FakeDriver(TimeSpan maxSilence, Func<ChannelWriter<MonitorInput>, CancellationToken, Task> session) : ISensorDriver
    {
        public static DriverDescription Description { get; } = new(LinkKind.File, "none", []);

        public int Sessions { get; private set; }

        public TimeSpan MaxSilence => maxSilence;

        public static ISensorDriver Create(SensorContext context) => throw new NotSupportedException();

        public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        {
            Sessions++;
            return session(inputs, stop);
        }
    }
}
