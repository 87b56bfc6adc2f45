using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.IotBindings;
using EdgeMonitor.Core.Signals;
using Iot.Device.Bmxx80;
using Iot.Device.Bmxx80.PowerMode;

[assembly: ChipBinding<Bme280Binding>("bme280")]

namespace EdgeMonitor.Acquisition.Links.IotBindings;

/// <summary>The BME280 by the package.</summary>
internal sealed class Bme280Binding : IPolledChip, IDisposable
{
    /// <summary>Temperature, pressure and mode as the package sets them: each once, one measurement after the other. A chip that restarted says 0.</summary>
    private const byte MeasurementControl = 0xF4, Asleep = 0;

    private Bme280? _device;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        _device = new Bme280(new BusI2cDevice(chip));
        _device.SetPowerMode(Bmx280PowerMode.Normal);
        return new ChipIdentity(nameof(Bme280));
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        chip.RequireNotRestarted(chip.ReadByte(MeasurementControl) != Asleep, nameof(Bme280).ToUpperInvariant());
        values.Fill(Measured.Missing(NoData.NotMeasured));
        if (_device!.TryReadTemperature(out var temperature)) values[0] = temperature.DegreesCelsius;
        if (_device.TryReadHumidity(out var humidity)) values[1] = humidity.Percent;
        if (_device.TryReadPressure(out var pressure)) values[2] = pressure.Kilopascals;
    }

    /// <inheritdoc/>
    public void Dispose() => _device?.Dispose();
}
