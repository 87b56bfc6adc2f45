using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.HealthyPi;

/// <summary>One frame, 27 bytes, 125 a second: header, 20 data bytes, trailer. It has no checksum; bytes 17 and 18 of the data are constants
/// that look like a blood pressure and are none, so they are not read.</summary>
/// <param name="Ecg">ECG, counts.</param>
/// <param name="Respiration">Respiration wave, counts.</param>
/// <param name="Infrared">Infrared light, counts.</param>
/// <param name="Red">Red light, counts.</param>
/// <param name="TemperatureHundredths">Temperature, 1/100 °C.</param>
/// <param name="RespirationRate">Breaths a minute; 0 is none.</param>
/// <param name="Saturation">SpO2, %; 0 is none.</param>
/// <param name="HeartRate">Beats a minute; 0 is none.</param>
/// <param name="Leads">Lead status.</param>
internal readonly record struct HealthyPiFrame(
    short Ecg, short Respiration, int Infrared, int Red, ushort TemperatureHundredths, byte RespirationRate, byte Saturation, byte HeartRate, HealthyPiLeads Leads)
{
    /// <summary>Bytes of a frame.</summary>
    public const int Size = 27;

    /// <summary>Two start bytes, the length (20, low byte first) and the type (2, data).</summary>
    private static ReadOnlySpan<byte> Header => [0x0A, 0xFA, 0x14, 0x00, 0x02];

    private static ReadOnlySpan<byte> Trailer => [0x00, 0x0B];

    /// <summary>Takes one frame from the front; where none is there the bytes stay as they are.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out HealthyPiFrame frame)
    {
        frame = default;
        if (bytes.Length < Size) return false;
        Span<byte> front = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(front);
        if (!front.StartsWith(Header) || !front.EndsWith(Trailer)) return false;
        frame = Parse(front[Header.Length..]);
        bytes = bytes.Slice(Size);
        return true;
    }

    /// <summary>True where more bytes could make the front a frame.</summary>
    public static bool MayBegin(ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length >= Size) return false;
        Span<byte> front = stackalloc byte[Size];
        bytes.CopyTo(front);
        var known = (int)Math.Min(bytes.Length, Header.Length);
        var firstOfTrailer = Size - Trailer.Length;
        return front[..known].SequenceEqual(Header[..known]) && (bytes.Length <= firstOfTrailer || front[firstOfTrailer] == Trailer[0]);
    }

    private static HealthyPiFrame Parse(ReadOnlySpan<byte> data) => new(
        BinaryPrimitives.ReadInt16LittleEndian(data),
        BinaryPrimitives.ReadInt16LittleEndian(data[2..]),
        BinaryPrimitives.ReadInt32LittleEndian(data[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(data[8..]),
        BinaryPrimitives.ReadUInt16LittleEndian(data[12..]),
        data[14],
        data[15],
        data[16],
        (HealthyPiLeads)data[19]);
}

/// <summary>
/// The lead status byte. Bits 0 and 1 as the maker's own display program reads them. The published firmware puts the ADS1292R's five LOFF_STAT
/// bits here, and blanks ECG and respiration on any of them, so bits 2 to 4 count as electrodes too; which of the two readings of bit 1 a given
/// board means is unverified.
/// </summary>
[Flags]
internal enum HealthyPiLeads : byte
{
    /// <summary>All in place.</summary>
    None = 0,

    /// <summary>An ECG electrode is off.</summary>
    Electrodes = 0b0001_1101,

    /// <summary>The oximeter's probe is off.</summary>
    Probe = 0b0000_0010,
}
