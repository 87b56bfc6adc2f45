using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// How counts are stored in a signal file, from signal(5) of the WFDB Applications Guide (PhysioNet). The most negative count of every
/// format stands for "no sample here" (WFDB library, WFDB_INVALID_SAMPLE).
/// </summary>
internal static class WfdbFormat
{
    /// <summary>The formats this reader knows, for messages.</summary>
    public const string SupportedNames = "16, 24, 32, 80 and 212";

    /// <summary>True for a format this reader knows.</summary>
    public static bool IsSupported(int format) => format is 16 or 24 or 32 or 80 or 212;

    /// <summary>Bits of a count where the format fixes them below the default, else null (header(5)).</summary>
    public static int? ResolutionOf(int format) => format == 80 ? 8 : null;

    /// <summary>The count that means "no sample".</summary>
    public static int InvalidSample(int format) => format switch
    {
        16 => short.MinValue,
        24 => -(1 << 23),
        32 => int.MinValue,
        80 => sbyte.MinValue,
        212 => -(1 << 11),
        _ => throw Unknown(format),
    };

    /// <summary>The last sample at or before this one that begins on a byte: two samples of format 212 share three bytes.</summary>
    public static long AlignedSample(int format, long sample) => format == 212 ? sample & ~1L : sample;

    /// <summary>Bytes that the first so many samples take.</summary>
    public static long BytesOf(int format, long samples) => format switch
    {
        16 => samples * 2,
        24 => samples * 3,
        32 => samples * 4,
        80 => samples,
        212 => samples / 2 * 3 + samples % 2 * 2,
        _ => throw Unknown(format),
    };

    /// <summary>Whole samples in so many bytes.</summary>
    public static long SamplesIn(int format, long bytes) => format switch
    {
        16 => bytes / 2,
        24 => bytes / 3,
        32 => bytes / 4,
        80 => bytes,
        212 => bytes / 3 * 2 + bytes % 3 / 2,
        _ => throw Unknown(format),
    };

    /// <summary>Decodes counts from bytes that begin with an aligned sample; there must be enough bytes for all of them.</summary>
    public static void Decode(int format, ReadOnlySpan<byte> bytes, Span<int> counts)
    {
        switch (format)
        {
            case 16:
                for (var i = 0; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]);
                break;
            case 24:
                for (var i = 0; i < counts.Length; i++)
                    counts[i] = (bytes[i * 3] | bytes[i * 3 + 1] << 8 | bytes[i * 3 + 2] << 16) << 8 >> 8;
                break;
            case 32:
                for (var i = 0; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]);
                break;
            case 80:
                for (var i = 0; i < counts.Length; i++) counts[i] = bytes[i] - 128;
                break;
            case 212:
                Decode212(bytes, counts);
                break;
            default:
                throw Unknown(format);
        }
    }

    /// <summary>
    /// Three bytes a, b, c hold two 12-bit counts: the first is the low four bits of b above a, the second the high four bits of b above c.
    /// </summary>
    private static void Decode212(ReadOnlySpan<byte> bytes, Span<int> counts)
    {
        var at = 0;
        var i = 0;
        for (; i + 1 < counts.Length; i += 2, at += 3)
        {
            int middle = bytes[at + 1];
            counts[i] = (bytes[at] | middle << 8) << 20 >> 20;
            counts[i + 1] = (bytes[at + 2] | (middle & 0xF0) << 4) << 20 >> 20;
        }

        if (i < counts.Length) counts[i] = (bytes[at] | bytes[at + 1] << 8) << 20 >> 20;
    }

    private static ArgumentOutOfRangeException Unknown(int format) => new(nameof(format), format, "No such format.");
}
