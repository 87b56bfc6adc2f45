using EdgeMonitor.Acquisition.Drivers.Mcp9808;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Mcp9808;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class Mcp9808Tests : IDisposable
{
    private readonly I2cBench _bench = new();
    private readonly Mcp9808Simulator _chip = new();

    public Mcp9808Tests() => _bench.Bus[0x18] = _chip;

    public void Dispose() => _bench.Dispose();

    /// <summary>By the data sheet's table; the bits above, comparisons with limits, change nothing.</summary>
    [TestCase(0x0000, 0.0)]
    [TestCase(0x0190, 25.0)]
    [TestCase(0xC194, 25.25)]
    [TestCase(0x1FFF, -0.0625)]
    [TestCase(0xFD80, -40.0)]
    [TestCase(0x07D0, 125.0)]
    public void ConvertsThirteenBits(int ambient, double celsius) => Assert.That(Mcp9808Chip.Celsius((ushort)ambient), Is.EqualTo(celsius));

    [TestCase(0)]
    [TestCase(-10.5)]
    [TestCase(37.25)]
    public void ReadsTheRoomAndNeverAPatient(double celsius)
    {
        var sensor = Mcp9808Driver.NewSensor("room");
        var chip = _bench.Chip(0x18);
        sensor.Begin(chip);
        _chip.Celsius = celsius;
        var reading = (Reading)_bench.Poll(sensor, chip, 1).Single();
        Assert.That((reading.Mdc, reading.Unit, reading.Value), Is.EqualTo((Mdc.TempAmbient, MdcUnit.DegreeCelsius, celsius)));
        Assert.That(Mdc.NameOf(reading.Mdc), Does.StartWith("MDCX_"));
    }

    [Test]
    public void WhatTheChipCannotMeasureIsAFaultOfTheChip()
    {
        var sensor = Mcp9808Driver.NewSensor("room");
        var chip = _bench.Chip(0x18);
        sensor.Begin(chip);
        _chip.Celsius = 200;
        Assert.That(((Reading)_bench.Poll(sensor, chip, 1).Single()).Reason, Is.EqualTo(NoData.DeviceError));
    }

    /// <summary>The other way to read is tried first, and taken only where it reads the same.</summary>
    [TestCase(0.0, "Microchip MCP9808 (Iot.Device.Bindings)", 22.5)]
    [TestCase(0.5, "Microchip MCP9808 (Iot.Device.Bindings)", 23.0)]
    [TestCase(10.0, "Microchip MCP9808 (by its registers: Iot.Device.Bindings does not read the same)", 22.5)]
    public void ABindingIsTakenWhereItReadsTheSame(double error, string model, double celsius)
    {
        Otherwise.Error = error;
        var sensor = new PolledSensor("room", new Mcp9808Chip(), [new PolledQuantity(Mdc.TempAmbient, MdcUnit.DegreeCelsius, -40, 125)], new ChipBindingAttribute<Otherwise>("mcp9808"));
        var chip = _bench.Chip(0x18);
        Assert.That(sensor.Begin(chip).Model, Is.EqualTo("Microchip MCP9808"));
        var inputs = _bench.Poll(sensor, chip, 3);
        Assert.That(inputs.OfType<DeviceIdentity>().Single().Model, Is.EqualTo(model));
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Value), Is.EqualTo(new double?[] { 22.5, celsius, celsius }));
    }

    private sealed class Otherwise : IPolledChip
    {
        private readonly Mcp9808Chip _chip = new();

        public static double Error { get; set; }

        public ChipIdentity Begin(I2cChip chip) => default;

        public void Read(I2cChip chip, Span<Measured> values)
        {
            _chip.Read(chip, values);
            values[0] = values[0].Value + Error;
        }
    }
}
