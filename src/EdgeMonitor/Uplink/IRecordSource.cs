namespace EdgeMonitor.Uplink;

/// <summary>One stored record in the clear, or why it cannot be read.</summary>
/// <param name="Sequence">Its number in its stream.</param>
/// <param name="Bytes">protobuf bytes of a <c>Record</c>; empty where it is unreadable.</param>
/// <param name="Unreadable">Why it cannot be read; null where it can.</param>
internal readonly record struct StoredRecord(long Sequence, ReadOnlyMemory<byte> Bytes, string? Unreadable = null);

/// <summary>What the uplink needs of the journal. Every method may throw <see cref="Storage.JournalException"/>.</summary>
internal interface IRecordSource
{
    /// <summary>Raised after records were appended and are durable; the handler returns at once.</summary>
    event Action? Appended;

    /// <summary>Up to <paramref name="limit"/> records of the stream with a sequence above <paramref name="after"/>, in order.</summary>
    IReadOnlyList<StoredRecord> ReadFrom(string stream, long after, int limit);

    /// <summary>Removes the records from <paramref name="first"/> to <paramref name="last"/> inclusive.</summary>
    void Trim(string stream, long first, long last);

    /// <summary>The stream's highest sequence ever appended.</summary>
    long LastSequence(string stream);

    /// <summary>How many records the stream holds.</summary>
    long Count(string stream);
}
