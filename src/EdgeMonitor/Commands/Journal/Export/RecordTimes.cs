using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>
/// The wall-clock times of records. Where the clock was not synchronised yet when a record was made, what the box knows of its clocks corrects it
/// (<see cref="Uplink.BootClocks"/>); where that is lost, the first record of the same start of the daemon that was made under a synchronised clock.
/// The stored record stays as it is.
/// </summary>
internal sealed class RecordTimes
{
    private const double MicrosecondsPerMillisecond = 1000;

    /// <summary>For each start of the daemon: the wall clock at zero of the monitor's line, ms, by the first record that was made under a synchronised clock.</summary>
    private readonly Dictionary<string, double> _zero = new(StringComparer.Ordinal);

    /// <summary>Takes a record into account; all records in their order, before the first question.</summary>
    public void Learn(Record record)
    {
        if (record.ClockSynchronised) _zero.TryAdd(record.Boot, record.WallMs - (record.MonotonicUs / MicrosecondsPerMillisecond));
    }

    /// <summary>True where the record's time is known to be right.</summary>
    public bool IsKnown(Record record) => record.ClockSynchronised || record.HasCorrectedWallMs || _zero.ContainsKey(record.Boot);

    /// <summary>The wall-clock time of a moment on the monitor's line, ms since 1970-01-01T00:00:00Z.</summary>
    /// <param name="record">A record of that start of the daemon, made near that moment.</param>
    /// <param name="monotonicUs">The moment, µs.</param>
    public double WallMs(Record record, long monotonicUs) => WallMs(record) + ((monotonicUs - record.MonotonicUs) / MicrosecondsPerMillisecond);

    /// <summary>The wall-clock time of a record.</summary>
    public double WallMs(Record record) => record.ClockSynchronised ? record.WallMs
        : record.HasCorrectedWallMs ? record.CorrectedWallMs
        : _zero.TryGetValue(record.Boot, out var zero) ? zero + (record.MonotonicUs / MicrosecondsPerMillisecond)
        : record.WallMs;
}
