using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Medibus;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Medibus;

/// <summary>The driver and a simulated ventilator over a pseudo-terminal, in real time.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MedibusDriverTests : IDisposable
{
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(1000);
    private readonly MedibusSimulator _device = new(new Patient(Scenarios.Normal, seed: 2));
    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task BringsNumbersAndWavesAndComesBackAfterTheCableWasOut(CancellationToken stop)
    {
        var plugged = true;
        await using var device = new SimulatedPeer(_device, Link, new BedsideClock(TimeProvider.System), _ => Volatile.Read(ref plugged));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervisor = new SensorSupervisor("vent", MedibusDriver.Create(Context()), _intake.Writer, new MonitorClock(TimeProvider.System), new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        var running = supervisor.RunAsync(ending.Token);
        await ReadAsync<DeviceIdentity>(identity => identity.Model == "Draeger Evita XL", stop);
        await ReadAsync<SampleBlock>(block => block.Signal.Label == "CO2", stop);
        await ReadAsync<Reading>(reading => reading is { Mdc: Mdc.VentPressAwayEndExpPos, Value: 5 }, stop);

        Volatile.Write(ref plugged, false);
        await ReadAsync<LinkStatus>(status => status.State == LinkState.Down, stop);
        Volatile.Write(ref plugged, true);
        var back = TimeProvider.System.GetTimestamp();
        await ReadAsync<LinkStatus>(status => status.State == LinkState.Up, stop);
        Assert.That(TimeProvider.System.GetElapsedTime(back), Is.LessThan(TimeSpan.FromSeconds(3)));
        await ReadAsync<SampleBlock>(block => block.Signal.Label == "Paw", stop);
        await ending.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        device.Pump();
        Assert.That(_device.SendsWaves, Is.False, "the end of the session stops the waves");
    }

    [TestCase("Baud", "9601", "one of 1200")]
    [TestCase("Baud", "9600.0", "one of 1200")]
    [TestCase("Parity", "mark", "even, odd or none")]
    [TestCase("Waves", "pressure, ecg", "at most 4 of pressure, flow, pleth, volume, co2")]
    [TestCase("Waves", "pressure, flow, pleth, volume, co2", "at most 4")]
    [TestCase("Waves", "flow, flow", "at most 4")]
    [TestCase("Speed", "1", "only Baud, Parity, Waves, Device")]
    public void RefusesWrongSettingsWithOneSentence(string name, string value, string says)
    {
        var refusal = Assert.Throws<SensorSettingException>(() => MedibusDriver.Create(Context((name, value))))!;
        Assert.That(refusal.Key, Is.EqualTo($"Settings:{name}"));
        Assert.That(refusal.Message, Does.Contain(says));
    }

    [Test]
    public void ReadsTheLineAndTheWavesFromTheSettings()
    {
        var settings = MedibusSettings.Read(Context(("baud", "38400"), ("Parity", "None"), ("Waves", "co2, Pleth"), ("Device", "V500")));
        Assert.That(settings.Line, Is.EqualTo(new SerialSettings(38400)));
        Assert.That(settings.Waves, Is.EqualTo(new byte[] { 6, 7, 8, 2 }));
        Assert.That(settings.Device, Is.EqualTo("V500"));
        Assert.That(MedibusSettings.Read(Context()).Line.ToString(), Is.EqualTo("9600 8E1"));
        Assert.That(MedibusSettings.Read(Context(("Waves", "none"))).Waves, Is.Empty);
    }

    private string Link => Path.Combine(_folder.Path, "vent");

    private SensorContext Context(params (string Name, string Value)[] settings) => new(
        "vent", Link, settings.ToDictionary(setting => setting.Name, setting => setting.Value), new MonitorClock(TimeProvider.System), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });

    private async Task ReadAsync<T>(Func<T, bool> wanted, CancellationToken stop)
        where T : MonitorInput
    {
        while (await _intake.Reader.ReadAsync(stop) is not T input || !wanted(input))
        {
        }
    }
}
