using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>Supervisor, driver and simulated monitor over a real pseudo-terminal, in real time.</summary>
[CancelAfter(60_000)]
public sealed class IntellivueDriverTests
{
    [Test]
    public async Task RecoversWithinThreeSecondsAfterTheCableIsBack(CancellationToken stop)
    {
        using var folder = new ScratchDirectory();
        var clock = new MonitorClock(TimeProvider.System);
        var bedside = new BedsideClock(TimeProvider.System);
        var patient = new Patient(ScenarioText.Parse("normal 3s, cable-pulled 3s, normal 60s"), 5);
        await using var device = new SimulatedPeer(
            new IntellivueSimulator(patient), Path.Combine(folder.Path, "monitor"), bedside, seconds => patient.Scenario.At(seconds).Kind != EpisodeKind.CablePulled);
        var intake = Channel.CreateBounded<MonitorInput>(10_000);
        var driver = IntellivueDriver.Create(Context(device.Path, clock));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervisor = new SensorSupervisor("mon", driver, intake.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        var running = supervisor.RunAsync(ending.Token);

        var inputs = new List<MonitorInput>();
        async Task UntilAsync(Func<MonitorInput, bool> wanted)
        {
            do inputs.Add(await intake.Reader.ReadAsync(stop));
            while (!wanted(inputs[^1]));
        }

        await UntilAsync(input => input is SampleBlock { Signal.Label: "II" });
        Assert.That(inputs.OfType<SignalList>().Single().Signals.Select(signal => signal.Label), Is.EquivalentTo(new[] { "II", "Pleth", "Resp" }));
        await UntilAsync(input => input is LinkStatus { State: LinkState.Down });
        await UntilAsync(input => input is SampleBlock);
        Assert.That(bedside.Seconds, Is.LessThan(9), "three seconds after the cable was back");
        await UntilAsync(input => input is Reading { Mdc: Mdc.EcgHeartRate, Value: not null });
        Assert.That(inputs.OfType<DeviceIdentity>().ToList(), Has.Count.EqualTo(2), "one a session");
        await ending.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void RefusesAMissingLinkAndSettingsThatAreNone()
    {
        Assert.That(() => Create("", []), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Link"));
        foreach (var waves in new[] { "", "II, II", "XII", "I,II,III,aVR,aVL,aVF,V1" })
        {
            Assert.That(() => Create("/dev/ttyUSB0", new() { ["Waves"] = waves }), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Waves"), waves);
        }

        Assert.That(() => Create("/dev/ttyUSB0", new() { ["Baud"] = "1" }), Throws.InstanceOf<SensorSettingException>());
        Create("/dev/ttyUSB0", new() { ["Waves"] = "none" });
        Create("/dev/ttyUSB0", new() { ["waves"] = "ii, abp" });
    }

    private static ISensorDriver Create(string path, Dictionary<string, string> settings)
        => SensorDrivers.Find("intellivue")!.Create(Context(path, new MonitorClock(TimeProvider.System)) with { Settings = new Dictionary<string, string>(settings, StringComparer.OrdinalIgnoreCase) });

    private static SensorContext Context(string path, MonitorClock clock)
        => new("mon", path, new Dictionary<string, string>(), clock, new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
}
