namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>
/// One frame of the formats without a wave, one a second: #1 (3 bytes) and the 4-byte variant met over Bluetooth, believed to be #8. Neither has a
/// checksum. The order of the bits of #1, and the name of the other, are unverified.
/// </summary>
/// <param name="Status">Status, in the bits of the 5-byte formats.</param>
/// <param name="PulseRate">1/min, 9 bits; 511 is none.</param>
/// <param name="Saturation">SpO2, %, 7 bits; 127 is none.</param>
/// <param name="IsHeld">The values are display values, which hold the last good one for about 10 s.</param>
internal readonly record struct NoninShortFrame(NoninStatus Status, int PulseRate, int Saturation, bool IsHeld)
{
    /// <summary>Bytes of a frame of format #1, and of the 4-byte variant.</summary>
    public const int SizeOne = 3, SizeEight = 4;

    /// <summary>Reads the first bytes as a frame of that size; false where they are none, or a value is none that can be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int size, out NoninShortFrame frame)
    {
        frame = default;
        if (bytes.Length < size || !Fits(bytes[..size])) return false;
        var rate = ((bytes[0] & 0x03) << 7) | bytes[1];
        var saturation = (int)bytes[2];
        if ((rate > NoninNumerics.HighestRate && rate != NoninNumerics.NoPulseRate) || (saturation > 100 && saturation != NoninNumerics.NoSaturation)) return false;
        frame = new NoninShortFrame(StatusOf(bytes[0], size == SizeEight ? bytes[3] : null), rate, saturation, size == SizeEight);
        return true;
    }

    /// <summary>True where bit 7 stands where a frame has it, on its first byte alone; of a part, as far as it goes.</summary>
    public static bool Fits(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return true;
        if (part[0] < NoninFrame.StatusMark) return false;
        foreach (var value in part[1..])
        {
            if (value >= NoninFrame.StatusMark) return false;
        }

        return true;
    }

    /// <summary>First byte, from bit 6: SNSD (in #1 only), OOT, low perfusion, marginal perfusion, ARTF. Fourth byte: bit 3 SNSA.</summary>
    private static NoninStatus StatusOf(byte first, byte? fourth)
        => (fourth is null && (first & 0x40) != 0 ? NoninStatus.SensorDisconnected : 0)
        | ((first & 0x20) != 0 ? NoninStatus.OutOfTrack : 0)
        | ((first & 0x10) != 0 ? NoninStatus.Red : (first & 0x08) != 0 ? NoninStatus.Perfusion : 0)
        | ((first & 0x04) != 0 ? NoninStatus.Artefact : 0)
        | ((fourth & 0x08) > 0 ? NoninStatus.SensorAlarm : 0);
}
