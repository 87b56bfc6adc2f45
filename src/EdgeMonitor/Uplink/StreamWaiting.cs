using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What of one stream is stored, and what of it waits to be confirmed.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Stored">Records stored.</param>
/// <param name="StoredBytes">Their bytes.</param>
/// <param name="Waiting">Records that wait to be confirmed.</param>
/// <param name="WaitingBytes">Their bytes; where confirmed ones stay stored, by their share.</param>
/// <param name="Oldest">When the oldest one that waits was made, by the wall clock of then; null where none waits or it cannot be read.</param>
internal readonly record struct StreamWaiting(string Stream, long Stored, long StoredBytes, long Waiting, long WaitingBytes, DateTimeOffset? Oldest)
{
    /// <summary>Looks into a journal; also beside a running daemon.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static StreamWaiting Of(SealedReader journal, string stream)
    {
        var (stored, bytes, waiting) = (journal.Count(stream), journal.Bytes(stream), ConfirmedMarks.Waiting(journal, stream));
        return new StreamWaiting(
            stream, stored, bytes, waiting, stored == 0 ? 0 : (long)((double)bytes * waiting / stored), waiting == 0 ? null : OldestOf(journal, stream));
    }

    private static DateTimeOffset? OldestOf(SealedReader journal, string stream)
    {
        long after = 0;
        if (ConfirmedMarks.Keeps(stream) && journal.FirstSequence(stream) is { } first)
        {
            after = first - 1;
            foreach (var (from, to) in ConfirmedMarks.Read(journal).All)
            {
                if (from <= after + 1) after = Math.Max(after, to);
            }
        }

        if (journal.ReadFrom(stream, after, 1).Records is not [var oldest]) return null;
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(RecordCodec.Decode(oldest.Bytes.Span).WallMs);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
