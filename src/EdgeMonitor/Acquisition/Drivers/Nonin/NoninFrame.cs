using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>A stream format of the device.</summary>
internal enum NoninFormat
{
    /// <summary>Format #2: start byte and 8-bit pleth.</summary>
    Two,

    /// <summary>Format #7: no start byte, 16-bit pleth.</summary>
    Seven,
}

/// <summary>The status byte's bits; bit 7 is always 1.</summary>
[Flags]
internal enum NoninStatus : byte
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>SYNC: first frame of a packet.</summary>
    Sync = 0x01,

    /// <summary>The perfusion bits: <see cref="Green"/>, <see cref="Red"/>, both of them (yellow), or none where this frame holds no beat.</summary>
    Perfusion = 0x06,

    /// <summary>Perfusion good.</summary>
    Green = 0x02,

    /// <summary>Perfusion low; together with <see cref="Green"/> marginal (yellow).</summary>
    Red = 0x04,

    /// <summary>SNSA: the probe is not on the finger or gives nothing usable.</summary>
    SensorAlarm = 0x08,

    /// <summary>OOT: no run of good pulses.</summary>
    OutOfTrack = 0x10,

    /// <summary>ARTF: this pulse is disturbed and not used.</summary>
    Artefact = 0x20,

    /// <summary>SNSD: the probe is unplugged from the device.</summary>
    SensorDisconnected = 0x40,
}

/// <summary>One frame, 5 bytes, 75 a second. The packet position that gives <see cref="Data"/> its meaning is the decoder's.</summary>
/// <param name="Status">Status bits without bit 7.</param>
/// <param name="Pleth">Pleth as the device counts it: 0 to 255 in format #2, 0 to 65535 in format #7.</param>
/// <param name="Data">The packet's byte at this frame's position.</param>
internal readonly record struct NoninFrame(NoninStatus Status, int Pleth, byte Data)
{
    /// <summary>Bytes of a frame, in both formats.</summary>
    public const int Size = 5;

    /// <summary>First byte of each frame of format #2.</summary>
    public const byte Start = 0x01;

    /// <summary>Bit 7 of the status byte, always 1.</summary>
    public const byte StatusMark = 0x80;

    /// <summary>True in the first frame of a packet.</summary>
    public bool IsFirst => (Status & NoninStatus.Sync) != 0;

    /// <summary>Takes one frame from the front; where no good one is there the bytes stay as they are.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, NoninFormat format, out NoninFrame frame)
    {
        frame = default;
        if (bytes.Length < Size) return false;
        Span<byte> front = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(front);
        if (!TryRead(front, format, out frame)) return false;
        bytes = bytes.Slice(Size);
        return true;
    }

    /// <summary>Reads the first five bytes as a frame; false where they are none. Byte 5 is the sum of the other four, modulo 256.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, NoninFormat format, out NoninFrame frame)
    {
        frame = default;
        if (bytes.Length < Size || (byte)(bytes[0] + bytes[1] + bytes[2] + bytes[3]) != bytes[4]) return false;
        var status = format == NoninFormat.Two ? bytes[1] : bytes[0];
        if ((status & StatusMark) == 0 || (format == NoninFormat.Two && bytes[0] != Start)) return false;
        var pleth = format == NoninFormat.Two ? bytes[2] : (bytes[1] << 8) | bytes[2];
        frame = new NoninFrame((NoninStatus)(status & ~StatusMark), pleth, bytes[3]);
        return true;
    }
}
