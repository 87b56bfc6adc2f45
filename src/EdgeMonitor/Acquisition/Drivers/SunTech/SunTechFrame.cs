using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>What the module says.</summary>
internal enum SunTechReply
{
    /// <summary>'O': the command was received.</summary>
    Received,

    /// <summary>'K': what was commanded is finished.</summary>
    Finished,

    /// <summary>'A': aborted.</summary>
    Aborted,

    /// <summary>'B': busy.</summary>
    Busy,

    /// <summary>The pressure in the cuff.</summary>
    Cuff,

    /// <summary>The result of the last measurement.</summary>
    Result,
}

/// <summary>The result of a measurement as the module sends it; the numbers count only where <paramref name="Error"/> is 0.</summary>
/// <param name="Systolic">mmHg.</param>
/// <param name="Diastolic">mmHg.</param>
/// <param name="Mean">mmHg.</param>
/// <param name="Pulse">Beats a minute.</param>
/// <param name="Error">0 for none; others in README.md.</param>
internal readonly record struct SunTechResult(int Systolic, int Diastolic, int Mean, int Pulse, int Error);

/// <summary>One frame of the module: <c>3E len data CK</c>, all bytes together 0 modulo 256.</summary>
/// <param name="Reply">What it is.</param>
/// <param name="CuffMmHg">The cuff's pressure, mmHg, where it is that.</param>
/// <param name="Result">The result where it is that.</param>
internal readonly record struct SunTechFrame(SunTechReply Reply, int CuffMmHg = 0, SunTechResult Result = default)
{
    /// <summary>First byte of a frame of the module.</summary>
    public const byte Start = 0x3E;

    /// <summary>Lengths of the frames that the commands used here are answered with; any other length is a false start.</summary>
    public const int ShortLength = 4, CuffLength = 5, ResultLength = 24;

    /// <summary>Length of the frame that begins with these two bytes; 0 where none does.</summary>
    public static int LengthOf(byte first, byte second) => first == Start && second is ShortLength or CuffLength or ResultLength ? second : 0;

    /// <summary>Takes one frame from the front; where no good one is there the bytes stay as they are.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out SunTechFrame frame)
    {
        frame = default;
        Span<byte> front = stackalloc byte[ResultLength];
        front = front[..(int)Math.Min(bytes.Length, ResultLength)];
        bytes.Slice(0, front.Length).CopyTo(front);
        if (!TryRead(front, out frame)) return false;
        bytes = bytes.Slice(front[1]);
        return true;
    }

    /// <summary>Reads the first bytes as a frame; false where they are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SunTechFrame frame)
    {
        frame = default;
        if (bytes.Length < ShortLength || LengthOf(bytes[0], bytes[1]) is not (> 0 and var length) || bytes.Length < length) return false;
        byte sum = 0;
        foreach (var one in bytes[..length]) sum += one;
        if (sum != 0) return false;
        switch (length)
        {
            case CuffLength:
                frame = new SunTechFrame(SunTechReply.Cuff, BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
                return true;
            case ResultLength:
                frame = new SunTechFrame(SunTechReply.Result, Result: new SunTechResult(
                    BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), bytes[16], bytes[20]));
                return true;
            default:
                return TryShort(bytes[2], out frame);
        }
    }

    private static bool TryShort(byte letter, out SunTechFrame frame)
    {
        SunTechReply? reply = (char)letter switch
        {
            'O' => SunTechReply.Received,
            'K' => SunTechReply.Finished,
            'A' => SunTechReply.Aborted,
            'B' => SunTechReply.Busy,
            _ => null,
        };
        frame = new SunTechFrame(reply ?? default);
        return reply is not null;
    }
}
