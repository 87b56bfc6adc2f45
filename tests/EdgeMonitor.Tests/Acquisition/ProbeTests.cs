using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Acquisition;

/// <summary>Every simulated serial device is found as what it is, whether it speaks by itself or must be asked.</summary>
[CancelAfter(120_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProbeTests : IDisposable
{
    private const double Speed = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly FasterTime _time = new(Speed);

    private static Patient Patient => new(ScenarioText.Parse("normal 3600s"), 1);

    private string Port => Path.Combine(_folder.Path, "port");

    [TestCase("nonin")]
    [TestCase("healthypi")]
    [TestCase("masimo")]
    [TestCase("contec-cms50")]
    public async Task ADeviceThatSpeaksIsFoundByListening(string driver, CancellationToken stop)
    {
        ISimulatedSensor sensor = driver switch
        {
            "nonin" => new NoninSimulator(Patient),
            "healthypi" => new HealthyPiSimulator(Patient),
            "masimo" => new MasimoSimulator(Patient),
            _ => new Cms50Simulator(Patient),
        };
        await using var device = new SimulatedDevice(sensor, Port, new BedsideClock(_time), static _ => true);
        var found = await FindAsync(stop);
        Assert.That(found.Select(finding => finding.Driver.Name).FirstOrDefault(), Is.EqualTo(driver));
        Assert.That(found[0].GoodFrames, Is.Positive);
    }

    [TestCase("suntech")]
    [TestCase("medibus")]
    [TestCase("intellivue")]
    [TestCase("dri")]
    [TestCase("cyton")]
    public async Task ADeviceThatWaitsIsFoundByAsking(string driver, CancellationToken stop)
    {
        ISimulatedPeer peer = driver switch
        {
            "suntech" => new SunTechSimulator(Patient),
            "medibus" => new MedibusSimulator(Patient),
            "intellivue" => new IntellivueSimulator(Patient),
            "dri" => new DriSimulator(Patient),
            _ => new CytonPeerSimulator(Patient),
        };
        await using var device = new SimulatedPeer(peer, Port, new BedsideClock(_time));
        var found = await FindAsync(stop);
        Assert.That(found.Select(finding => finding.Driver.Name), Is.EqualTo(new[] { driver }));
    }

    [Test]
    public async Task NoiseIsNoDevice(CancellationToken stop)
    {
        await using var device = new SimulatedDevice(new Noise(), Port, new BedsideClock(_time), static _ => true);
        Assert.That(await FindAsync(stop), Is.Empty);
    }

    public void Dispose() => _folder.Dispose();

    private Task<IReadOnlyList<ProbeFinding>> FindAsync(CancellationToken stop)
        => new Probe(new SensorLinks { SerialPorts = SerialLinkProviders.All[^1] }, new MonitorClock(_time), TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(6)) { Trying = TestContext.Out.WriteLine }.RunAsync(Port, stop);

    /// <summary>What a line at a wrong rate looks like.</summary>
    private sealed class Noise : ISimulatedSensor
    {
        private readonly Random _random = new(4);

        public double FrameRate => 100;

        public int FrameLength => 9;

        public void Encode(long frame, Span<byte> bytes) => _random.NextBytes(bytes);
    }
}
