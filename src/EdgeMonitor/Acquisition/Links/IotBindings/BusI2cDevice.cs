using System.Device.I2c;

namespace EdgeMonitor.Acquisition.Links.IotBindings;

/// <summary>
/// One of our chips as a binding wants it: a binding then runs on whatever bus the driver has opened, the simulated one too, and its transfers fail as the driver's own do.
/// Disposing it leaves the bus alone.
/// </summary>
internal class BusI2cDevice(I2cChip chip) : I2cDevice
{
    /// <summary>The chip.</summary>
    protected I2cChip Chip => chip;

    /// <inheritdoc/>
    /// <remarks>The number of the bus is not known here, and no binding asks for it.</remarks>
    public override I2cConnectionSettings ConnectionSettings => new(0, chip.Address);

    /// <inheritdoc/>
    public override byte ReadByte()
    {
        Span<byte> value = stackalloc byte[1];
        Read(value);
        return value[0];
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> buffer) => chip.Bus.Transfer(chip.Address, [], buffer);

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => chip.Bus.Transfer(chip.Address, buffer, []);

    /// <inheritdoc/>
    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => chip.Bus.Transfer(chip.Address, writeBuffer, readBuffer);
}
