using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands.Journal;

/// <summary>A part of a hole: numbers of a stream under which nothing is stored, for one reason.</summary>
/// <param name="First">The lowest number.</param>
/// <param name="Last">The highest one.</param>
/// <param name="Why">One sentence.</param>
/// <param name="IsLost">True where nothing that the box has written down explains it.</param>
internal readonly record struct HolePart(long First, long Last, string Why, bool IsLost);

/// <summary>
/// Why nothing is stored under a number: what the audit stream tells of gaps, the journal's own account, and the boundaries of the boxes' regions. To be
/// read after the records, because the account is always written before one is removed.
/// </summary>
internal sealed class HoleReasons
{
    private readonly KnownGaps _gaps;
    private readonly Absences _absences;
    private readonly bool _isIncomplete;

    private HoleReasons(KnownGaps gaps, Absences absences, bool isIncomplete) => (_gaps, _absences, _isIncomplete) = (gaps, absences, isIncomplete);

    /// <summary>Reads them.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="box">Whose it is.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static HoleReasons Read(SealedReader journal, Box box, CancellationToken stop)
    {
        var directory = Path.Combine(box.State, "journal");
        var isIncomplete = SetAsideFile.Waiting(directory).Count > 0 || ProviderFiles.ProvidersIn(directory).Any(provider => provider != journal.Provider);
        return new HoleReasons(KnownGaps.Read(journal, box.Device, stop), Absences.Read(journal), isIncomplete);
    }

    /// <summary>A hole in its parts, lowest first.</summary>
    public IReadOnlyList<HolePart> Explain(string stream, long first, long last)
    {
        var left = new SequenceRanges();
        left.Add(first, last);
        var parts = new List<HolePart>();
        foreach (var (from, to, why) in Known(stream, first, last))
        {
            foreach (var (start, end) in left.Within(from, to).ToList())
            {
                parts.Add(new HolePart(start, end, why, IsLost: false));
                left.Remove(start, end);
            }
        }

        parts.AddRange(left.All.Select(part => new HolePart(part.First, part.Last, "LOST: nothing here explains it.", IsLost: true)));
        return [.. parts.OrderBy(part => part.First)];
    }

    /// <summary>The more a reason says, the earlier it comes.</summary>
    private IEnumerable<(long First, long Last, string Why)> Known(string stream, long first, long last)
    {
        foreach (var gap in _gaps.All.Where(gap => gap.Stream == stream)) yield return (gap.FirstSequence, gap.LastSequence, gap.Cause);
        // The box of a later region began with the region's first number; the one before had those up to the boundary for itself.
        var region = BoxIdentity.RegionOf(last + 1);
        if (BoxIdentity.RegionOf(first - 1) < region) yield return (first, region * BoxIdentity.RegionSize, "Another box took over: it numbers from here on.");
        foreach (var (cause, from, to) in _absences.Of(stream).OrderBy(range => range.Cause)) yield return (from, to, Sentence(cause));
        if (!Absences.Streams.Contains(stream)) yield return (first, last, "Removed: only the newest record counts.");
        if (_isIncomplete) yield return (first, last, "Not known yet: records that were set aside, or lie with another provider, are still to be brought back.");
    }

    private static string Sentence(AbsenceCause cause) => cause switch
    {
        AbsenceCause.Removed => "Removed: confirmed, or given up and told of.",
        AbsenceCause.Skipped => "Never used: the journal went on above these numbers.",
        AbsenceCause.Below => "Removed, never used, or lost and told of, before older records were brought back.",
        _ => "Missing since before account was kept of it.",
    };
}
