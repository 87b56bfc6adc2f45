using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Journal;

/// <summary>What one stream holds, found without reading all of it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Records">Records stored.</param>
/// <param name="Bytes">Their bytes, sealed.</param>
/// <param name="First">The oldest one's number; null where it is empty.</param>
/// <param name="Last">The newest one's number.</param>
/// <param name="LastEver">The highest number ever given.</param>
/// <param name="Missing">Numbers between the oldest and the newest under which nothing is stored.</param>
/// <param name="Oldest">When the oldest one was made, by the wall clock of then; null where it cannot be read.</param>
/// <param name="Newest">When the newest one was made.</param>
/// <param name="Waiting">Records that wait to be confirmed; null for a stream that is not sent.</param>
internal sealed record StreamInspection(
    string Stream, long Records, long Bytes, long? First, long? Last, long LastEver, long Missing, DateTimeOffset? Oldest, DateTimeOffset? Newest, long? Waiting)
{
    /// <summary>Looks at a stream.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static StreamInspection Of(SealedReader journal, string stream)
    {
        var (records, bytes, ever) = (journal.Count(stream), journal.Bytes(stream), journal.LastSequence(stream));
        long? waiting = JournalStreams.All.Contains(stream) ? ConfirmedMarks.Waiting(journal, stream) : null;
        if (journal.FirstSequence(stream) is not { } first) return new StreamInspection(stream, 0, 0, null, null, ever, 0, null, null, waiting);
        var last = NewestOf(journal, stream, first, ever);
        // A daemon that goes on meanwhile may have added one or two.
        var missing = Math.Max(0, last - first + 1 - records);
        return new StreamInspection(stream, records, bytes, first, last, ever, missing, TimeOf(journal, stream, first), TimeOf(journal, stream, last), waiting);
    }

    /// <summary>The highest stored number: a record above it is asked for, in halving steps.</summary>
    private static long NewestOf(SealedReader journal, string stream, long first, long ever)
    {
        var (low, high) = (first, ever);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (journal.ReadFrom(stream, middle, 1).Last is { } above) low = above;
            else high = middle;
        }

        return low;
    }

    private static DateTimeOffset? TimeOf(SealedReader journal, string stream, long sequence)
    {
        if (!StoredEntry.IsMessage(stream) || journal.ReadFrom(stream, sequence - 1, 1).Records is not [var found]) return null;
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(RecordCodec.Decode(found.Bytes.Span).WallMs);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
