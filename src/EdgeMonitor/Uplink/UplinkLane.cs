using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Which part of a stream a lane covers.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="After">The lane begins after this sequence.</param>
/// <param name="Last">The lane ends with this sequence.</param>
/// <param name="Boundary">Records up to this sequence were stored before the connection came up: they are sent as historical.</param>
internal readonly record struct LaneRange(string Stream, long After, long Last, long Boundary);

/// <summary>
/// One stream's way through one connection, or one part of it: hands out stored records in order, each once, and again from where it is
/// rewound to those that were put back into the journal. Used by one thread.
/// </summary>
internal sealed class UplinkLane(SealedJournal journal, LaneRange range, StreamLedger ledger, StreamRefusals refusals, ConfirmedMarks? marks, TimeProvider time)
    : IUplinkLane
{
    /// <summary>The rest after the journal has failed. Chosen: long enough not to flood the log.</summary>
    public static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    /// <summary>Records read at a time. Chosen: half a megabyte of 12 leads.</summary>
    private const int ReadAhead = 64;

    private readonly Queue<StoredRecord> _read = new();
    private long _begin = range.After, _after = range.After, _last = range.Last;
    private long _readAgainAt = long.MinValue;
    private bool _mayHaveMore = true;

    /// <inheritdoc/>
    public string Stream => range.Stream;

    /// <inheritdoc/>
    public StreamLedger Ledger => ledger;

    /// <inheritdoc/>
    public bool IsBacklog { get; init; }

    /// <inheritdoc/>
    public bool IsAgain => false;

    /// <summary>True to hand out no record that was refused before: until a connection has confirmed something, and anything else is there to be sent.</summary>
    public bool RefusedWait { get; set; }

    /// <inheritdoc/>
    public bool IsHistorical(long sequence) => sequence <= range.Boundary || ledger.WasDelivered(sequence);

    /// <summary>Something was appended.</summary>
    public void Wake() => _mayHaveMore = true;

    /// <summary>Goes through the records from <paramref name="lowest"/> to <paramref name="highest"/> again: some were put back into the journal.</summary>
    public void Rewind(long lowest, long highest)
    {
        (_begin, _last) = (Math.Min(_begin, lowest - 1), Math.Max(_last, highest));
        if (lowest > _after && _read.Count == 0)
        {
            _mayHaveMore = true;
            return;
        }

        var next = _read.TryPeek(out var ahead) ? ahead.Sequence : _after + 1;
        _after = Math.Min(lowest, next) - 1;
        _read.Clear();
        _mayHaveMore = true;
    }

    /// <summary>
    /// Goes back where the oldest stored record is neither ahead nor settled: somebody has put it back into the journal.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void LookBehind(UnreadableRecords unreadable)
    {
        if (journal.FirstSequence(Stream) is not { } first || first <= range.After || first > _after || !IsWanted(first)) return;
        if (_read.TryPeek(out var ahead) && ahead.Sequence <= first) return;
        if (!unreadable.Contains(Stream, first)) Rewind(first, first);
    }

    /// <summary>A refused one whose time has come, else the next one stored.</summary>
    /// <inheritdoc/>
    public bool TryTake(out StoredRecord record)
    {
        record = default;
        if (refusals.Rests || time.GetTimestamp() < _readAgainAt) return false;
        try
        {
            return (!RefusedWait && TryTakeRefused(out record)) || TryTakeNew(out record);
        }
        catch (JournalException)
        {
            _readAgainAt = time.After(FaultPause);
            _mayHaveMore = true;
            throw;
        }
    }

    private bool TryTakeRefused(out StoredRecord record)
    {
        record = default;
        foreach (long sequence in refusals.Due())
        {
            // One that the lane has not come to yet is met on its way.
            if (sequence <= _begin || sequence > Math.Min(_after, range.Last) || !ledger.MayBeSent(sequence)) continue;
            var found = StoredRecord.InOrder(journal.ReadFrom(Stream, sequence - 1, 1)).FirstOrDefault();
            if (found.Sequence != sequence)
            {
                // The journal's own bound has dropped it meanwhile, and counted it.
                refusals.Forget(sequence);
                return false;
            }

            record = found;
            return true;
        }

        return false;
    }

    private bool TryTakeNew(out StoredRecord record)
    {
        do
        {
            if (_read.Count == 0 && _mayHaveMore && _after < _last) Read();
            if (!_read.TryDequeue(out record)) return false;
        }
        while (!IsWanted(record.Sequence));

        return true;
    }

    /// <summary>False for one that was refused earlier, whose time comes by itself, and for one that is settled or on its way.</summary>
    private bool IsWanted(long sequence) => !refusals.Contains(sequence) && marks?.Contains(sequence) != true && ledger.MayBeSent(sequence);

    private void Read()
    {
        // Runs that need no sending are passed over unread.
        while (_after < _last && ledger.EndOfSettled(_after + 1) is { } end) _after = end;
        // Cleared before the read: what is appended during it wakes the lane again.
        _mayHaveMore = false;
        foreach (var found in StoredRecord.InOrder(journal.ReadFrom(Stream, _after, ReadAhead)))
        {
            if (found.Sequence > _last) return;
            _read.Enqueue(found);
            _after = found.Sequence;
            _mayHaveMore = true;
        }
    }
}
