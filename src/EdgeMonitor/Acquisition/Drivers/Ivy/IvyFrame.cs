namespace EdgeMonitor.Acquisition.Drivers.Ivy;

/// <summary>What the bytes at the front of the stream are.</summary>
internal enum IvyFront
{
    /// <summary>Not to be told before more bytes come.</summary>
    Open,

    /// <summary>No frame begins here: drop one byte.</summary>
    Garbage,

    /// <summary>A frame.</summary>
    Frame,
}

/// <summary>
/// One frame, one second: <c>FF "ANSAR-B "</c>, 400 bytes of waves, lines of text ended by CR, <c>FE</c>. It has no checksum: that each byte is one that
/// may stand at its place is all there is to check.
/// </summary>
internal readonly ref struct IvyFrame
{
    /// <summary>First and last byte of a frame; neither occurs within one.</summary>
    public const byte Start = 0xFF, End = 0xFE;

    /// <summary>The byte that stands for no sample; the measured ones are 0 to 250.</summary>
    public const byte NoSample = 0xFB;

    /// <summary>Bytes of the waves.</summary>
    public const int WaveBytes = 400;

    /// <summary>Most bytes of a frame. Chosen: the text of a real frame takes 152 bytes, one full of alarm texts would take twice that.</summary>
    public const int MostBytes = 1024;

    private const int TextAt = 1 + 8 + WaveBytes;

    private readonly ReadOnlySpan<byte> _bytes;

    private IvyFrame(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The waves, one after the other.</summary>
    public ReadOnlySpan<byte> Waves => _bytes.Slice(TextAt - WaveBytes, WaveBytes);

    /// <summary>The lines, each ended by CR.</summary>
    public ReadOnlySpan<byte> Text => _bytes[TextAt..^1];

    /// <summary>All its bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>Tells what the front is.</summary>
    /// <param name="front">The bytes at the front, at most <see cref="MostBytes"/>.</param>
    /// <param name="frame">The frame, where it is one; it lies in the same bytes.</param>
    public static IvyFront TryRead(ReadOnlySpan<byte> front, out IvyFrame frame)
    {
        frame = default;
        if (front.IsEmpty) return IvyFront.Open;
        if (front[0] != Start) return IvyFront.Garbage;
        for (var i = 1; i < front.Length; i++)
        {
            if (i >= TextAt && front[i] == End)
            {
                frame = new IvyFrame(front[..(i + 1)]);
                return IvyFront.Frame;
            }

            if (!MayStandAt(i, front[i])) return IvyFront.Garbage;
        }

        return front.Length >= MostBytes ? IvyFront.Garbage : IvyFront.Open;
    }

    private static bool MayStandAt(int place, byte value)
        => place <= Mark.Length ? value == Mark[place - 1]
        : place < TextAt ? value <= NoSample
        : value is (byte)'\r' or >= (byte)' ' and <= (byte)'~';

    private static ReadOnlySpan<byte> Mark => "ANSAR-B "u8;
}
