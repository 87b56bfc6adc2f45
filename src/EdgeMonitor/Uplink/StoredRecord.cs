using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>One stored record in the clear, or why it cannot be read.</summary>
/// <param name="Sequence">Its number in its stream.</param>
/// <param name="Bytes">protobuf bytes of a <c>Record</c>; empty where it is unreadable.</param>
/// <param name="Unreadable">Why it cannot be read; null where it can.</param>
internal readonly record struct StoredRecord(long Sequence, ReadOnlyMemory<byte> Bytes, string? Unreadable)
{
    /// <summary>Both parts of a reading in the order of their sequences.</summary>
    public static IEnumerable<StoredRecord> InOrder(JournalPage page) =>
        page.Records.Select(record => new StoredRecord(record.Sequence, record.Bytes, Unreadable: null))
            .Concat(page.Unreadable.Select(record => new StoredRecord(record.Sequence, default, record.Why)))
            .OrderBy(record => record.Sequence);
}
