namespace EdgeMonitor.Uplink;

/// <summary>Which unreadable records have been reported, so that each is reported once and not again with every connection.</summary>
internal sealed class UnreadableRecords
{
    private readonly Dictionary<string, SequenceRanges> _reported = [];

    /// <summary>True the first time for each record.</summary>
    public bool IsNew(string stream, long sequence)
    {
        if (!_reported.TryGetValue(stream, out var reported)) _reported[stream] = reported = new SequenceRanges();
        return reported.Add(sequence);
    }

    /// <summary>True for a record that was reported.</summary>
    public bool Contains(string stream, long sequence) => _reported.TryGetValue(stream, out var reported) && reported.Contains(sequence);
}
