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

    /// <summary>Takes the lowest range out.</summary>
    public void RemoveFirst() => _ranges.RemoveAt(0);
}
