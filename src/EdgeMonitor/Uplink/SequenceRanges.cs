namespace EdgeMonitor.Uplink;

/// <summary>Sequences as few as possible ranges: what was sent, what was confirmed, what is to be trimmed.</summary>
internal sealed class SequenceRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>True where there is none.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>How many sequences there are.</summary>
    public long Count { get; private set; }

    /// <summary>The ranges, lowest first, with a gap between each two.</summary>
    public IReadOnlyList<(long First, long Last)> All => _ranges;

    /// <summary>Adds one sequence, in any order; false where it is there already.</summary>
    public bool Add(long sequence)
    {
        if (Contains(sequence)) return false;
        Add(sequence, sequence);
        return true;
    }

    /// <summary>Adds all sequences from <paramref name="first"/> to <paramref name="last"/>; those already there are no error.</summary>
    public void Add(long first, long last)
    {
        if (last < first) return;
        // Whatever touches the range, also from one side, becomes a part of it.
        var from = FirstEndingAtOrAfter(first - 1);
        var to = from;
        while (to < _ranges.Count && _ranges[to].First <= last + 1) Count -= Length(_ranges[to++]);
        if (to > from) (first, last) = (Math.Min(first, _ranges[from].First), Math.Max(last, _ranges[to - 1].Last));
        Replace(from, to, (first, last));
        Count += Length((first, last));
    }

    /// <summary>Adds all sequences of other ranges.</summary>
    public void Add(SequenceRanges others)
    {
        foreach (var (first, last) in others._ranges) Add(first, last);
    }

    /// <summary>Takes out all sequences from <paramref name="first"/> to <paramref name="last"/>; those that are not there are no error.</summary>
    public void Remove(long first, long last)
    {
        if (last < first) return;
        var from = FirstEndingAtOrAfter(first);
        var to = from;
        while (to < _ranges.Count && _ranges[to].First <= last) Count -= Length(_ranges[to++]);
        if (to == from) return;
        var (before, after) = ((_ranges[from].First, first - 1), (last + 1, _ranges[to - 1].Last));
        _ranges.RemoveRange(from, to - from);
        if (Length(after) > 0) _ranges.Insert(from, after);
        if (Length(before) > 0) _ranges.Insert(from, before);
        Count += Math.Max(0, Length(before)) + Math.Max(0, Length(after));
    }

    /// <summary>True where the sequence was added.</summary>
    public bool Contains(long sequence) => EndOf(sequence) is not null;

    /// <summary>The last sequence of the range that holds this one; null where none does.</summary>
    public long? EndOf(long sequence)
    {
        var at = FirstEndingAtOrAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence ? _ranges[at].Last : null;
    }

    /// <summary>Those parts of the range from <paramref name="first"/> to <paramref name="last"/> that are here, lowest first.</summary>
    public IEnumerable<(long First, long Last)> Within(long first, long last)
    {
        for (var at = FirstEndingAtOrAfter(first); at < _ranges.Count && _ranges[at].First <= last; at++)
            yield return (Math.Max(first, _ranges[at].First), Math.Min(last, _ranges[at].Last));
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _ranges.Clear();
        Count = 0;
    }

    /// <summary>Takes the lowest range out.</summary>
    public void RemoveFirst()
    {
        Count -= Length(_ranges[0]);
        _ranges.RemoveAt(0);
    }

    private static long Length((long First, long Last) range) => range.Last - range.First + 1;

    private void Replace(int from, int to, (long First, long Last) range)
    {
        if (to == from)
        {
            _ranges.Insert(from, range);
            return;
        }

        _ranges[from] = range;
        _ranges.RemoveRange(from + 1, to - from - 1);
    }

    /// <summary>Where the first range stands that ends at the sequence or above it.</summary>
    private int FirstEndingAtOrAfter(long sequence)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
