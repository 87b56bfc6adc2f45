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
