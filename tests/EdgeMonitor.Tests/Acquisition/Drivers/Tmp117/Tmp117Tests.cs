using EdgeMonitor.Acquisition.Drivers.Tmp117;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Tmp117;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Tmp117Tests : IDisposable
{
    private readonly I2cBench _bench = new();
    private readonly Tmp117Simulator _chip;

    public Tmp117Tests() => _bench.Bus[0x48] = _chip = new Tmp117Simulator(_bench.Patient, () => _bench.Seconds);

    public void Dispose() => _bench.Dispose();

    [TestCase(0x1200, 36.0)]
    [TestCase(0x0C80, 25.0)]
    [TestCase(0xFFFF, -0.0078125)]
    [TestCase(0xF380, -25.0)]
    [TestCase(0x8000, null)]
    public void ConvertsTheDataSheetsExamples(int result, double? celsius) => Assert.That(Tmp117Chip.Celsius((ushort)result), Is.EqualTo(celsius));

    [Test]
    public void IsMissingUntilTheFirstConversionAndThenThePatients()
    {
        var sensor = Tmp117Driver.NewSensor("skin", Mdc.TempSkin);
        var chip = _bench.Chip(0x48);
        Assert.That(sensor.Begin(chip), Has.Property("Model").EqualTo("TI TMP117").And.Property("Firmware").EqualTo("revision 1"));
        var first = new List<MonitorInput>();
        sensor.Poll(chip, TimeSpan.Zero, first);
        Assert.That(((Reading)first[0]).Reason, Is.EqualTo(NoData.NotMeasured));

        var readings = _bench.Poll(sensor, chip, 60).Cast<Reading>().ToList();

        Assert.That(readings.Select(reading => reading.Reason), Is.All.EqualTo(NoData.None));
        foreach (var reading in readings) Assert.That(reading.Value, Is.EqualTo(_bench.Patient.TemperatureAt(reading.At.TotalSeconds)).Within(0.004));
    }

    [Test]
    public void AChipThatAnswersButConvertsNoMoreIsAFault()
    {
        var sensor = Tmp117Driver.NewSensor("skin", Mdc.TempSkin);
        var chip = _bench.Chip(0x48);
        sensor.Begin(chip);
        _bench.Poll(sensor, chip, 5);
        _chip.IsStuck = true;
        Assert.That(_bench.Poll(sensor, chip, 5).Cast<Reading>().Last().Reason, Is.EqualTo(NoData.DeviceError));
        _chip.IsStuck = false;
        Assert.That(_bench.Poll(sensor, chip, 2).Cast<Reading>().Last().Reason, Is.EqualTo(NoData.None));
    }

    [Test]
    public void ABusThatReadsZerosIsNoTemperature()
    {
        var sensor = Tmp117Driver.NewSensor("skin", Mdc.TempSkin);
        var chip = _bench.Chip(0x48);
        sensor.Begin(chip);
        _bench.Bus[0x48] = new Zeros();
        Assert.That(() => _bench.Poll(sensor, chip, 1), Throws.InstanceOf<I2cException>());
    }

    [TestCase("body", Mdc.TempBody)]
    [TestCase("Skin", Mdc.TempSkin)]
    [TestCase("other", Mdc.Temp)]
    public async Task TheSiteIsASetting(string site, uint mdc)
    {
        _bench.Supervise("tmp117", ("Site", site));
        Assert.That((await _bench.UntilAsync<Reading>(reading => reading.Value is not null)).Input.Mdc, Is.EqualTo(mdc));
        await _bench.StopAsync();
    }

    [Test]
    public async Task AnotherChipIsRefused()
    {
        _chip.Id = 0x0075;
        _bench.Supervise("tmp117");
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("no TMP117").And.Contain("0x0075"));
        await _bench.StopAsync();
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
