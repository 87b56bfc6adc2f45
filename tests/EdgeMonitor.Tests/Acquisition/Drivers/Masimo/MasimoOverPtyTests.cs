using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Masimo;

/// <summary>The driver and a simulated device over a pseudo-terminal.</summary>
[CancelAfter(40_000)]
public sealed class MasimoOverPtyTests
{
    [Test]
    public async Task ReadsValuesContactsAndRecoversItsCable(CancellationToken stop)
    {
        var cable = new TestCable();
        var patient = SerialBench.QuickPatient("normal 6s, sensor-off 20s, normal 600s");
        using var device = new SimulatedDevice(new MasimoSimulator(patient), SerialBench.Port(), new BedsideClock(TimeProvider.System), cable.IsPlugged);
        await using var bench = new SerialBench("masimo", device.Path);
        Assert.That((await bench.ValueAsync(Mdc.PulsOximSatO2, stop)).Value, Is.EqualTo(97));
        Assert.That((await bench.ValueAsync(Mdc.PulsOximPulsRate, stop)).Value, Is.EqualTo(150).Within(20));
        Assert.That((await bench.ValueAsync(Mdc.BloodPerfusionIndex, stop)).Value, Is.EqualTo(2.1));
        await bench.UntilAsync<ContactStatus>(status => status.Contact == Contact.SensorOff, stop);
        await bench.UntilAsync<Reading>(reading => reading.Reason == NoData.SensorOff, stop);
        Assert.That(await bench.ReplugAsync(cable, stop), Is.LessThan(3));
        Assert.That(bench.Inputs.OfType<DeviceIdentity>().First().Serial, Is.EqualTo("0000012345"));
    }
}
