using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.IotBindings;
using Iot.Device.Mcp9808;

[assembly: ChipBinding<Mcp9808Binding>("mcp9808")]

namespace EdgeMonitor.Acquisition.Links.IotBindings;

/// <summary>The MCP9808 by the package.</summary>
internal sealed class Mcp9808Binding : IPolledChip, IDisposable
{
    private Mcp9808? _device;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        _device = new Mcp9808(new Identified(chip));
        return new ChipIdentity(nameof(Mcp9808));
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values) => values[0] = _device!.Temperature.DegreesCelsius;

    /// <inheritdoc/>
    public void Dispose() => _device?.Dispose();

    /// <summary>
    /// The driver has checked what the chip is, and takes every revision. The binding checks it once more, takes the first revision only, and answers another one with a
    /// plain Exception, which could not be told from a defect: it is told that it is the first.
    /// </summary>
    private sealed class Identified(I2cChip chip) : BusI2cDevice(chip)
    {
        private const byte ManufacturerId = 0x06, DeviceId = 0x07;

        private byte _register;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _register = buffer[0];
            base.Write(buffer);
        }

        public override void Read(Span<byte> buffer)
        {
            base.Read(buffer);
            if (buffer.Length != sizeof(ushort)) return;
            if (_register == ManufacturerId) (buffer[0], buffer[1]) = (0x00, 0x54);
            else if (_register == DeviceId) (buffer[0], buffer[1]) = (0x04, 0x00);
        }
    }
}
