namespace EdgeMonitor.Acquisition.Drivers.Cms50;

/// <summary>What the bytes at the front of the stream are.</summary>
internal enum Cms50Front
{
    /// <summary>Not to be told before more bytes come.</summary>
    Open,

    /// <summary>Belongs to no packet: drop one byte.</summary>
    Garbage,

    /// <summary>Belongs to a packet that carries no sample: one byte is passed over.</summary>
    Other,

    /// <summary>A frame.</summary>
    Frame,
}

/// <summary>
/// Finds the frames of either protocol and keeps step with them. There is no checksum, so a first frame is believed when others follow it: three
/// legacy frames in a row (one in 2^15 places of random bytes), two of protocol 7 (one in 2^32). The two cannot be taken for each other: bit 7
/// stands in one byte of five, or in eight of nine.
/// </summary>
/// <param name="only">The one protocol that is looked for; null for either.</param>
internal sealed class Cms50Sync(Cms50Generation? only = null)
{
    private const int LegacyRun = 3, SevenRun = 2;

    /// <summary>Most bytes after a packet's first byte.</summary>
    private const int MostAfterType = Cms50Frame.SevenSize - 1;

    private bool _inStep;
    private int _otherBytes = -1;

    /// <summary>The protocol in step, or the last one.</summary>
    public Cms50Generation Generation { get; private set; }

    /// <summary>Frames since step was found.</summary>
    public int InStep { get; private set; }

    /// <summary>The device has said that it ends the transfer.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A packet as long as a sample's, of another type, went by: a sample whose first byte was damaged, for all that can be told.</summary>
    public bool MayHaveLostOne { get; private set; }

    /// <summary>Tells what the front is, and moves on where it is a frame.</summary>
    public Cms50Front Next(ReadOnlySpan<byte> front, out Cms50Frame frame)
    {
        frame = default;
        if (front.IsEmpty) return Cms50Front.Open;
        if (_inStep)
        {
            if (Generation == Cms50Generation.Seven && IsOther(front, out var open)) return open ? Cms50Front.Open : Cms50Front.Other;
            if (front.Length < Cms50Frame.SizeOf(Generation) && MayBegin(front[0])) return Cms50Front.Open;
            if (Cms50Frame.TryRead(front, Generation, out frame))
            {
                InStep++;
                return Cms50Front.Frame;
            }

            _inStep = false;
        }

        return Find(front, out frame);
    }

    /// <summary>Forgets the packet that was passed over.</summary>
    public void TakeLostOne() => MayHaveLostOne = false;

    private bool MayBegin(byte first) => Generation == Cms50Generation.Legacy ? first >= Cms50Frame.Mark : first == Cms50Frame.SampleType;

    /// <summary>Answers and notices of protocol 7 between the samples: a first byte without bit 7, then up to eight with it.</summary>
    private bool IsOther(ReadOnlySpan<byte> front, out bool open)
    {
        open = false;
        if (_otherBytes >= 0)
        {
            if (front[0] >= Cms50Frame.Mark && _otherBytes < MostAfterType)
            {
                MayHaveLostOne |= ++_otherBytes == MostAfterType;
                return true;
            }

            _otherBytes = -1;
        }

        if (front[0] is >= Cms50Frame.Mark or Cms50Frame.SampleType) return false;
        if (front.Length < 2) return open = true;
        if (front[1] < Cms50Frame.Mark) return false;
        HasEnded |= front[0] == Cms50Frame.EndType;
        _otherBytes = 0;
        return true;
    }

    private Cms50Front Find(ReadOnlySpan<byte> front, out Cms50Frame frame)
    {
        frame = default;
        var generation = front[0] >= Cms50Frame.Mark ? Cms50Generation.Legacy : Cms50Generation.Seven;
        if ((only is not null && generation != only) || (generation == Cms50Generation.Seven && front[0] != Cms50Frame.SampleType)) return Cms50Front.Garbage;
        var (size, run) = (Cms50Frame.SizeOf(generation), generation == Cms50Generation.Legacy ? LegacyRun : SevenRun);
        for (var i = 0; i < run; i++)
        {
            var rest = front[(i * size)..];
            if (rest.Length >= size ? Cms50Frame.TryRead(rest, generation, out _) : Fits(rest, generation))
            {
                if (rest.Length < size) return Cms50Front.Open;
                continue;
            }

            return Cms50Front.Garbage;
        }

        Cms50Frame.TryRead(front, generation, out frame);
        (_inStep, Generation, InStep, _otherBytes, HasEnded) = (true, generation, 1, -1, false);
        return Cms50Front.Frame;
    }

    /// <summary>True where more bytes could make it a frame.</summary>
    private static bool Fits(ReadOnlySpan<byte> part, Cms50Generation generation)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var marked = part[i] >= Cms50Frame.Mark;
            if (marked != (generation == Cms50Generation.Legacy ? i == 0 : i > 0)) return false;
        }

        return part.IsEmpty || generation == Cms50Generation.Legacy || part[0] == Cms50Frame.SampleType;
    }
}
