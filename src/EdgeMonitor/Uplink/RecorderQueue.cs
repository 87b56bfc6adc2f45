using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Records that wait to be stored, in order. A record gets its sequence only when it is tried, and keeps it until that try is known to have
/// failed: so no number is used twice and none is left out. At the bound the oldest telemetry goes first, counted; alarms and audit stay.
/// </summary>
internal sealed class RecorderQueue(int maxTelemetry)
{
    private readonly Lock _gate = new();
    private readonly List<Wire.Record> _waiting = [];
    private List<PlainRecord>? _tried;

    /// <summary>How many records wait, those of an unfinished try included.</summary>
    public int Count
    {
        get { lock (_gate) return _waiting.Count + (_tried?.Count ?? 0); }
    }

    /// <summary>True when an alarm or audit record waits: it is stored at once.</summary>
    public bool IsUrgent
    {
        get { lock (_gate) return _waiting.Exists(record => record.Stream != JournalStreams.Telemetry); }
    }

    /// <summary>Telemetry records given up at the bound.</summary>
    public long Lost { get; private set; }

    /// <summary>Adds a record; any thread.</summary>
    public void Add(Wire.Record record)
    {
        lock (_gate)
        {
            _waiting.Add(record);
            if (_waiting.Count <= maxTelemetry) return;
            var oldest = _waiting.FindIndex(waiting => waiting.Stream == JournalStreams.Telemetry);
            if (oldest < 0) return;
            _waiting.RemoveAt(oldest);
            Lost++;
        }
    }

    /// <summary>Stores what waits, in one commit; first the end of a try whose fate was unknown.</summary>
    /// <returns>How many records are now stored that were not before.</returns>
    /// <exception cref="JournalException">It could not be stored; everything still waits.</exception>
    public int StoreIn(SealedJournal journal)
    {
        var stored = Finish(journal);
        lock (_gate)
        {
            if (_waiting.Count == 0) return stored;
            _tried = Number(journal);
            _waiting.Clear();
        }

        return stored + Finish(journal);
    }

    private int Finish(SealedJournal journal)
    {
        if (_tried is null) return 0;
        var all = _tried.Count;
        // After a failure some or all of it may lie on the disk: only what the journal does not have is appended.
        var missing = _tried.Where(record => record.Sequence > journal.LastSequence(record.Stream)).ToList();
        if (missing.Count > 0) journal.Append(missing);
        _tried = null;
        return all;
    }

    private List<PlainRecord> Number(SealedJournal journal)
    {
        var next = new Dictionary<string, long>();
        var numbered = new List<PlainRecord>(_waiting.Count);
        foreach (var record in _waiting)
        {
            if (!next.TryGetValue(record.Stream, out var sequence)) sequence = journal.NextSequence(record.Stream);
            record.Sequence = sequence;
            next[record.Stream] = sequence + 1;
            numbered.Add(new PlainRecord(record.Stream, sequence, RecordCodec.Encode(record)));
        }

        return numbered;
    }
}
