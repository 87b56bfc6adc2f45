namespace EdgeMonitor.Receiver;

/// <summary>What became of a record that was to be stored.</summary>
internal enum Kept
{
    /// <summary>It is on the disk now.</summary>
    Stored,

    /// <summary>It was on the disk before.</summary>
    Double,

    /// <summary>Another record is on the disk under its key; this one is not.</summary>
    Contradiction,
}

/// <summary>Where records are kept for good. Used by one thread at a time.</summary>
internal interface IRecordStore : IAsyncDisposable
{
    /// <summary>What it is and where, for people.</summary>
    string Name { get; }

    /// <summary>Opens it, and answers the highest takeover of each device that it holds records of.</summary>
    /// <exception cref="StoreException">It cannot be used now.</exception>
    Task<IReadOnlyDictionary<string, uint>> OpenAsync(CancellationToken stop);

    /// <summary>
    /// Stores the records that are not there yet, each key once, and answers for each what became of it. When it answers, all that are
    /// <see cref="Kept.Stored"/> or <see cref="Kept.Double"/> outlive a power cut.
    /// </summary>
    /// <exception cref="StoreException">It could not; some of them may be stored. To be tried again with the same records.</exception>
    Task<IReadOnlyList<Kept>> CommitAsync(IReadOnlyList<ReceivedRecord> batch, CancellationToken stop);
}

/// <summary>The store could not do what it was asked; the message says why and what to do.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : IOException(message, inner);
