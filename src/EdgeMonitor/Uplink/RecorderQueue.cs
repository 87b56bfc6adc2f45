using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Records that wait to be stored, in order. A record gets its sequence only when it is tried. Where a try failed and nobody knows whether
/// it was stored, the journal is asked before it is tried again: no record is stored twice, none is left out. At the bound the oldest
/// telemetry goes first, counted, and its samples leave gaps behind; alarms and audit stay far longer.
/// </summary>
/// <param name="maxTelemetry">Most telemetry records that wait; as many again while a try is in doubt.</param>
/// <param name="episodes">Whose records they are; none are a patient's where it is not given.</param>
internal sealed class RecorderQueue(int maxTelemetry, EpisodeInForce? episodes = null)
{
    /// <summary>Most alarm and audit records that wait. Chosen: about 10 MB; a box without a disk makes so many in days.</summary>
    public const int MaxUrgent = 20_000;

    /// <summary>
    /// Most records in one commit. Chosen: about a megabyte. After hours without a disk one commit of everything would need more room than a nearly full
    /// disk has, although each small one fits.
    /// </summary>
    public const int MostAtOnce = 64;

    private readonly Lock _gate = new();
    private readonly List<Wire.Record> _waiting = [];
    private readonly GivenUpSamples _givenUp = new();
    private List<PlainRecord> _doubtful = [];
    private int _triedCount;

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

    /// <summary>Records given up at the bounds.</summary>
    public long Lost { get; private set; }

    /// <summary>True while a record of one of these episodes waits.</summary>
    public bool Holds(IReadOnlySet<KeyId> keys)
    {
        lock (_gate) return _waiting.Exists(record => record.Episode is { } episode && keys.Contains(episode.Key));
    }

    /// <summary>Adds a record; any thread.</summary>
    public void Add(Wire.Record record)
    {
        lock (_gate)
        {
            // In here, so that in each stream an episode's records follow one another, whichever threads they come from.
            record.Episode = episodes?.Of(record.Stream);
            // Of the monitor's memory only the newest counts, so a disk that is away for long does not fill the queue with it.
            if (record.Stream == JournalStreams.State && _waiting.FindIndex(_triedCount, static old => old.Stream == JournalStreams.State) is >= 0 and var old) _waiting.RemoveAt(old);
            _waiting.Add(record);
            KeepBounds();
        }
    }

    /// <summary>Stores what waits, up to <see cref="MostAtOnce"/> records, in one commit. One thread at a time; others may add meanwhile.</summary>
    /// <returns>How many records are now stored that were not before.</returns>
    /// <exception cref="JournalException">It could not be stored, or nobody knows; everything still waits.</exception>
    public int StoreIn(SealedJournal journal)
    {
        var settled = Settle(journal);
        // Asked before the queue is locked: a journal that hangs in the disk must not keep others from adding. Nobody else appends.
        var next = JournalStreams.Recorded.ToDictionary(stream => stream, journal.NextSequence);
        List<PlainRecord> numbered;
        lock (_gate)
        {
            numbered = Number(next);
            _triedCount = numbered.Count;
        }

        if (numbered.Count == 0) return settled;
        try
        {
            journal.Append(numbered);
        }
        catch (JournalException e)
        {
            if (e.MayBeStored) _doubtful = numbered;
            else Release(0);
            throw;
        }

        Release(numbered.Count);
        return settled + numbered.Count;
    }

    /// <summary>
    /// Finds out whether the doubtful try was stored. A commit is whole or nothing, and only this queue appends, so the stream's last sequence
    /// tells; the records themselves may have been sent and trimmed meanwhile. A store begun anew has another last sequence.
    /// </summary>
    private int Settle(SealedJournal journal)
    {
        if (_doubtful.Count == 0) return 0;
        var last = _doubtful[^1];
        var stored = journal.LastSequence(last.Stream) == last.Sequence ? _doubtful.Count : 0;
        _doubtful = [];
        Release(stored);
        return stored;
    }

    /// <summary>The try is over: its first records are stored, the others wait on.</summary>
    private void Release(int stored)
    {
        lock (_gate)
        {
            _triedCount = 0;
            foreach (var record in _waiting[..stored]) record.Stored?.TrySetResult();
            _waiting.RemoveRange(0, stored);
            KeepBounds();
        }
    }

    /// <summary>Gives up the oldest of what is too much. Records of a try may be on the disk already: they are left alone until that is known.</summary>
    private void KeepBounds()
    {
        Keep(maxTelemetry, static record => record.Stream == JournalStreams.Telemetry);
        Keep(MaxUrgent, static record => record.Stream != JournalStreams.Telemetry);
        _givenUp.LeaveIn(_waiting, _triedCount);
    }

    private void Keep(int most, Predicate<Wire.Record> kind)
    {
        var count = 0;
        for (var i = _triedCount; i < _waiting.Count; i++)
        {
            if (kind(_waiting[i])) count++;
        }

        for (; count > most; count--)
        {
            var oldest = _waiting.FindIndex(_triedCount, kind);
            _givenUp.Take(_waiting[oldest]);
            _waiting.RemoveAt(oldest);
            Lost++;
        }
    }

    private List<PlainRecord> Number(Dictionary<string, long> next)
    {
        var numbered = new List<PlainRecord>(_waiting.Count);
        foreach (var record in _waiting.Take(MostAtOnce))
        {
            record.Sequence = next[record.Stream]++;
            numbered.Add(new PlainRecord(record.Stream, record.Sequence, RecordCodec.Encode(record), record.Episode));
        }

        return numbered;
    }
}
