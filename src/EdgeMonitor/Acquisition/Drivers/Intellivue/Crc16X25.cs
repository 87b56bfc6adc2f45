namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>The frame check sum, CRC-16/X.25: start FFFF, reflected polynomial 8408, inverted at the end, low byte first on the line.</summary>
internal static class Crc16X25
{
    /// <summary>Before the first byte.</summary>
    public const ushort Start = 0xFFFF;

    /// <summary>After all bytes of a good frame, its check sum among them.</summary>
    public const ushort Good = 0xF0B8;

    private const ushort Polynomial = 0x8408;

    private static readonly ushort[] Table = MakeTable();

    /// <summary>One byte more.</summary>
    public static ushort Add(ushort sum, byte value) => (ushort)((sum >> 8) ^ Table[(byte)(sum ^ value)]);

    /// <summary>Some bytes more.</summary>
    public static ushort Add(ushort sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) sum = Add(sum, value);
        return sum;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var value = 0; value < table.Length; value++)
        {
            var sum = (ushort)value;
            for (var bit = 0; bit < 8; bit++) sum = (ushort)((sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1);
            table[value] = sum;
        }

        return table;
    }
}
