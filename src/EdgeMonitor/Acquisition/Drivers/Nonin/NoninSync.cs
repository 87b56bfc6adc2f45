namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>What the bytes at the front of the stream are.</summary>
internal enum NoninFront
{
    /// <summary>Not to be told before more bytes come.</summary>
    Open,

    /// <summary>No frame begins here: drop one byte.</summary>
    Garbage,

    /// <summary>A frame.</summary>
    Frame,
}

/// <summary>
/// Finds the frames and keeps step with them. A frame is believed at first only when a second one of the same format follows it, because one in
/// 512 positions of random bytes looks like a frame of format #7; later, as long as each frame is good and SYNC stands in every 25th and no
/// other. A mid-frame start of format #2 that reads as format #7 is refused.
/// </summary>
internal sealed class NoninSync
{
    /// <summary>Frames of a packet: three packets a second.</summary>
    public const int PacketFrames = 25;

    /// <summary>Most bytes needed to tell what the front is: two frames from up to four bytes further on.</summary>
    public const int Lookahead = 2 * NoninFrame.Size + NoninFrame.Size - 1;

    private int _withoutSync;
    private bool _inStep;

    /// <summary>The format in step, or the last one.</summary>
    public NoninFormat Format { get; private set; }

    /// <summary>Position of the last frame in its packet, 0 to 24, or null before the first SYNC since step was found.</summary>
    public int? Position { get; private set; }

    /// <summary>Counts how often step was found: another number means that frames may be missing.</summary>
    public int Runs { get; private set; }

    /// <summary>True where the next frame begins at the front.</summary>
    public bool IsInStep => _inStep;

    /// <summary>Out of step from here on.</summary>
    public void Lose() => _inStep = false;

    /// <summary>Tells what the front is, and moves on where it is a frame.</summary>
    public NoninFront Next(ReadOnlySpan<byte> front, out NoninFrame frame)
    {
        frame = default;
        if (_inStep)
        {
            if (front.Length < NoninFrame.Size) return NoninFront.Open;
            if (NoninFrame.TryRead(front, Format, out frame) && Advance(frame)) return NoninFront.Frame;
            _inStep = false;
        }

        var found = Find(front, out var format);
        if (found != NoninFront.Frame) return found;
        NoninFrame.TryRead(front, format, out frame);
        Begin(format, frame);
        return NoninFront.Frame;
    }

    private void Begin(NoninFormat format, NoninFrame frame)
    {
        _inStep = true;
        Format = format;
        Runs++;
        _withoutSync = 0;
        Position = frame.IsFirst ? 0 : null;
    }

    /// <summary>Moves the position on; false where SYNC is missing or stands where it must not.</summary>
    private bool Advance(NoninFrame frame)
    {
        if (Position is not { } last)
        {
            Position = frame.IsFirst ? 0 : null;
            return frame.IsFirst || ++_withoutSync < PacketFrames;
        }

        var next = (last + 1) % PacketFrames;
        if (frame.IsFirst != (next == 0)) return false;
        Position = next;
        return true;
    }

    private static NoninFront Find(ReadOnlySpan<byte> front, out NoninFormat format)
    {
        format = NoninFormat.Two;
        if (front.IsEmpty) return NoninFront.Open;
        if (front[0] != NoninFrame.Start)
        {
            if (front[0] < NoninFrame.StatusMark) return NoninFront.Garbage;
            format = NoninFormat.Seven;
        }

        if (front.Length < NoninFrame.Size) return NoninFront.Open;
        if (!NoninFrame.TryRead(front, format, out var first)) return NoninFront.Garbage;
        if (front.Length < 2 * NoninFrame.Size) return NoninFront.Open;
        if (!NoninFrame.TryRead(front[NoninFrame.Size..], format, out var second)) return NoninFront.Garbage;
        if (first.IsFirst && second.IsFirst) return NoninFront.Garbage;
        return format == NoninFormat.Two ? NoninFront.Frame : FindTwoWithin(front);
    }

    /// <summary>Two frames of format #2, begun in the middle, can read as two of format #7 (<c>80 00 00 81 01</c> twice): look for them.</summary>
    private static NoninFront FindTwoWithin(ReadOnlySpan<byte> front)
    {
        for (var shift = 1; shift < NoninFrame.Size; shift++)
        {
            if (front[shift] != NoninFrame.Start || front[shift + NoninFrame.Size] != NoninFrame.Start) continue;
            if (front.Length < shift + 2 * NoninFrame.Size) return NoninFront.Open;
            if (NoninFrame.TryRead(front[shift..], NoninFormat.Two, out _)
                && NoninFrame.TryRead(front[(shift + NoninFrame.Size)..], NoninFormat.Two, out _)) return NoninFront.Garbage;
        }

        return NoninFront.Frame;
    }
}
