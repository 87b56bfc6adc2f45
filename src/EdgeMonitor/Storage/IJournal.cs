namespace EdgeMonitor.Storage;

/// <summary>One stored record: its stream, its number in it, and its bytes as they lie on the disk (sealed).</summary>
/// <param name="Stream">Stream name, e.g. <c>alarms</c>.</param>
/// <param name="Sequence">1 for a stream's first record ever, then one more each; never used twice, not even after a trim or a restart.</param>
/// <param name="Bytes">The sealed record.</param>
internal readonly record struct JournalRecord(string Stream, long Sequence, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Reads the streams. Every member throws <see cref="JournalException"/> when the store cannot do it. A reader that was opened beside a
/// running daemon sees what the daemon has committed so far, changes nothing and holds nobody up.
/// </summary>
internal interface IJournalReader : IDisposable
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Provider { get; }

    /// <summary>Up to <paramref name="limit"/> records of the stream with a sequence above <paramref name="after"/>, in order.</summary>
    IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit);

    /// <summary>
    /// The stream's highest sequence ever appended, 0 where there was none; it survives trims and restarts. After a damaged file was set
    /// aside it is a number that no record of this stream has passed, so that none is ever used twice.
    /// </summary>
    long LastSequence(string stream);

    /// <summary>The sequence of the oldest record still stored, or null where the stream is empty.</summary>
    long? FirstSequence(string stream);

    /// <summary>How many records the stream holds.</summary>
    long Count(string stream);

    /// <summary>Bytes of the records that the stream holds, as they were appended; asked often, so it must not walk them.</summary>
    long Bytes(string stream);
}

/// <summary>
/// Durable streams of byte records. One process owns a journal. Any thread may append, read and trim; the records of one stream come from one
/// thread, which knows its next sequence. Every member throws <see cref="JournalException"/> when the store cannot do it, after which nothing of
/// that call has been stored or removed, except where the message says that it is unknown.
/// </summary>
internal interface IJournal : IJournalReader
{
    /// <summary>What a person must know about how the journal was opened, e.g. that a damaged file was set aside; one sentence each.</summary>
    IReadOnlyList<string> OpeningNotes => [];

    /// <summary>Those of the notes that tell of records set aside or numbers skipped: what is missing for good.</summary>
    IReadOnlyList<string> Gaps => [];

    /// <summary>
    /// Stores all records in one commit and returns when they are on the disk: after a power cut either all of them are there or none.
    /// A record's sequence must be its stream's <see cref="IJournalReader.LastSequence"/> + 1, counted through the batch.
    /// </summary>
    void Append(IReadOnlyList<JournalRecord> records);

    /// <summary>
    /// Removes the stream's records from <paramref name="first"/> to <paramref name="last"/> inclusive; those already gone are no error. Nobody reads them any
    /// more; a power cut before the next commit may bring the last removed ones back.
    /// </summary>
    void Trim(string stream, long first, long last);

    /// <summary>Bytes of the store's files that hold nothing now and that the next records use before they take more of the disk.</summary>
    long ReusableBytes => 0;

    /// <summary>Gives one small portion of <see cref="ReusableBytes"/> back to the disk; false where there is nothing that should be.</summary>
    bool Reclaim() => false;

    /// <summary>
    /// Makes sure of a file of this size that is given up when the disk is full; false where the disk has no room for it now. 0 only asks whether there is one.
    /// </summary>
    bool KeepBallast(long bytes) => true;

    /// <summary>The disk is full: gives the ballast back to it, so that removing records works; false where nothing could be won.</summary>
    bool GiveUpBallast() => false;

    /// <summary>
    /// Puts records that were in a file set aside back at their old numbers, in one commit; one that is stored already stays as it is. Their numbers are
    /// not used again by <see cref="Append"/>: each must be at or below its stream's <see cref="IJournalReader.LastSequence"/>.
    /// </summary>
    void Restore(IReadOnlyList<JournalRecord> records);
}

/// <summary>The store could not do what it was asked; the message says what happened and what to do.</summary>
internal sealed class JournalException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>
    /// True where it is unknown whether the batch was stored: ask <see cref="IJournalReader.LastSequence"/> once the journal answers again, and
    /// append only what it does not cover.
    /// </summary>
    public bool MayBeStored { get; init; }

    /// <summary>True where the disk has no room: nothing was stored, and it works again once something was removed.</summary>
    public bool IsFull { get; init; }

    /// <summary>True where another process owns the directory: a second daemon, which must not run beside the first.</summary>
    public bool InUse { get; init; }
}
