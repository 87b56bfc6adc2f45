namespace EdgeMonitor.Storage.RecordFiles;

/// <summary>The sequences of one stream that were removed, as ranges in order, each apart from the next.</summary>
internal sealed class RemovedRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>The ranges, both ends inclusive.</summary>
    public IReadOnlyList<(long First, long Last)> All => _ranges;

    /// <summary>True where the sequence was removed.</summary>
    public bool Contains(long sequence) => IndexFrom(sequence) is var at && at < _ranges.Count && _ranges[at].First <= sequence;

    /// <summary>Adds a range; those that it meets or touches become one with it.</summary>
    public void Add(long first, long last)
    {
        if (last < first) return;
        var from = IndexFrom(first - 1);
        var to = from;
        for (; to < _ranges.Count && _ranges[to].First <= last + 1; to++) (first, last) = (Math.Min(first, _ranges[to].First), Math.Max(last, _ranges[to].Last));
        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, (first, last));
    }

    /// <summary>Takes a sequence out again: its record is back.</summary>
    public void Restore(long sequence)
    {
        if (!Contains(sequence)) return;
        var at = IndexFrom(sequence);
        var (first, last) = _ranges[at];
        _ranges.RemoveAt(at);
        if (sequence < last) _ranges.Insert(at, (sequence + 1, last));
        if (first < sequence) _ranges.Insert(at, (first, sequence - 1));
    }

    /// <summary>Index of the first range that ends at the sequence or later.</summary>
    private int IndexFrom(long sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
