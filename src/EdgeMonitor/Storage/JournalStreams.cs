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

    /// <summary>What the monitor must still know after a restart: the newest record counts, committed at once, never sent.</summary>
    public const string State = "state";

    /// <summary>Which alarm records the centre has, since those stay stored: the newest record counts, never sent.</summary>
    public const string Marks = "marks";

    /// <summary>When the wall clock was synchronised, for records made before: the newest record counts, never sent.</summary>
    public const string Clocks = "clocks";

    /// <summary>That a centre which confirms was ever seen, and which: the newest record counts, never sent.</summary>
    public const string Centre = "centre";

    /// <summary>Which numbers have no record, and why: the newest record counts, never sent.</summary>
    public const string Absent = "absent";

    /// <summary>The streams that are sent, in that order.</summary>
    public static IReadOnlyList<string> All { get; } = [Alarms, Audit, Telemetry];

    /// <summary>The streams that the recorder writes.</summary>
    public static IReadOnlyList<string> Recorded { get; } = [.. All, State];

    /// <summary>All streams of a journal: what a record may belong to whose stream's name is lost.</summary>
    public static IReadOnlyList<string> Stored { get; } = [.. Recorded, Marks, Clocks, Centre, Absent];
}
