using EdgeMonitor.Hosting;

namespace EdgeMonitor.Uplink;

/// <summary>Where this start's monitor line lies on the machine's monotonic clock, which runs on over restarts of the daemon alone.</summary>
/// <param name="Boot">This start of the daemon.</param>
/// <param name="Machine">The kernel's boot id; empty where it is not known.</param>
/// <param name="Clock">The monitor's line.</param>
internal sealed record MachineLine(string Boot, string Machine, MonitorClock Clock)
{
    /// <summary>Now, microseconds of the machine's monotonic clock.</summary>
    public long NowUs => (long)(Clock.Provider.GetTimestamp() / (Clock.Provider.TimestampFrequency / 1e6));

    /// <summary>The line's zero; good for as long as no recording has given the time.</summary>
    public long ZeroUs => NowUs - RecordFactory.Microseconds(Clock.Uptime);

    /// <summary>True once a recording has given the time.</summary>
    public bool Played => Clock.HasFollowedRecording;

    /// <summary>The kernel's id of this start of the machine; empty where it cannot be read.</summary>
    public static string MachineBoot()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
