using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Acquisition.Links.BlueZ;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Links.BlueZ;

/// <summary>Drivers under their supervisors, over a real bus, with simulated devices at one simulated patient.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(60_000)]
public sealed class BleDriversTests : IAsyncDisposable
{
    private const string Address = "C0:FF:EE:00:00:01";

    /// <summary>The longest that a link may take after its device is back.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MonitorInput> _inputs = Channel.CreateBounded<MonitorInput>(1000);
    private readonly Patient _patient = new(Scenario.Of("calm, then off", [new(EpisodeKind.Normal, 0, 60), new(EpisodeKind.LeadOff, 0, 60), new(EpisodeKind.SensorOff, 0, 60)]), 1);
    private PrivateBus _bus = null!;
    private FakeBlueZ _blueZ = null!;
    private BlueZCentral _central = null!;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public async Task StartAsync()
    {
        _bus = await PrivateBus.StartAsync();
        _blueZ = await FakeBlueZ.StartAsync(_bus, blueZ => blueZ.Place(
            Address, -60, bonded: true, ["180d"], (0x2A37, "notify", []), (0x2A5F, "notify", []), (0x2A1C, "indicate", []), (0x2A35, "indicate", []), (0x2A24, "read", "Sim"u8.ToArray())));
        _central = new BlueZCentral(TimeProvider.System, NullLogger<BlueZCentral>.Instance, _bus.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _central?.Dispose();
        _blueZ?.Dispose();
        if (_bus is not null) await _bus.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task AStrapBringsRateIntervalsAndContact(CancellationToken stop)
    {
        Run("ble-heart-rate");
        var strap = new HeartRateStrapSimulator(_patient);
        await SubscribedAsync();
        await SendAsync(strap, 20);
        var seen = await UntilAsync(text => text.StartsWith("MDCX_ECG_BEAT_INTERVAL", StringComparison.Ordinal), stop);
        Assert.That(seen, Has.Some.StartsWith("MDC_ECG_HEART_RATE 7"));
        Assert.That(seen, Has.Member("Ecg Attached").And.Member("identity Sim//"));
        await SendAsync(strap, 61);
        Assert.That(await UntilAsync(text => text == "MDC_ECG_HEART_RATE LeadOff", stop), Has.Member("Ecg LeadOff"));
    }

    [Test]
    public async Task AnOximeterBringsSaturationAndPulse(CancellationToken stop)
    {
        Run("ble-oximeter");
        var oximeter = new BleOximeterSimulator(_patient);
        await SubscribedAsync();
        await SendAsync(oximeter, 20);
        Assert.That(await UntilAsync(text => text == "MDC_BLD_PERF_INDEX 3.2 Good", stop), Has.Member("MDC_PULS_OXIM_SAT_O2 97 Good").And.Member("Oximeter Attached"));
        await SendAsync(oximeter, 121);
        Assert.That(await UntilAsync(text => text == "MDC_PULS_OXIM_PULS_RATE SensorOff", stop), Has.Member("Oximeter SensorOff").And.Member("MDC_PULS_OXIM_SAT_O2 SensorOff"));
    }

    [Test]
    public async Task AThermometerAndACuffBringWhatAPersonMeasures(CancellationToken stop)
    {
        Run("ble-thermometer", "ble-blood-pressure");
        await SubscribedAsync(2);
        await SendAsync(new BleThermometerSimulator(_patient), 20);
        await SendAsync(new BleBloodPressureSimulator(_patient), 20);
        var seen = await UntilAsync(text => text.StartsWith("MDC_PULS_RATE_NON_INV 7", StringComparison.Ordinal), stop);
        Assert.That(seen, Has.Member("MDC_TEMP_BODY 36.82").And.Member("MDC_PRESS_BLD_NONINV_SYS 120").And.Member("MDC_PRESS_BLD_NONINV_MEAN 93"));
    }

    /// <summary>Out of reach and back, without a restart; timed from the moment the device is back.</summary>
    [Test]
    public async Task AStrapThatWasAwayIsBackSoon(CancellationToken stop)
    {
        Run("ble-heart-rate");
        var strap = new HeartRateStrapSimulator(_patient);
        for (var times = 1; times <= 3; times++)
        {
            await SubscribedAsync(times);
            await SendAsync(strap, 20 + times);
            await UntilAsync(text => text.StartsWith("MDC_ECG_HEART_RATE 7", StringComparison.Ordinal), stop);
            await _blueZ.LeaveAsync(Address);
            await UntilAsync(text => text.Contains("has disconnected", StringComparison.Ordinal), stop);
            var back = TimeProvider.System.GetTimestamp();
            await _blueZ.ReturnAsync(Address);
            await SubscribedAsync(times + 1);
            Assert.That(TimeProvider.System.GetElapsedTime(back), Is.LessThan(RecoveryLimit));
        }
    }

    private static string Text(MonitorInput input) => input is LinkStatus link ? $"{link.State} {link.Cause}" : GattValues.Text(input);

    private void Run(params string[] drivers) => _running = Task.WhenAll(drivers.Select(name =>
    {
        var clock = new MonitorClock(TimeProvider.System);
        var context = new SensorContext(name, Address, new Dictionary<string, string>(), clock, new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], Ble = _central });
        var driver = SensorDrivers.Find(name)!.Create(context);
        return new SensorSupervisor(name, driver, _inputs.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance).RunAsync(_stop.Token);
    }));

    private Task<string> SubscribedAsync(int count = 1) => _blueZ.Calls.WaitAsync(call => call.EndsWith("StartNotify", StringComparison.Ordinal), count);

    private Task SendAsync(ISimulatedGatt device, double seconds)
        => _blueZ.SendAsync(Address, ushort.Parse(BleUuid.Text(device.Characteristic), System.Globalization.NumberStyles.HexNumber), Convert.ToHexString(device.Encode(seconds)));

    private async Task<List<string>> UntilAsync(Predicate<string> isLast, CancellationToken stop)
    {
        var seen = new List<string>();
        while (seen.Count == 0 || !isLast(seen[^1])) seen.Add(Text(await _inputs.Reader.ReadAsync(stop)));
        return seen;
    }
}
