using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Cyton;

/// <summary>The driver and a simulated board over a pseudo-terminal.</summary>
[CancelAfter(40_000)]
public sealed class CytonOverPtyTests
{
    [Test]
    public async Task ResetsStartsStreamsRecoversItsCableAndStopsAtTheEnd(CancellationToken stop)
    {
        var cable = new TestCable();
        var peer = new CytonPeerSimulator(SerialBench.QuickPatient());
        using var device = new SimulatedPeer(peer, SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using (var bench = new SerialBench("cyton", device.Path, ("Ecg", "1=II")))
        {
            Assert.That((await bench.UntilAsync<DeviceIdentity>(_ => true, stop)).Firmware, Is.EqualTo("v3.1.1"));
            var block = await bench.UntilAsync<SampleBlock>(block => block.Signal.Mdc == Mdc.EcgLeadOf("II") && block.EndIndex > 250, stop);
            Assert.That(block.Samples.ToArray().Select(block.Signal.ValueOf), Is.All.InRange(-3, 3));
            var upright = await bench.UntilAsync<SampleBlock>(other => other.Signal.Mdc == Mdc.AccelerationZ, stop);
            Assert.That(upright.Signal.ValueOf(upright.Samples.Span[0]), Is.EqualTo(1).Within(0.05));
            Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
        }

        while (peer.Streams)
        {
            device.Pump();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
        }
    }

    [Test]
    public async Task GoesOnWhenTheBoardWasSwitchedOffAndOn(CancellationToken stop)
    {
        var peer = new CytonPeerSimulator(SerialBench.QuickPatient());
        using var device = new SimulatedPeer(peer, SerialBench.Port(), new BedsideClock(TimeProvider.System));
        await using var bench = new SerialBench("cyton", device.Path);
        await bench.UntilAsync<SampleBlock>(_ => true, stop);
        peer.IsOff = true;
        await bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Silent, stop);
        peer.IsOff = false;
        await bench.UntilAsync<DeviceIdentity>(_ => true, stop);
        var before = bench.Inputs.OfType<SampleBlock>().Last();
        var first = await bench.UntilAsync<SampleBlock>(block => ReferenceEquals(block.Signal, before.Signal), stop);
        Assert.That(first.Follows(before), Is.False, "what it measured while it was off is a gap");
    }

    [TestCase("9=II")]
    [TestCase("0=II")]
    [TestCase("1=IV")]
    [TestCase("1")]
    [TestCase("1=II,1=V1")]
    [TestCase("1=II,2=II")]
    public void RefusesAWrongLead(string value)
    {
        var context = new SensorContext(
            "board", "/dev/ttyUSB0", new Dictionary<string, string> { ["Ecg"] = value }, new MonitorClock(new ManualTime()), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
        Assert.That(() => SensorDrivers.Find("cyton")!.Create(context), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Ecg"));
    }
}
