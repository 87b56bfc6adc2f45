using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>One stored record in the clear, or why it cannot be read, or that it was shredded.</summary>
/// <param name="Sequence">Its number in its stream.</param>
/// <param name="Bytes">protobuf bytes of a <c>Record</c>; empty where it is unreadable.</param>
/// <param name="Unreadable">Why it cannot be read; null where it can.</param>
/// <param name="IsShredded">True where its key was destroyed on purpose: it is gone for good, and a gap record has said so.</param>
internal readonly record struct StoredRecord(long Sequence, ReadOnlyMemory<byte> Bytes, string? Unreadable, bool IsShredded = false)
{
    /// <summary>All parts of a reading in the order of their sequences.</summary>
    public static IEnumerable<StoredRecord> InOrder(JournalPage page) =>
        page.Records.Select(record => new StoredRecord(record.Sequence, record.Bytes, Unreadable: null))
            .Concat(page.Unreadable.Select(record => new StoredRecord(record.Sequence, default, record.Why)))
            .Concat(page.Shredded.Select(record => new StoredRecord(record.Sequence, default, Unreadable: null, IsShredded: true)))
            .OrderBy(record => record.Sequence);
}
