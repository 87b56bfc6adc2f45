namespace EdgeMonitor.Storage;

/// <summary>How much of one stream is kept.</summary>
/// <param name="Age">Records older than this may go.</param>
/// <param name="Bytes">Bytes of all its records.</param>
internal readonly record struct StreamBound(TimeSpan Age, long Bytes);

/// <summary>How much the journal keeps.</summary>
/// <param name="Telemetry">Of what was measured: it goes first.</param>
/// <param name="Audit">Of who did what: it goes only when no telemetry is left.</param>
/// <param name="Alarms">Of the alarm log: it goes last.</param>
/// <param name="ReserveBytes">Room that telemetry leaves on the disk for everything else.</param>
/// <param name="BallastBytes">A file that is given up when the disk is full.</param>
internal sealed record JournalBounds(StreamBound Telemetry, StreamBound Audit, StreamBound Alarms, long ReserveBytes, long BallastBytes)
{
    /// <summary>The streams in the order in which their records go.</summary>
    public static IReadOnlyList<string> Order { get; } = [JournalStreams.Telemetry, JournalStreams.Audit, JournalStreams.Alarms];

    /// <summary>The bound of a stream of <see cref="Order"/>.</summary>
    public StreamBound Of(string stream) => stream switch
    {
        JournalStreams.Telemetry => Telemetry,
        JournalStreams.Audit => Audit,
        _ => Alarms,
    };

    /// <summary>What telemetry may take while the other streams are as large as they are: what they have beyond their own bounds comes from its share.</summary>
    public long TelemetryShare(long auditBytes, long alarmBytes) =>
        Math.Max(0, Telemetry.Bytes - Math.Max(0, auditBytes - Audit.Bytes) - Math.Max(0, alarmBytes - Alarms.Bytes));
}
