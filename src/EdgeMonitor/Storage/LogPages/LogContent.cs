namespace EdgeMonitor.Storage.LogPages;

/// <summary>The committed part of a log: its longest prefix of whole frames, up to the last that ends a transaction.</summary>
internal sealed class LogContent
{
    private LogContent(ulong generation) => Generation = generation;

    /// <summary>That of a file whose log is gone, since everything is in the file.</summary>
    public static LogContent Empty { get; } = new(0);

    /// <summary>The generation in force.</summary>
    public ulong Generation { get; }

    /// <summary>Positions of the committed frames.</summary>
    public IReadOnlyList<long> Frames { get; private init; } = [];

    /// <summary>Where the next transaction begins.</summary>
    public long End { get; private init; } = LogHead.Bytes;

    /// <summary>
    /// True where a whole transaction lies beyond the first frame that is not: no power cut does this, since a transaction begins only after the
    /// one before it was synced. What was committed there has been lost.
    /// </summary>
    public bool HasLost { get; private init; }

    /// <summary>Reads a log.</summary>
    /// <exception cref="PageDamagedException">Its head cannot be read.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static LogContent Read(IStoreFile file)
    {
        var generation = LogHead.Read(file) ?? throw new PageDamagedException("The head of its log cannot be read.");
        var frames = new List<long>();
        var (committed, end, first) = (0, (long)LogHead.Bytes, 0);
        var frame = new byte[LogFrame.Bytes];
        var position = end;
        while (IsFrame(file, position, frame, generation, out var index, out var begun) && index == frames.Count && begun == first)
        {
            frames.Add(position);
            position += LogFrame.Bytes;
            if (!Page.EndsTransaction(LogFrame.PageOf(frame))) continue;
            position = LogFrame.NextBlock(position);
            (committed, end, first) = (frames.Count, position, frames.Count);
        }

        var lost = HasTransactionAfter(file, position, first, generation, frame);
        frames.RemoveRange(committed, frames.Count - committed);
        return new LogContent(generation) { Frames = frames, End = end, HasLost = lost };
    }

    private static bool HasTransactionAfter(IStoreFile file, long position, int first, ulong generation, byte[] frame)
    {
        for (var at = LogFrame.NextBlock(position); at < file.Length; at += LogFrame.BlockBytes)
        {
            if (IsFrame(file, at, frame, generation, out var index, out var begun) && index == begun && begun > first) return true;
        }

        return false;
    }

    private static bool IsFrame(IStoreFile file, long position, byte[] frame, ulong generation, out int index, out int first)
    {
        (index, first) = (0, 0);
        return file.Read(position, frame) == frame.Length && LogFrame.TryOpen(frame, generation, out index, out first);
    }
}
