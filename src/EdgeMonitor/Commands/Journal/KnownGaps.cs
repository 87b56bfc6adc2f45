using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal;

/// <summary>What the audit stream says about records that are gone for good.</summary>
internal sealed class KnownGaps
{
    private readonly List<RecordGap> _gaps = [];

    /// <summary>All that are still stored.</summary>
    public IReadOnlyList<RecordGap> All => _gaps;

    /// <summary>Reads them; those that the centre has are not here any more.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static KnownGaps Read(SealedReader journal, string device, CancellationToken stop)
    {
        var known = new KnownGaps();
        foreach (var entry in StoredEntry.Of(journal, JournalStreams.Audit, device, stop))
        {
            if (entry.Record?.Gap is { } gap) known._gaps.Add(gap);
        }

        return known;
    }
}
