namespace EdgeMonitor.Storage;

/// <summary>The journal's streams, which are also the last part of their topics.</summary>
internal static class JournalStreams
{
    /// <summary>Alarm transitions: committed at once, sent first, never dropped before anything else.</summary>
    public const string Alarms = "alarms";

    /// <summary>Waveforms and readings, about a second a record.</summary>
    public const string Telemetry = "telemetry";

    /// <summary>Who did what: committed at once.</summary>
    public const string Audit = "audit";

    /// <summary>All streams in the order in which they are sent.</summary>
    public static IReadOnlyList<string> All { get; } = [Alarms, Audit, Telemetry];
}
