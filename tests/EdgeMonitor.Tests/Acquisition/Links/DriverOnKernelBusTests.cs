using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>A driver from end to end on a real kernel's bus, with each provider compiled in (tests/lab/i2c-tests.sh).</summary>
[TestFixtureSource(nameof(Providers))]
[Category("I2cBus")]
[CancelAfter(60_000)]
public sealed class DriverOnKernelBusTests(string provider)
{
    private string _path = "";

    public static IEnumerable<string> Providers => I2cBusProviders.All.Select(provider => provider.Name);

    [SetUp]
    public void RequireBus()
    {
        _path = Environment.GetEnvironmentVariable("EDGEMONITOR_I2C_BUS") ?? "";
        if (_path.Length == 0) Requirement.Missing("No emulated I2C bus here; tests/lab/i2c-tests.sh makes one and runs these tests.");
    }

    [Test]
    public async Task ReadsTheEmulatedThermometer(CancellationToken stop)
    {
        var inputs = Channel.CreateBounded<MonitorInput>(100);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Driver("mcp9808", "0x18").RunAsync(inputs.Writer, session.Token);
        Assert.That(await inputs.Reader.ReadAsync(stop), Is.InstanceOf<SignalList>());
        Assert.That(await inputs.Reader.ReadAsync(stop), Is.InstanceOf<DeviceIdentity>().With.Property("Model").EqualTo("Microchip MCP9808"));
        for (var reading = 0; reading < 3; reading++)
            Assert.That(await inputs.Reader.ReadAsync(stop), Is.InstanceOf<Reading>().With.Property("Value").EqualTo(25.25));
        await session.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>The chip at 0x48 has plain registers, all 0; at 0x49 there is none.</summary>
    [TestCase("0x48", "this chip is no TMP117 (register 0x0F says 0x0000)")]
    [TestCase("0x49", "no chip answers")]
    public void SaysWhatIsThereInsteadOfTheChip(string address, string sentence)
        => Assert.That(async () => await Driver("tmp117", address).RunAsync(Channel.CreateBounded<MonitorInput>(1).Writer, CancellationToken.None),
            Throws.InstanceOf<IOException>().With.Message.StartsWith($"{_path}, address {address}: {sentence}"));

    private ISensorDriver Driver(string name, string address) => SensorDrivers.Find(name)!.Create(new SensorContext(
        "chip", _path, new Dictionary<string, string> { ["Address"] = address }, new MonitorClock(TimeProvider.System),
        new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], I2cBuses = I2cBusProviders.All.Single(candidate => candidate.Name == provider) }));
}
