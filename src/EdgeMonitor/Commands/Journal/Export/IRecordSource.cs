using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>Where an export takes its records from; each stream may be read more than once.</summary>
internal interface IRecordSource
{
    /// <summary>The records of a stream that can be read, in the order of their sequences.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    IEnumerable<Record> Records(string stream, CancellationToken stop);

    /// <summary>Records that were there and could not be read, counted by the last reading of each stream.</summary>
    long Unreadable { get; }
}

/// <summary>The records of a box's journal, with the corrections of their times that the box itself would send.</summary>
internal sealed class JournalSource(SealedReader journal, string device) : IRecordSource
{
    private readonly Dictionary<string, long> _unreadable = [];

    /// <inheritdoc/>
    public long Unreadable => _unreadable.Values.Sum();

    /// <inheritdoc/>
    public IEnumerable<Record> Records(string stream, CancellationToken stop)
    {
        _unreadable[stream] = 0;
        var clocks = new BootClocks();
        clocks.Load(journal);
        foreach (var entry in StoredEntry.Of(journal, stream, device, stop))
        {
            if (entry.Record is not { } record)
            {
                if (!entry.IsShredded) _unreadable[stream]++;
                continue;
            }

            if (clocks.CorrectedMilliseconds(entry.Bytes.Span) is { } corrected) record.CorrectedWallMs = corrected;
            yield return record;
        }
    }
}
