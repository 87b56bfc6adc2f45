using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal;

/// <summary>One stored record as the tools meet it.</summary>
/// <param name="Sequence">Its number in its stream.</param>
/// <param name="Bytes">Its plain bytes; empty where it cannot be opened.</param>
/// <param name="Record">What it says; null where it cannot be opened or read, or is none of the proto's (<see cref="IsMessage"/>).</param>
/// <param name="Fault">Why it is not good, one sentence; empty where it is.</param>
/// <param name="IsShredded">True where its key was destroyed on purpose, which is no fault.</param>
internal readonly record struct StoredEntry(long Sequence, ReadOnlyMemory<byte> Bytes, Record? Record, string Fault, bool IsShredded = false)
{
    /// <summary>Records read in one statement: short, so that the daemon is never held up.</summary>
    private const int Portion = 64;

    /// <summary>True for a stream whose records are messages of the proto; the others are notes of the uplink for itself.</summary>
    public static bool IsMessage(string stream) => JournalStreams.Recorded.Contains(stream);

    /// <summary>All stored records of a stream, in order, read portion by portion.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IEnumerable<StoredEntry> Of(SealedReader journal, string stream, string device, CancellationToken stop)
    {
        for (var page = journal.ReadFrom(stream, 0, Portion); page.Last is { } last; page = journal.ReadFrom(stream, last, Portion))
        {
            foreach (var entry in InOrder(page, stream, device))
            {
                stop.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    /// <summary>An opened record.</summary>
    /// <param name="stream">The stream that it was sealed for.</param>
    /// <param name="sequence">The number that it was sealed for.</param>
    /// <param name="bytes">Its plain bytes.</param>
    /// <param name="device">The device id that it was sealed for.</param>
    public static StoredEntry Opened(string stream, long sequence, ReadOnlyMemory<byte> bytes, string device)
    {
        if (!IsMessage(stream)) return new StoredEntry(sequence, bytes, null, "");
        try
        {
            var record = RecordCodec.Decode(bytes.Span);
            return record.Stream == stream && record.Sequence == sequence && record.Device == device
                ? new StoredEntry(sequence, bytes, record, "")
                : new StoredEntry(sequence, bytes, null, $"It calls itself record {record.Sequence} of {record.Stream} of {record.Device}.");
        }
        catch (InvalidDataException malformed)
        {
            return new StoredEntry(sequence, bytes, null, malformed.Message);
        }
    }

    private static IEnumerable<StoredEntry> InOrder(JournalPage page, string stream, string device) =>
        page.Records.Select(record => Opened(stream, record.Sequence, record.Bytes, device))
            .Concat(page.Unreadable.Select(record => new StoredEntry(record.Sequence, default, null, record.Why)))
            .Concat(page.Shredded.Select(record => new StoredEntry(record.Sequence, default, null, "", IsShredded: true)))
            .OrderBy(entry => entry.Sequence);
}
