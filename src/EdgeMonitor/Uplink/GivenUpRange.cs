using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Records of one stream that are given up: told first, in one record, then removed in portions.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">The oldest sequence.</param>
/// <param name="Last">The newest one that goes.</param>
/// <param name="Cause">Why, one sentence of <see cref="GivenUpCause"/>.</param>
internal sealed record GivenUpRange(string Stream, long First, long Last, string Cause)
{
    /// <summary>The newest audit records among which the last gap is looked for. Chosen: a range is gone after some commits, in which people hardly act so often.</summary>
    private const int LookedThrough = 256;

    /// <summary>
    /// What is left of the range that was told last, where the daemon ended before all of it was removed: it was told, so it goes without being told again. Null
    /// where nothing is left, or the centre has confirmed the gap and it is not stored any more.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static GivenUpRange? Unfinished(SealedReader journal)
    {
        var audit = journal.ReadFrom(JournalStreams.Audit, Math.Max(0, journal.LastSequence(JournalStreams.Audit) - LookedThrough), LookedThrough);
        var told = audit.Records.Select(record => RecordCodec.TryDecode(record.Bytes.Span)?.Gap).LastOrDefault(gap => gap is not null && GivenUpCause.IsOne(gap.Cause));
        return told is not null && journal.ReadFrom(told.Stream, told.FirstSequence - 1, 1).Last is { } left && left <= told.LastSequence
            ? new GivenUpRange(told.Stream, left, told.LastSequence, told.Cause)
            : null;
    }

    /// <summary>What the centre and the auditor are told: which records, how many of them were there, from when to when.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="count">How many were there.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Wire.RecordGap Tell(SealedReader journal, long count)
    {
        var gap = new Wire.RecordGap { Stream = Stream, FirstSequence = First, LastSequence = Last, Count = count, Cause = Cause };
        if (WallOf(journal, First - 1) is { } start) gap.StartMs = start;
        if (WallOf(journal, Last - 1) is { } end) gap.EndMs = end;
        return gap;
    }

    /// <summary>The wall time of the record behind that sequence; null where it cannot be read, or its clock was not right.</summary>
    private long? WallOf(SealedReader journal, long after) =>
        journal.ReadFrom(Stream, after, 1).Records is [var record] && RecordCodec.TryDecode(record.Bytes.Span) is { ClockSynchronised: true } known ? known.WallMs : null;
}
