using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// One stream's way through one connection, or one part of it: hands out every stored record once, in order, and remembers what was confirmed
/// until it is trimmed and what was refused until it is tried again. Used by one thread.
/// </summary>
/// <param name="source">The journal.</param>
/// <param name="stream">The stream.</param>
/// <param name="after">The lane begins after this sequence.</param>
/// <param name="last">The lane ends with this sequence.</param>
/// <param name="boundary">Records up to this sequence were stored before the connection came up: they are sent as historical.</param>
/// <param name="time">For waits.</param>
/// <param name="random">For waits.</param>
internal sealed class UplinkLane(IRecordSource source, string stream, long after, long last, long boundary, TimeProvider time, Random random)
{
    /// <summary>Records read at a time. Chosen: a window's worth.</summary>
    private const int ReadAhead = 16;

    /// <summary>Refused records waiting for their next try at which the lane stops to take new ones: where the broker refuses all, it is not flooded.</summary>
    private const int MostRefused = 16;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10), LongestRetry = TimeSpan.FromMinutes(10), FaultPause = TimeSpan.FromSeconds(5);

    private readonly Queue<StoredRecord> _read = new();
    private readonly SequenceRanges _confirmed = new();
    private readonly SortedDictionary<long, (long DueAt, RetryDelay Delay)> _refused = [];
    private long _after = after;
    private long _pausedUntil = long.MinValue;
    private bool _mayHaveMore = true;

    /// <summary>The stream.</summary>
    public string Stream => stream;

    /// <summary>True for a record that was stored before the connection came up.</summary>
    public bool IsHistorical(long sequence) => sequence <= boundary;

    /// <summary>Something was appended.</summary>
    public void Wake() => _mayHaveMore = true;

    /// <summary>The next record to send: a refused one whose time has come, else the next one stored; false where there is none now.</summary>
    /// <exception cref="JournalException">The journal cannot be read; the lane then rests for some seconds.</exception>
    public bool TryTake(out StoredRecord record)
    {
        record = default;
        if (time.GetTimestamp() < _pausedUntil) return false;
        try
        {
            return TryTakeRefused(out record) || TryTakeNew(out record);
        }
        catch (JournalException)
        {
            _pausedUntil = After(FaultPause);
            throw;
        }
    }

    /// <summary>The broker has the record.</summary>
    public void Confirm(long sequence)
    {
        _refused.Remove(sequence);
        _confirmed.Add(sequence);
    }

    /// <summary>The broker refused the record: it stays stored and is tried again later.</summary>
    public void Refuse(long sequence)
    {
        var delay = _refused.TryGetValue(sequence, out var before) ? before.Delay : new RetryDelay(FirstRetry, LongestRetry, random);
        _refused[sequence] = (After(delay.Next()), delay);
    }

    /// <summary>Removes what was confirmed from the journal.</summary>
    /// <exception cref="JournalException">It could not; it is tried again after some seconds, and meanwhile nothing is sent twice.</exception>
    public void Trim()
    {
        if (_confirmed.IsEmpty || time.GetTimestamp() < _pausedUntil) return;
        try
        {
            while (!_confirmed.IsEmpty)
            {
                var (first, end) = _confirmed.All[0];
                source.Trim(stream, first, end);
                _confirmed.RemoveFirst();
            }
        }
        catch (JournalException)
        {
            _pausedUntil = After(FaultPause);
            throw;
        }
    }

    private bool TryTakeRefused(out StoredRecord record)
    {
        record = default;
        if (_refused.Count == 0) return false;
        long now = time.GetTimestamp();
        foreach (var (sequence, (dueAt, delay)) in _refused)
        {
            if (dueAt > now) continue;
            var found = source.ReadFrom(stream, sequence - 1, 1);
            if (found.Count == 0 || found[0].Sequence != sequence)
            {
                // The journal's own bound has dropped it meanwhile, and counted it.
                _refused.Remove(sequence);
                return false;
            }

            _refused[sequence] = (long.MaxValue, delay);
            record = found[0];
            return true;
        }

        return false;
    }

    private bool TryTakeNew(out StoredRecord record)
    {
        record = default;
        if (_refused.Count >= MostRefused) return false;
        if (_read.Count == 0 && _mayHaveMore && _after < last) Read();
        if (!_read.TryDequeue(out record)) return false;
        return true;
    }

    private void Read()
    {
        // Cleared before the read: what is appended during it wakes the lane again.
        _mayHaveMore = false;
        foreach (var found in source.ReadFrom(stream, _after, ReadAhead))
        {
            if (found.Sequence > last) return;
            _read.Enqueue(found);
            _after = found.Sequence;
            _mayHaveMore = true;
        }
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
}
