namespace EdgeMonitor.Commands.Journal;

/// <summary>What was found wrong with one record.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Why">One sentence.</param>
internal readonly record struct BadRecord(long Sequence, string Why);

/// <summary>What a look at every seal and every number of one stream has brought.</summary>
internal sealed class StreamVerification(string stream)
{
    /// <summary>Bad records remembered one by one. Chosen: nobody reads more.</summary>
    private const int MostKept = 1000;

    private readonly List<BadRecord> _bad = [];
    private readonly SequenceHoles _holes = new();

    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>Records whose seal holds, and that say what their place says.</summary>
    public long Good { get; private set; }

    /// <summary>Records that are none of these.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Records whose key was destroyed on purpose.</summary>
    public long Shredded { get; private set; }

    /// <summary>The lowest stored number; null where there is none.</summary>
    public long? First => _holes.First;

    /// <summary>The highest stored number; null where there is none.</summary>
    public long? Last => _holes.First is null ? null : _holes.Last;

    /// <summary>Numbers above the lowest stored one under which nothing is stored, in parts that each have a reason or none.</summary>
    public IReadOnlyList<HolePart> Holes { get; private set; } = [];

    /// <summary>How many numbers these are.</summary>
    public long Missing => Holes.Sum(part => part.Last - part.First + 1);

    /// <summary>Those of them that nothing explains.</summary>
    public long Lost => Holes.Where(part => part.IsLost).Sum(part => part.Last - part.First + 1);

    /// <summary>Records that the store counts and that are not there; 0 where it cannot be said, as a daemon has changed them meanwhile.</summary>
    public long Vanished { get; private set; }

    /// <summary>The first bad ones.</summary>
    public IReadOnlyList<BadRecord> Bad => _bad;

    /// <summary>True where nothing is wrong.</summary>
    public bool IsWell => Unreadable == 0 && Lost == 0 && Vanished == 0;

    /// <summary>One record more.</summary>
    public void Add(StoredEntry entry)
    {
        _holes.Met(entry.Sequence);
        if (entry.IsShredded)
        {
            Shredded++;
            return;
        }

        if (entry.Fault.Length == 0)
        {
            Good++;
            return;
        }

        Unreadable++;
        if (_bad.Count < MostKept) _bad.Add(new BadRecord(entry.Sequence, entry.Fault));
    }

    /// <summary>What the store itself counts, where nothing has changed since before the first record was added: also records below the oldest are missed then.</summary>
    public void Count(long stored) => Vanished = Math.Max(0, stored - Good - Unreadable - Shredded);

    /// <summary>All records were added: looks for the reasons of the holes between them, and behind the last one.</summary>
    /// <param name="reasons">The reasons.</param>
    /// <param name="lastEver">The highest number that was ever given, as it was before the first record was added.</param>
    public void Judge(HoleReasons reasons, long lastEver)
    {
        IEnumerable<(long First, long Last)> holes = _holes.All;
        // Of a stream that is empty nobody knows: everything confirmed is removed.
        if (Last is { } last && last < lastEver) holes = holes.Append((last + 1, lastEver));
        Holes = [.. holes.SelectMany(hole => reasons.Explain(Stream, hole.First, hole.Last))];
    }
}
