using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Cms50;

/// <summary>The driver and simulated devices of both generations over a pseudo-terminal.</summary>
[CancelAfter(30_000)]
public sealed class Cms50OverPtyTests
{
    [TestCase("auto")]
    [TestCase("legacy")]
    public async Task ReadsALegacyDeviceAndRecoversItsCable(string generation, CancellationToken stop)
    {
        var cable = new TestCable();
        using var device = new SimulatedDevice(new Cms50Simulator(SerialBench.QuickPatient()), SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using var bench = new SerialBench("contec-cms50", device.Path, ("Generation", generation));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximPulsRate, stop)).Value, Is.EqualTo(150).Within(20));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximSatO2, stop)).Value, Is.EqualTo(97));
        Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
        Assert.That(bench.Inputs.OfType<DeviceIdentity>().First().Model, Does.Contain("5-byte"));
    }

    [TestCase("auto")]
    [TestCase("v7")]
    public async Task AsksADeviceOfProtocolSevenAndStopsItAtTheEnd(string generation, CancellationToken stop)
    {
        var cable = new TestCable();
        var peer = new Cms50PeerSimulator(SerialBench.QuickPatient());
        using var device = new SimulatedPeer(peer, SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using (var bench = new SerialBench("contec-cms50", device.Path, ("Generation", generation)))
        {
            Assert.That((await bench.ValueAsync(Mdc.PulsOximPulsRate, stop)).Value, Is.EqualTo(150).Within(20));
            Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
            Assert.That(bench.Inputs.OfType<DeviceIdentity>().First().Model, Does.Contain("protocol 7"));
        }

        while (peer.Streams)
        {
            device.Pump();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
        }

        Assert.That(peer.CommandsHeard[^1], Is.EqualTo(0xA2));
    }

    [Test]
    public void RefusesAnUnknownGeneration()
    {
        var context = new SensorContext(
            "spo2", "/dev/ttyUSB0", new Dictionary<string, string> { ["Generation"] = "v9" }, new MonitorClock(new ManualTime()), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
        Assert.That(() => SensorDrivers.Find("contec-cms50")!.Create(context), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Generation"));
    }
}
