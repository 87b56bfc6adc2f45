namespace EdgeMonitor.Uplink;

/// <summary>Sequences as few as possible ranges: what was confirmed and is to be trimmed.</summary>
internal sealed class SequenceRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>True where there is none.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The ranges, lowest first, with a gap between each two.</summary>
    public IReadOnlyList<(long First, long Last)> All => _ranges;

    /// <summary>Adds one sequence, in any order; false where it is there already.</summary>
    public bool Add(long sequence)
    {
        int at = _ranges.Count;
        while (at > 0 && _ranges[at - 1].First > sequence) at--;
        // Every range before `at` starts at or below the sequence.
        if (at > 0 && sequence <= _ranges[at - 1].Last) return false;
        bool joinsBefore = at > 0 && _ranges[at - 1].Last + 1 == sequence;
        bool joinsAfter = at < _ranges.Count && sequence + 1 == _ranges[at].First;
        if (joinsBefore && joinsAfter)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, _ranges[at].Last);
            _ranges.RemoveAt(at);
        }
        else if (joinsBefore) _ranges[at - 1] = (_ranges[at - 1].First, sequence);
        else if (joinsAfter) _ranges[at] = (sequence, _ranges[at].Last);
        else _ranges.Insert(at, (sequence, sequence));
        return true;
    }

    /// <summary>Adds all sequences from <paramref name="first"/> to <paramref name="last"/>; those already there are no error.</summary>
    public void Add(long first, long last)
    {
        if (last < first) return;
        // Whatever touches the range, also from one side, becomes a part of it.
        var from = _ranges.FindIndex(range => range.Last + 1 >= first);
        if (from < 0) from = _ranges.Count;
        var to = from;
        while (to < _ranges.Count && _ranges[to].First <= last + 1) to++;
        if (to > from) (first, last) = (Math.Min(first, _ranges[from].First), Math.Max(last, _ranges[to - 1].Last));
        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, (first, last));
    }

    /// <summary>True where the sequence was added.</summary>
    public bool Contains(long sequence)
    {
        foreach (var (first, last) in _ranges)
        {
            if (sequence < first) return false;
            if (sequence <= last) return true;
        }

        return false;
    }

    /// <summary>Takes all out.</summary>
    public void Clear() => _ranges.Clear();

    /// <summary>Takes the lowest range out.</summary>
    public void RemoveFirst() => _ranges.RemoveAt(0);
}
