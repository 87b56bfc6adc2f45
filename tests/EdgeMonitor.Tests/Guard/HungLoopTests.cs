using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Tests.Annunciation;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Guard;

/// <summary>
/// The daemon lives and cannot alarm: its monitor loop or its annunciator hangs. The real loop, annunciator, pets and guard on the machine's
/// clock; only what hangs is a test's.
/// </summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class HungLoopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(MonitorLoop.IntakeCapacity);
    private readonly HangingOutputs _outputs = new();
    private readonly FakeGpio _gpio = new();
    private readonly List<string> _said = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly MonitorFeed _feed = new();
    private readonly MonitorClock _clock = new(TimeProvider.System);
    private readonly SystemdNotifier _systemd = new(null, TimeProvider.System);
    private readonly Annunciator _annunciator;
    private readonly SensorSupervisors _sensors;
    private readonly GuardPet _pet;
    private readonly GuardSocket _socket;
    private readonly GuardBuzzer _buzzer;
    private readonly MonitorLoop _loop;
    private readonly Task _guarding;

    public HungLoopTests()
    {
        var path = Path.Combine(_folder.Path, "guard.sock");
        _socket = new GuardSocket(path);
        _buzzer = new GuardBuzzer(new GuardOptions { Chip = "/dev/gpiochip0" }, [_gpio]);
        var guard = new GuardLoop(_socket, _buzzer, new GuardMemory(path + ".state"), _systemd, TimeProvider.System, Say);
        _guarding = Task.Factory.StartNew(() => guard.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _annunciator = new Annunciator(_outputs, TimeProvider.System, NullLogger<Annunciator>.Instance);
        _sensors = new SensorSupervisors([], _intake, _clock, new SensorLinks { SerialPorts = SerialLinkProviders.All[^1] }, NullLoggerFactory.Instance);
        _pet = new GuardPet(path, TimeProvider.System);
        _loop = new MonitorLoop(
            _intake, new PatientMonitor(new MonitorSettings(new AlarmLimits())), _annunciator, _feed, _clock, _sensors, _systemd, new OperatorDesk(_intake), _pet);
    }

    public void Dispose()
    {
        _outputs.Runs.Set();
        _stop.Cancel();
        _guarding.Wait();
        _loop.StopAsync(CancellationToken.None).Wait();
        _annunciator.Dispose();
        _sensors.Dispose();
        _pet.Dispose();
        _buzzer.Dispose();
        _socket.Dispose();
        _systemd.Dispose();
        _outputs.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task AnAnnunciatorThatHangsIsLostToTheGuardUntilItMovesAgain()
    {
        await StartAsync();
        _outputs.Runs.Reset();
        await AssertSoundsAndComesBackAsync(_outputs.Runs.Set);
    }

    /// <summary>A recording waits for its listeners, and this one never reads: the loop stands still in the middle of its turn.</summary>
    [Test]
    public async Task ALoopThatHangsIsLostToTheGuardUntilItTurnsAgain()
    {
        var listener = _feed.Listen(1);
        await StartAsync();
        using var recording = _clock.FollowRecording();
        for (var i = 0; i < 20; i++) _intake.Writer.TryWrite(new LinkStatus("ecg", LinkState.Up, "", recording.Start));
        await AssertSoundsAndComesBackAsync(() => _ = Task.Run(async () => { await foreach (var _ in listener.Reader.ReadAllAsync()) { } }));
    }

    [Test]
    public async Task ASoundThatIsKnownToBeBrokenIsTheGuardsToMakeUntilItIsMended()
    {
        await StartAsync();
        _outputs.CanSound = false;
        await AssertSoundsAndComesBackAsync(() => _outputs.CanSound = true);
    }

    private async Task StartAsync()
    {
        _annunciator.Start();
        await _loop.StartAsync(CancellationToken.None);
        await SaysAsync("is quiet", 1);
        Assert.That(_gpio[26].Active, Is.False);
    }

    private async Task AssertSoundsAndComesBackAsync(Action mend)
    {
        var line = await SaysAsync("SOUNDS", 1);
        Assert.That(_gpio[26].Active, Is.True);
        var times = Times().Matches(line).Select(time => double.Parse(time.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(times[0] - times[1], Is.InRange(2.0, 5.0), line);
        mend();
        await SaysAsync("is quiet", 2);
        Assert.That(_gpio[26].Active, Is.False);
    }

    private void Say(string line)
    {
        lock (_said) _said.Add(line);
    }

    private async Task<string> SaysAsync(string text, int count)
    {
        string? found = null;
        await UplinkRig.UntilAsync(() =>
        {
            lock (_said) found = _said.Where(line => line.Contains(text, StringComparison.Ordinal)).ElementAtOrDefault(count - 1);
            return found is not null;
        });
        return found!;
    }

    [GeneratedRegex(@"\d+\.\d{3}")]
    private static partial Regex Times();

    /// <summary>Outputs that hang while a test wants it.</summary>
    private sealed class HangingOutputs : IAnnunciationOutputs
    {
        private volatile bool _canSound = true;

        public string Notice => "A test's outputs.";

        public bool CanSound
        {
            get => _canSound;
            set => _canSound = value;
        }

        public ManualResetEventSlim Runs { get; } = new(initialState: true);

        public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now) => Runs.Wait();

        public void Dispose() => Runs.Dispose();
    }
}
