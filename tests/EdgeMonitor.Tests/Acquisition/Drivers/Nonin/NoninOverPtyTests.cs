using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

/// <summary>The driver and simulated devices, those that answer and those that do not, over a pseudo-terminal.</summary>
[CancelAfter(40_000)]
public sealed class NoninOverPtyTests
{
    [Test]
    public async Task ADeviceThatOnlyStreamsWorksAndRecoversItsCable(CancellationToken stop)
    {
        var cable = new TestCable();
        using var device = new SimulatedDevice(new NoninSimulator(SerialBench.QuickPatient()), SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using var bench = new SerialBench("nonin", device.Path);
        Assert.That((await bench.ValueAsync(Mdc.PulsOximPulsRate, stop)).Value, Is.EqualTo(150).Within(20));
        Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
        Assert.That(bench.Inputs.OfType<DeviceIdentity>(), Is.Empty);
    }

    [Test]
    public async Task ADeviceThatAnswersSaysWhoItIsAndChangesItsFormat(CancellationToken stop)
    {
        var cable = new TestCable();
        var peer = new NoninPeerSimulator(SerialBench.QuickPatient());
        using var device = new SimulatedPeer(peer, SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using var bench = new SerialBench("nonin", device.Path, ("Format", "7"));
        var identity = await bench.UntilAsync<DeviceIdentity>(identity => identity.Serial.Length > 0, stop);
        Assert.That((identity.Model, identity.Serial), Is.EqualTo(("Nonin 3150", "501493200")));
        await bench.UntilAsync<SampleBlock>(block => block.Samples.Span[0] > 255, stop);
        Assert.That((await bench.ValueAsync(Mdc.PulsOximSatO2, stop)).Value, Is.EqualTo(97));
        Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
    }

    [Test]
    public async Task ASpotCheckIsTakenOnceAndAcknowledged(CancellationToken stop)
    {
        var peer = new NoninPeerSimulator(SerialBench.QuickPatient());
        using var device = new SimulatedPeer(peer, SerialBench.Port(), new BedsideClock(TimeProvider.System));
        await using var bench = new SerialBench("nonin", device.Path, ("Format", "13"));
        Assert.That((await bench.UntilAsync<SignalList>(_ => true, stop)).DataAge, Is.EqualTo(Timeout.InfiniteTimeSpan));
        await bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Up, stop);
        await bench.UntilAsync<DeviceIdentity>(identity => identity.Serial.Length > 0, stop);
        peer.Measure(111, 80, fromMemory: true);
        peer.Measure(64, 96);
        Assert.That((await bench.UntilAsync<Reading>(reading => reading.Value is 64 or 111, stop)).Value, Is.EqualTo(64));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximSatO2, stop)).Value, Is.EqualTo(96));
        while (peer.RecordAnswers.Count < 2)
        {
            device.Pump();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
        }

        Assert.That(peer.RecordAnswers, Is.EqualTo(new byte[] { 0x06, 0x06 }));
    }

    [TestCase("1", false)]
    [TestCase("8", true)]
    public async Task AFormatWithoutAWaveIsReadAtOnceWhereTheSettingNamesIt(string format, bool fourBytes, CancellationToken stop)
    {
        using var device = new SimulatedDevice(new NoninShortSimulator(SerialBench.QuickPatient(), fourBytes), SerialBench.Port(), new BedsideClock(TimeProvider.System), _ => true);
        await using var bench = new SerialBench("nonin", device.Path, ("Format", format));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximPulsRate, stop)).Value, Is.EqualTo(150).Within(20));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximSatO2, stop)).Value, Is.EqualTo(97));
    }

    [TestCase("3")]
    [TestCase("seven")]
    public void RefusesAnUnknownFormat(string format)
    {
        var context = new SensorContext(
            "spo2", "/dev/ttyUSB0", new Dictionary<string, string> { ["Format"] = format }, new MonitorClock(new ManualTime()), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
        Assert.That(() => SensorDrivers.Find("nonin")!.Create(context), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Format"));
    }
}
