namespace EdgeMonitor.Uplink;

/// <summary>
/// Records of one stream that the broker has taken and nobody has confirmed. They are sent again in turn, a bounded number at a time, so that those
/// which nobody will ever confirm keep none of the others back. Used by one thread.
/// <code>
///   waiting ──time-out──► waiting longer ──time-out──► due ──there is room──► released ──sent, PUBACK──► waiting
///      └───────────── the centre or a subscriber has come ─────────────────────►┘
/// </code>
/// </summary>
internal sealed class UnconfirmedRecords
{
    private readonly SequenceRanges _due = new();

    /// <summary>Let go and not confirmed since: also those that were sent again and wait a second time, until their time-out has passed.</summary>
    private readonly SequenceRanges _released = new();

    private SequenceRanges _waiting = new(), _waitingLonger = new();
    private long _turn;

    /// <summary>Those that wait for somebody's word or for their turn.</summary>
    public long Count => _waiting.Count + _waitingLonger.Count + _due.Count;

    /// <summary>The end of a run of records that must not be sent now, where this is one of them.</summary>
    public long? EndOf(long sequence) => _waiting.EndOf(sequence) ?? _waitingLonger.EndOf(sequence) ?? _due.EndOf(sequence);

    /// <summary>The lowest released record above this one; null where there is none.</summary>
    public long? NextReleased(long after) => _released.Within(after + 1, long.MaxValue).Select(range => (long?)range.First).FirstOrDefault();

    /// <summary>The broker has taken the record.</summary>
    public void Add(long sequence) => _waiting.Add(sequence);

    /// <summary>They are confirmed, or nobody waits for them any more.</summary>
    public void Remove(long first, long last)
    {
        foreach (var ranges in (SequenceRanges[])[_waiting, _waitingLonger, _due, _released]) ranges.Remove(first, last);
    }

    /// <summary>It is no longer this one's turn: it was refused, or is not there.</summary>
    public void Unrelease(long sequence) => _released.Remove(sequence, sequence);

    /// <summary>One time-out has passed: what has waited through the whole of it is due, and the rest has waited longer now. Answers what is newly due.</summary>
    public IReadOnlyList<(long First, long Last)> PassTimeout()
    {
        var newly = _waitingLonger.All.ToList();
        MakeDue(_waitingLonger);
        (_waiting, _waitingLonger) = (_waitingLonger, _waiting);
        return newly;
    }

    /// <summary>Everything is due, from the lowest on. Answers what is newly due.</summary>
    public IReadOnlyList<(long First, long Last)> MakeAllDue()
    {
        _turn = 0;
        _waitingLonger.Add(_waiting);
        _waiting.Clear();
        return PassTimeout();
    }

    /// <summary>
    /// Releases what is due, in turn, while no more than so many are; in portions of at least a half. The lowest of them, null where none was.
    /// </summary>
    public long? Release(int most)
    {
        if (_due.IsEmpty || _released.Count > most / 2) return null;
        var portion = Next(most - _released.Count);
        foreach (var (first, last) in portion)
        {
            _due.Remove(first, last);
            _released.Add(first, last);
        }

        _turn = portion[^1].Last + 1;
        return portion[0].First;
    }

    private List<(long First, long Last)> Next(long room)
    {
        var portion = new List<(long First, long Last)>();
        foreach (var (first, last) in _due.Within(_due.All[^1].Last < _turn ? 0 : _turn, long.MaxValue))
        {
            var end = Math.Min(last, first + room - 1);
            portion.Add((first, end));
            room -= end - first + 1;
            if (room == 0) break;
        }

        return portion;
    }

    private void MakeDue(SequenceRanges ranges)
    {
        _due.Add(ranges);
        foreach (var (first, last) in ranges.All) _released.Remove(first, last);
        ranges.Clear();
    }
}
