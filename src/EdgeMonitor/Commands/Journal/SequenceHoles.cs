using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Journal;

/// <summary>Numbers between stored records under which nothing is stored, as few as possible ranges.</summary>
internal sealed class SequenceHoles
{
    /// <summary>
    /// Holes remembered one by one; of more only the number of their sequences. Chosen: 16 MB, and more than there are in a journal at its bound of
    /// which every other record is missing.
    /// </summary>
    public const int MostKept = 1_000_000;

    private readonly List<(long First, long Last)> _holes = [];
    private long _last;

    /// <summary>The holes, lowest first.</summary>
    public IReadOnlyList<(long First, long Last)> All => _holes;

    /// <summary>How many numbers all holes have.</summary>
    public long Count { get; private set; }

    /// <summary>The lowest number met; null before the first.</summary>
    public long? First { get; private set; }

    /// <summary>The highest number met.</summary>
    public long Last => _last;

    /// <summary>A stored number; they come in order.</summary>
    public void Met(long sequence)
    {
        if (First is null) First = sequence;
        else if (sequence > _last + 1)
        {
            Count += sequence - _last - 1;
            if (_holes.Count < MostKept) _holes.Add((_last + 1, sequence - 1));
        }

        _last = sequence;
    }

    /// <summary>The holes between ranges.</summary>
    public static SequenceHoles Between(SequenceRanges ranges)
    {
        var holes = new SequenceHoles();
        foreach (var (first, last) in ranges.All)
        {
            holes.Met(first);
            holes._last = last;
        }

        return holes;
    }
}
