using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Records of one stream that are given up: told first, in one record, then removed in portions.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">The oldest sequence.</param>
/// <param name="Last">The newest one that goes.</param>
/// <param name="Cause">Why, one sentence.</param>
internal sealed record GivenUpRange(string Stream, long First, long Last, string Cause)
{
    private const int CountedAtATime = 64; // records that are read at a time where there are holes

    /// <summary>What the centre and the auditor are told: which records, how many of them were there, from when to when.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Wire.RecordGap Tell(SealedReader journal)
    {
        var gap = new Wire.RecordGap { Stream = Stream, FirstSequence = First, LastSequence = Last, Count = Count(journal), Cause = Cause };
        if (WallOf(journal, First - 1) is { } start) gap.StartMs = start;
        if (WallOf(journal, Last - 1) is { } end) gap.EndMs = end;
        return gap;
    }

    /// <summary>Where no record is missing, the numbers say it; else they are counted.</summary>
    private long Count(SealedReader journal)
    {
        if (journal.LastSequence(Stream) - First + 1 == journal.Count(Stream)) return Last - First + 1;
        var (count, after) = (0L, First - 1);
        while (after < Last)
        {
            var page = journal.ReadFrom(Stream, after, CountedAtATime);
            if (page.Last is not { } reached) break;
            count += page.Records.Count(record => record.Sequence <= Last) + page.Unreadable.Count(record => record.Sequence <= Last);
            after = reached;
        }

        return count;
    }

    /// <summary>The wall time of the record behind that sequence; null where it cannot be read, or its clock was not right.</summary>
    private long? WallOf(SealedReader journal, long after) =>
        journal.ReadFrom(Stream, after, 1).Records is [var record] && RecordCodec.TryDecode(record.Bytes.Span) is { ClockSynchronised: true } known ? known.WallMs : null;
}
