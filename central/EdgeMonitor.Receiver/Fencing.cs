namespace EdgeMonitor.Receiver;

/// <summary>
/// Which box of a device id is the one that counts: the one with the highest takeover seen. An older one that still speaks for now is refused. What it
/// had stored, and sends as historical, is taken: its numbers lie in a region of their own, so that they meet none of the later box's.
/// </summary>
internal sealed class Fencing
{
    private readonly Dictionary<string, uint> _highest = new(StringComparer.Ordinal);

    /// <summary>Takes what the store knows.</summary>
    public void Learn(IReadOnlyDictionary<string, uint> known)
    {
        foreach (var (device, takeover) in known) _highest[device] = Math.Max(takeover, HighestOf(device));
    }

    /// <summary>True for a record of the box that counts, which it may become by this very record, and for the history of an older one.</summary>
    public bool Admits(ReceivedRecord record)
    {
        if (record.Takeover < HighestOf(record.Device)) return record.IsHistorical;
        _highest[record.Device] = record.Takeover;
        return true;
    }

    /// <summary>The highest takeover seen of a device; 0 where nothing of it was.</summary>
    public uint HighestOf(string device) => _highest.GetValueOrDefault(device);
}
