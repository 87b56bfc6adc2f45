using EdgeMonitor.Acquisition.Drivers.Bme280;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Bme280;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Bme280Tests : IDisposable
{
    private readonly I2cBench _bench = new();
    private readonly Bme280Simulator _chip = new();

    public Bme280Tests() => _bench.Bus[0x76] = _chip;

    public void Dispose() => _bench.Dispose();

    [Test]
    public void CompensatesAsTheDataSheetsExample()
    {
        var sensor = Bme280Driver.NewSensor("room");
        var chip = _bench.Chip(0x76);
        Assert.That(sensor.Begin(chip).Model, Is.EqualTo("Bosch BME280"));
        var values = _bench.Poll(sensor, chip, 1).Cast<Reading>().ToDictionary(reading => reading.Mdc, reading => reading.Value!.Value);
        Assert.That(values[Mdc.TempAmbient], Is.EqualTo(25.08).Within(0.005));
        Assert.That(values[Mdc.PressAmbient], Is.EqualTo(100.65327).Within(0.000005));
        // No published example: the formula, worked out by hand with these trimming values (t_fine 128422.29, so 51622.29 above its zero).
        Assert.That(values[Mdc.HumidityAmbient], Is.EqualTo(HumidityByHand()).Within(0.0001).And.InRange(20, 80));
    }

    [Test]
    public void TakesTheTrimmingValuesOfTwelveBitsWithTheirSign()
    {
        var calibration = Bme280Calibration.Of(new byte[Bme280Calibration.FirstBytes], [0x00, 0x80, 0xFF, 0x80, 0x5A, 0xFF, 0x80]);
        Assert.That(calibration.H, Is.EqualTo(new[] { 0, -32768, 255, -2038, -11, -128 }));
    }

    [Test]
    public void TrimmingValuesThatMakeNoPressureMakeNoNumber()
        => Assert.That(Bme280Calibration.Of(new byte[Bme280Calibration.FirstBytes], new byte[Bme280Calibration.SecondBytes]).Pascal(400_000, 128_000), Is.Null);

    [Test]
    public void BeforeTheFirstMeasurementNothingIsMeasured()
    {
        var sensor = Bme280Driver.NewSensor("room");
        var chip = _bench.Chip(0x76);
        sensor.Begin(chip);
        byte[] none = [0x80, 0, 0, 0x80, 0, 0, 0x80, 0];
        _bench.Bus[0x76] = new Early(none);
        Assert.That(_bench.Poll(sensor, chip, 1).Cast<Reading>().Select(reading => reading.Reason), Is.EqualTo(new[] { NoData.NotMeasured, NoData.NotMeasured, NoData.NotMeasured }));
    }

    [Test]
    public async Task AChipThatRestartedIsSetUpAnew()
    {
        _bench.Supervise("bme280");
        await _bench.UntilAsync<Reading>(_ => true);
        _chip.Restart();
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("BME280 has restarted"));
        Assert.That((await _bench.UntilAsync<Reading>(reading => reading.Value is not null)).Took, Is.LessThan(TimeSpan.FromSeconds(3)));
        await _bench.StopAsync();
    }

    [Test]
    public void ABmp280IsNamed()
    {
        _chip[Bme280Chip.Id] = 0x58;
        Assert.That(() => Bme280Driver.NewSensor("room").Begin(_bench.Chip(0x76)), Throws.InstanceOf<IOException>().With.Message.Contains("0x58, a BMP280"));
    }

    private static double HumidityByHand()
    {
        const double fine = 128422.2869948, h1 = 75, h2 = 362, h3 = 0, h4 = 315, h5 = 50, h6 = 30;
        var v = fine - 76800;
        v = (Bme280Simulator.RawHumidity - (h4 * 64 + h5 / 16384 * v)) * (h2 / 65536 * (1 + h6 / 67108864 * v * (1 + h3 / 67108864 * v)));
        return v * (1 - h1 * v / 524288);
    }

    /// <summary>Set up, and nothing measured yet.</summary>
    private sealed class Early(byte[] data) : ISimulatedChip
    {
        private byte _register;

        public void Write(ReadOnlySpan<byte> bytes) => _register = bytes[0];

        public void Read(Span<byte> bytes)
        {
            if (_register == Bme280Chip.MeasurementControl) bytes[0] = Bme280Chip.Normal;
            else data.CopyTo(bytes);
        }
    }
}
