using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Links.IotBindings;

/// <summary>Reads the packet error code behind each word that a binding asks for, which the binding itself does not, and checks it.</summary>
internal sealed class CheckedI2cDevice(I2cChip chip) : BusI2cDevice(chip)
{
    /// <inheritdoc/>
    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        if (writeBuffer.Length == 1 && readBuffer.Length == sizeof(ushort)) BinaryPrimitives.WriteUInt16LittleEndian(readBuffer, SmbusWord.Read(Chip, writeBuffer[0]));
        else base.WriteRead(writeBuffer, readBuffer);
    }
}
