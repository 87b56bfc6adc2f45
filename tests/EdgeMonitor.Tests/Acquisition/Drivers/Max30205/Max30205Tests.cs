using EdgeMonitor.Acquisition.Drivers.Max30205;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Max30205;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Max30205Tests : IDisposable
{
    private readonly I2cBench _bench = new();
    private readonly Max30205Simulator _chip;

    public Max30205Tests() => _bench.Bus[0x48] = _chip = new Max30205Simulator(_bench.Patient, () => _bench.Seconds);

    public void Dispose() => _bench.Dispose();

    [TestCase(0x2480, 36.5)]
    [TestCase(0x2500, 37.0)]
    [TestCase(0xFFFF, -0.00390625)]
    public void ConvertsKnownResults(int result, double celsius) => Assert.That(Max30205Chip.Celsius((ushort)result), Is.EqualTo(celsius));

    [Test]
    public void ReadsThePatientsTemperature()
    {
        var sensor = Max30205Driver.NewSensor("skin", Mdc.TempSkin);
        var chip = _bench.Chip(0x48);
        _chip.Configuration = 0x20; // Left so by another program: the shifted format.
        Assert.That(sensor.Begin(chip).Model, Is.EqualTo("MAX30205"));
        foreach (var reading in _bench.Poll(sensor, chip, 60).Cast<Reading>())
            Assert.That(reading.Value, Is.EqualTo(_bench.Patient.TemperatureAt(reading.At.TotalSeconds)).Within(0.002));
    }

    [TestCase(0x20)]
    [TestCase(0x01)]
    public async Task AChangedConfigurationIsSetUpAnewAndNothingIsReadByIt(byte configuration)
    {
        _bench.Supervise("max30205");
        await _bench.UntilAsync<Reading>(_ => true);
        _chip.Configuration = configuration;
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("has restarted"));
        var (reading, took) = await _bench.UntilAsync<Reading>(_ => true);
        Assert.That((reading.Reason, took < TimeSpan.FromSeconds(3)), Is.EqualTo((NoData.None, true)));
        await _bench.StopAsync();
    }

    [Test]
    public void ATmp117AtItsAddressIsRefused()
    {
        _bench.Bus[0x48] = new Tmp117Simulator(_bench.Patient, () => _bench.Seconds);
        Assert.That(() => Max30205Driver.NewSensor("skin", Mdc.TempSkin).Begin(_bench.Chip(0x48)), Throws.InstanceOf<IOException>().With.Message.Contains("no MAX30205"));
    }

    [Test]
    public void ABusThatReadsZerosIsNoTemperature()
    {
        var sensor = Max30205Driver.NewSensor("skin", Mdc.TempSkin);
        var chip = _bench.Chip(0x48);
        sensor.Begin(chip);
        _bench.Bus[0x48] = new Zeros();
        Assert.That(() => _bench.Poll(sensor, chip, 1), Throws.InstanceOf<I2cException>());
    }

    private sealed class Zeros : ISimulatedChip
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            // The line is low whatever is written.
        }

        public void Read(Span<byte> bytes) => bytes.Clear();
    }
}
