using EdgeMonitor.Storage;

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

    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>Records whose seal holds, and that say what their place says.</summary>
    public long Good { get; private set; }

    /// <summary>Records that are none of these.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Records whose key was destroyed on purpose.</summary>
    public long Shredded { get; private set; }

    /// <summary>Numbers under which nothing is stored.</summary>
    public SequenceHoles Holes { get; } = new();

    /// <summary>The first bad ones.</summary>
    public IReadOnlyList<BadRecord> Bad => _bad;

    /// <summary>
    /// True for a stream from whose middle nothing is ever removed in order: a hole in it that no gap explains is a loss. From the others the uplink
    /// removes what the centre has, in the order of its confirmations.
    /// </summary>
    public bool IsWhole => Stream is not (JournalStreams.Telemetry or JournalStreams.Audit);

    /// <summary>One record more.</summary>
    public void Add(StoredEntry entry)
    {
        Holes.Met(entry.Sequence);
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

    /// <summary>True where nothing is wrong.</summary>
    public bool IsWell(KnownGaps gaps) => Unreadable == 0 && (!IsWhole || Holes.All.All(hole => gaps.Explains(Stream, hole.First, hole.Last) is not null));
}
