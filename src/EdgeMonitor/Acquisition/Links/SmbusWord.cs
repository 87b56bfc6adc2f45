namespace EdgeMonitor.Acquisition.Links;

/// <summary>The SMBus command "read word" with packet error code: low byte, high byte, and a CRC-8 over all that went over the bus (SMBus 2.0, section 5.4).</summary>
internal static class SmbusWord
{
    /// <summary>x^8 + x^2 + x + 1.</summary>
    private const byte Polynomial = 0x07;

    /// <summary>Reads a word.</summary>
    /// <exception cref="I2cException">The transfer failed, or the checksum is wrong.</exception>
    public static ushort Read(I2cChip chip, byte command)
    {
        Span<byte> answer = stackalloc byte[3];
        chip.Read(command, answer);
        return CheckOf(chip.Address, command, answer[..2]) == answer[2]
            ? (ushort)(answer[0] | answer[1] << 8)
            : throw I2cException.Of(chip.Bus.Path, chip.Address, I2cFault.BadChecksum);
    }

    /// <summary>The packet error code of a read: both address bytes, the command and the data.</summary>
    public static byte CheckOf(int address, byte command, ReadOnlySpan<byte> data)
    {
        var check = Add(Add(Add(0, (byte)(address << 1)), command), (byte)(address << 1 | 1));
        foreach (var one in data) check = Add(check, one);
        return check;
    }

    private static byte Add(byte check, byte next)
    {
        var sum = (byte)(check ^ next);
        for (var bit = 0; bit < 8; bit++) sum = (byte)((sum & 0x80) != 0 ? sum << 1 ^ Polynomial : sum << 1);
        return sum;
    }
}
