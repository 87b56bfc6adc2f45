using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.IotBindings;
using Iot.Device.Mlx90614;

[assembly: ChipBinding<Mlx90614Binding>("mlx90614")]

namespace EdgeMonitor.Acquisition.Links.IotBindings;

/// <summary>The MLX90614 by the package. It takes the error flag for a sign: such a result lies below absolute zero, and so outside the chip's range.</summary>
internal sealed class Mlx90614Binding : IPolledChip, IDisposable
{
    private Mlx90614? _device;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        _device = new Mlx90614(new CheckedI2cDevice(chip));
        return new ChipIdentity(nameof(Mlx90614));
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        values[0] = _device!.ReadObjectTemperature().DegreesCelsius;
        values[1] = _device.ReadAmbientTemperature().DegreesCelsius;
    }

    /// <inheritdoc/>
    public void Dispose() => _device?.Dispose();
}
