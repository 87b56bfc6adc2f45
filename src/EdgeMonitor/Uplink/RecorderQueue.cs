using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Records that wait to be stored, in order. A record gets its sequence only when it is tried. Where a try failed and nobody knows whether
/// it was stored, the journal is asked before it is tried again: no record is stored twice, none is left out. At the bound the oldest
/// telemetry goes first, counted; alarms and audit stay.
/// </summary>
internal sealed class RecorderQueue(int maxTelemetry)
{
    private readonly Lock _gate = new();
    private readonly List<Wire.Record> _waiting = [];
    private List<PlainRecord> _doubtful = [];
    private int _doubtfulCount;

    /// <summary>How many records wait.</summary>
    public int Count
    {
        get { lock (_gate) return _waiting.Count; }
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
            // Records of a doubtful try may be on the disk already: they are left alone until that is known.
            var oldest = _waiting.FindIndex(_doubtfulCount, waiting => waiting.Stream == JournalStreams.Telemetry);
            if (oldest < 0) return;
            _waiting.RemoveAt(oldest);
            Lost++;
        }
    }

    /// <summary>Stores everything that waits, in one commit.</summary>
    /// <returns>How many records are now stored that were not before.</returns>
    /// <exception cref="JournalException">It could not be stored, or nobody knows; everything still waits.</exception>
    public int StoreIn(SealedJournal journal)
    {
        var settled = Settle(journal);
        List<PlainRecord> numbered;
        lock (_gate) numbered = Number(journal);
        if (numbered.Count == 0) return settled;
        try
        {
            journal.Append(numbered);
        }
        catch (JournalException e) when (e.MayBeStored)
        {
            _doubtful = numbered;
            lock (_gate) _doubtfulCount = numbered.Count;
            throw;
        }

        lock (_gate) _waiting.RemoveRange(0, numbered.Count);
        return settled + numbered.Count;
    }

    /// <summary>Finds out whether the doubtful try was stored. A commit is whole or nothing, so its first record tells.</summary>
    private int Settle(SealedJournal journal)
    {
        if (_doubtful.Count == 0) return 0;
        var first = _doubtful[0];
        var there = journal.ReadFrom(first.Stream, first.Sequence - 1, 1).Records;
        var isStored = there.Count == 1 && there[0].Sequence == first.Sequence && there[0].Bytes.Span.SequenceEqual(first.Bytes.Span);
        var stored = isStored ? _doubtful.Count : 0;
        _doubtful = [];
        lock (_gate)
        {
            _doubtfulCount = 0;
            _waiting.RemoveRange(0, stored);
        }

        return stored;
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
