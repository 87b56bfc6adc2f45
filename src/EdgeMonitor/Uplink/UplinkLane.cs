using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Which part of a stream a lane covers.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="After">The lane begins after this sequence.</param>
/// <param name="Last">The lane ends with this sequence.</param>
/// <param name="Boundary">Records up to this sequence were stored before the connection came up: they are sent as historical.</param>
internal readonly record struct LaneRange(string Stream, long After, long Last, long Boundary);

/// <summary>
/// One stream's way through one connection, or one part of it: hands out every stored record once, in order, and remembers what was confirmed
/// until it is trimmed, or marked where it stays stored. Used by one thread.
/// </summary>
internal sealed class UplinkLane(SealedJournal journal, LaneRange range, StreamRefusals refusals, ConfirmedMarks? marks, TimeProvider time)
{
    /// <summary>Records read at a time. Chosen: a window's worth.</summary>
    private const int ReadAhead = 16;

    /// <summary>The rest after the journal has failed. Chosen: long enough not to flood the log.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    private readonly Queue<StoredRecord> _read = new();
    private readonly SequenceRanges _confirmed = new();
    private readonly HashSet<long> _retrying = [];
    private long _after = range.After;
    private long _readAgainAt = long.MinValue, _trimAgainAt = long.MinValue;
    private bool _mayHaveMore = true;

    /// <summary>The stream.</summary>
    public string Stream => range.Stream;

    /// <summary>True for a record that was stored before the connection came up.</summary>
    public bool IsHistorical(long sequence) => sequence <= range.Boundary;

    /// <summary>Something was appended.</summary>
    public void Wake() => _mayHaveMore = true;

    /// <summary>The next record to send: a refused one whose time has come, else the next one stored; false where there is none now.</summary>
    /// <exception cref="JournalException">The journal cannot be read; the lane then rests for some seconds.</exception>
    public bool TryTake(out StoredRecord record)
    {
        record = default;
        if (refusals.Rests || time.GetTimestamp() < _readAgainAt) return false;
        try
        {
            return TryTakeRefused(out record) || TryTakeNew(out record);
        }
        catch (JournalException)
        {
            _readAgainAt = time.After(FaultPause);
            _mayHaveMore = true;
            throw;
        }
    }

    /// <summary>The broker has the record.</summary>
    public void Confirm(long sequence)
    {
        _retrying.Remove(sequence);
        refusals.Confirm(sequence);
        _confirmed.Add(sequence);
    }

    /// <summary>The broker refused the record: it stays stored and is tried again later.</summary>
    public void Refuse(long sequence)
    {
        _retrying.Remove(sequence);
        refusals.Add(sequence);
    }

    /// <summary>Removes what was confirmed from the journal, or marks it there where the stream's records stay stored.</summary>
    /// <exception cref="JournalException">It could not; it is tried again after some seconds, and meanwhile nothing is sent twice.</exception>
    public void Trim()
    {
        if (_confirmed.IsEmpty || time.GetTimestamp() < _trimAgainAt) return;
        try
        {
            if (marks is not null)
            {
                marks.Add(_confirmed);
                _confirmed.Clear();
            }

            while (!_confirmed.IsEmpty)
            {
                var (first, last) = _confirmed.All[0];
                journal.Trim(Stream, first, last);
                _confirmed.RemoveFirst();
            }
        }
        catch (JournalException)
        {
            _trimAgainAt = time.After(FaultPause);
            throw;
        }
    }

    private bool TryTakeRefused(out StoredRecord record)
    {
        record = default;
        foreach (long sequence in refusals.Due())
        {
            // One that the lane has not come to yet is met on its way.
            if (sequence <= range.After || sequence > _after || _retrying.Contains(sequence)) continue;
            var found = StoredRecord.InOrder(journal.ReadFrom(Stream, sequence - 1, 1)).FirstOrDefault();
            if (found.Sequence != sequence)
            {
                // The journal's own bound has dropped it meanwhile, and counted it.
                refusals.Forget(sequence);
                return false;
            }

            _retrying.Add(sequence);
            record = found;
            return true;
        }

        return false;
    }

    private bool TryTakeNew(out StoredRecord record)
    {
        do
        {
            if (_read.Count == 0 && _mayHaveMore && _after < range.Last) Read();
            if (!_read.TryDequeue(out record)) return false;
        }
        while (refusals.Contains(record.Sequence) || marks?.Contains(record.Sequence) == true); // refused earlier: its time comes by itself

        return true;
    }

    private void Read()
    {
        // Cleared before the read: what is appended during it wakes the lane again.
        _mayHaveMore = false;
        foreach (var found in StoredRecord.InOrder(journal.ReadFrom(Stream, _after, ReadAhead)))
        {
            if (found.Sequence > range.Last) return;
            _read.Enqueue(found);
            _after = found.Sequence;
            _mayHaveMore = true;
        }
    }
}
