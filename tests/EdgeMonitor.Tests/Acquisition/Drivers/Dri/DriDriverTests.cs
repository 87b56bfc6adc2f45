using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

/// <summary>Supervisor, driver and simulated monitor over a real pseudo-terminal, in real time.</summary>
[CancelAfter(60_000)]
public sealed class DriDriverTests
{
    [Test]
    public async Task RecoversWithinThreeSecondsAfterTheCableIsBack(CancellationToken stop)
    {
        using var folder = new ScratchDirectory();
        var clock = new MonitorClock(TimeProvider.System);
        var bedside = new BedsideClock(TimeProvider.System);
        var patient = new Patient(ScenarioText.Parse("normal 3s, cable-pulled 3s, normal 60s"), 5);
        await using var device = new SimulatedPeer(
            new DriSimulator(patient), Path.Combine(folder.Path, "monitor"), bedside, seconds => patient.Scenario.At(seconds).Kind != EpisodeKind.CablePulled);
        var intake = Channel.CreateBounded<MonitorInput>(10_000);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervisor = new SensorSupervisor(
            "mon", DriDriver.Create(Context(device.Path, clock)), intake.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        var running = supervisor.RunAsync(ending.Token);

        var inputs = new List<MonitorInput>();
        async Task UntilAsync(Func<MonitorInput, bool> wanted)
        {
            do inputs.Add(await intake.Reader.ReadAsync(stop));
            while (!wanted(inputs[^1]));
        }

        await UntilAsync(input => input is SampleBlock { Signal.Label: "ECG1" });
        Assert.That(inputs.OfType<SignalList>().Single().DataAge, Is.EqualTo(TimeSpan.FromSeconds(15)));
        await UntilAsync(input => input is LinkStatus { State: LinkState.Down });
        await UntilAsync(input => input is SampleBlock);
        Assert.That(bedside.Seconds, Is.LessThan(9), "three seconds after the cable was back");
        await UntilAsync(input => input is Reading { Mdc: Mdc.EcgHeartRate, Value: not null });
        Assert.That(inputs.OfType<DeviceIdentity>().ToList(), Has.Count.EqualTo(2), "one a session");
        await ending.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("Waves", "ECG1, ECG2, Pleth")]
    [TestCase("Waves", "ECG1, ECG1")]
    [TestCase("Waves", "ART")]
    [TestCase("Waves", "")]
    [TestCase("IntervalSeconds", "4")]
    [TestCase("IntervalSeconds", "5,5")]
    [TestCase("Arterial", "P5")]
    [TestCase("EcgMicrovolts", "0")]
    [TestCase("EcgMicrovolts", "1,0")]
    [TestCase("Handshake", "xon")]
    public void RefusesASettingThatIsNone(string name, string value)
        => Assert.That(() => Create(new() { [name] = value }), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo($"Settings:{name}"));

    [Test]
    public void RefusesAMissingLinkAndUnknownSettings()
    {
        Assert.That(() => Create([], ""), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Link"));
        Assert.That(() => Create(new() { ["Baud"] = "1" }), Throws.InstanceOf<SensorSettingException>());
    }

    [Test]
    public void TakesItsSettings()
    {
        var driver = Create(new() { ["waves"] = "ecg1, art", ["Arterial"] = "P2", ["IntervalSeconds"] = "10", ["EcgMicrovolts"] = "1.5", ["Handshake"] = "none" });
        Assert.That(driver.MaxSilence, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Create(new() { ["Waves"] = "none" });
    }

    private static ISensorDriver Create(Dictionary<string, string> settings, string path = "/dev/ttyUSB0") => SensorDrivers.Find("dri")!.Create(
        Context(path, new MonitorClock(TimeProvider.System)) with { Settings = new Dictionary<string, string>(settings, StringComparer.OrdinalIgnoreCase) });

    private static SensorContext Context(string path, MonitorClock clock)
        => new("mon", path, new Dictionary<string, string>(), clock, new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
}
