namespace EdgeMonitor.Storage;

/// <summary>How much room there is for records that come back.</summary>
/// <param name="Free">Room on the journal's disk, bytes; null where the disk does not say.</param>
/// <param name="Low">With less than this, telemetry waits.</param>
internal sealed record SalvageRoom(Func<long?> Free, long Low)
{
    /// <summary>With less than this, nothing is brought back. Chosen: the spare file of a full disk many times over.</summary>
    private const long Least = 64 << 20;

    /// <summary>True where there is room for records of this stream.</summary>
    public bool IsEnoughFor(string stream) => Free() is not { } free || free >= (stream == JournalStreams.Telemetry ? Math.Max(Low, Least) : Math.Min(Low, Least));
}
