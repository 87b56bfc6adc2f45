using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Storage;

/// <summary>Where records are kept.</summary>
internal sealed class StorageOptions
{
    /// <summary>
    /// Directory for the journal and its key, made on first start with mode 0700. Empty chooses <c>$STATE_DIRECTORY</c> (set by systemd),
    /// <c>/var/lib/edgemonitor</c> where it can be written, else <c>$XDG_STATE_HOME/edgemonitor</c>.
    /// </summary>
    public string Directory { get; init; } = "";

    /// <summary>
    /// Who keeps the records: a provider's name, to which records of another one are moved at the start, or <c>auto</c> (default): the one whose records are
    /// there, else the first choice of this program.
    /// </summary>
    public string Provider { get; init; } = ProviderOrder.Auto;

    /// <summary>
    /// With less room on the directory's disk than this, MiB, <c>disk-nearly-full</c> is signalled. Default 512, chosen: hours of twelve leads, in which
    /// somebody can act.
    /// </summary>
    [Range(16, 1 << 20)]
    public int LowSpaceMebibytes { get; init; } = 512;

    /// <summary>
    /// Whether an episode's key is destroyed by itself once its patient was discharged and the centre has confirmed everything of it: the box then keeps
    /// nothing of that patient, not even in its alarm log. Default false: the alarm log is kept.
    /// </summary>
    public bool ShredOnDischarge { get; init; }

    /// <summary>Telemetry is kept so many hours, and given up when it is a 72nd part older. Default 72, a weekend with a night on each side.</summary>
    [Range(1, 8784)]
    public int TelemetryHours { get; init; } = 72;

    /// <summary>
    /// Telemetry takes at most so many MiB. Default 4096: <see cref="TelemetryHours"/> of twelve leads at 500 Hz are 1,900 MiB where a sample takes about a
    /// byte (measured: 7.5 KB a second), and 3,400 MiB where it takes two, as with an amplifier of 24 bits.
    /// </summary>
    [Range(16, 1 << 20)]
    public int TelemetryMebibytes { get; init; } = 4096;

    /// <summary>Audit entries are kept so many hours, and longer while there is telemetry. Default a leap year.</summary>
    [Range(24, 1 << 18)]
    public int AuditHours { get; init; } = 8784;

    /// <summary>
    /// Audit entries take at most so many MiB: what is beyond is taken from telemetry's share, and from themselves only when no telemetry is left.
    /// Default 256, about a million entries.
    /// </summary>
    [Range(1, 1 << 20)]
    public int AuditMebibytes { get; init; } = 256;

    /// <summary>Alarm records are kept so many hours, and longer while there is telemetry or audit. Default a leap year.</summary>
    [Range(24, 1 << 18)]
    public int AlarmHours { get; init; } = 8784;

    /// <summary>Alarm records take at most so many MiB, as <see cref="AuditMebibytes"/> says. Default 256, about 700,000 transitions.</summary>
    [Range(1, 1 << 20)]
    public int AlarmMebibytes { get; init; } = 256;

    /// <summary>
    /// With less room on the directory's disk than this, MiB, telemetry beyond 64 MiB takes no more of it: the oldest is given up for the newest; never more
    /// than <see cref="LowSpaceMebibytes"/>, so that it is told before. Default 256, chosen: half of that.
    /// </summary>
    [Range(0, 1 << 20)]
    public int ReserveMebibytes { get; init; } = 256;

    /// <summary>A file of so many MiB is given up when the disk is full, so that records can still be removed from it. Default 16: twice what the log may take.</summary>
    [Range(8, 1024)]
    public int BallastMebibytes { get; init; } = 16;

    /// <summary>The bounds of what is stored.</summary>
    public JournalBounds ToBounds() => new(
        Bound(TelemetryHours, TelemetryMebibytes), Bound(AuditHours, AuditMebibytes), Bound(AlarmHours, AlarmMebibytes), (long)Reserve << 20, (long)BallastMebibytes << 20);

    /// <summary>The reserve that is kept, MiB.</summary>
    public int Reserve => Math.Min(ReserveMebibytes, LowSpaceMebibytes);

    private static StreamBound Bound(int hours, int mebibytes) => new(TimeSpan.FromHours(hours), (long)mebibytes << 20);

    /// <summary>The directory to use.</summary>
    public string Resolve()
    {
        if (Directory.Length > 0) return Path.GetFullPath(Directory);
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
        const string system = "/var/lib/edgemonitor";
        if (System.IO.Directory.Exists(system) || Environment.IsPrivilegedProcess) return system;
        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(home, "edgemonitor");
    }
}
