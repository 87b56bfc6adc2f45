using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// What of one stream is sent again, beside the lane of what is sent for the first time: so a new alarm waits for no old one. It hands out what the
/// ledger has released. Used by one thread.
/// </summary>
internal sealed class ResendLane(SealedJournal journal, StreamLedger ledger, StreamRefusals refusals, TimeProvider time) : IUplinkLane
{
    private long _after;
    private long _readAgainAt = long.MinValue;

    /// <inheritdoc/>
    public string Stream => ledger.Stream;

    /// <inheritdoc/>
    public StreamLedger Ledger => ledger;

    /// <inheritdoc/>
    public bool IsBacklog => false;

    /// <inheritdoc/>
    public bool IsAgain => true;

    /// <inheritdoc/>
    public bool IsHistorical(long sequence) => true;

    /// <summary>Records from this one on were released.</summary>
    public void Rewind(long lowest) => _after = Math.Min(_after, lowest - 1);

    /// <inheritdoc/>
    public bool TryTake(out StoredRecord record)
    {
        record = default;
        if (refusals.Rests || time.GetTimestamp() < _readAgainAt) return false;
        while (ledger.NextReleased(_after) is { } sequence)
        {
            // One that was refused has a time of its own.
            if (!refusals.Contains(sequence) && ledger.MayBeSent(sequence) && TryRead(sequence, out record)) return true;
            _after = sequence;
        }

        return false;
    }

    private bool TryRead(long sequence, out StoredRecord record)
    {
        try
        {
            record = StoredRecord.InOrder(journal.ReadFrom(Stream, sequence - 1, 1)).FirstOrDefault();
        }
        catch (JournalException)
        {
            _readAgainAt = time.After(UplinkLane.FaultPause);
            throw;
        }

        if (record.Sequence == sequence)
        {
            _after = sequence;
            return true;
        }

        // The journal's own bound has dropped it meanwhile, and counted it.
        ledger.PassOver(sequence);
        return false;
    }
}
