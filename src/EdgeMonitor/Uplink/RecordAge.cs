using EdgeMonitor.Hosting;

namespace EdgeMonitor.Uplink;

/// <summary>
/// How old a record is at the least: never more than is certain, because a clock that jumps, or was never set, must not make a young record old.
/// </summary>
/// <param name="boot">This start of the daemon.</param>
/// <param name="clock">Its monotonic line.</param>
/// <param name="wall">The wall clock.</param>
/// <param name="synchronised">Whether something keeps the wall clock right now.</param>
internal sealed class RecordAge(string boot, MonitorClock clock, WallClock wall, Func<bool> synchronised)
{
    /// <summary>What a wall clock that is said to be right may still be wrong by. Chosen: an hour, what a clock set by hand or by a wrong time zone jumps.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromHours(1);

    /// <summary>The record's age at the least.</summary>
    public TimeSpan Of(Wire.Record record)
    {
        // What was made by this start is as old as the monotonic line says; while a recording gives that line, no older than this start.
        var line = clock.Now - TimeSpan.FromMicroseconds(record.MonotonicUs);
        if (record.Boot == boot) return line < clock.Uptime ? Positive(line) : clock.Uptime;
        // What was there before this start is older than it. By the wall clock only where that was, and is, kept right.
        if (!record.ClockSynchronised || !synchronised()) return clock.Uptime;
        var written = TimeSpan.FromMilliseconds(wall.Milliseconds - record.WallMs) - Doubt;
        return written > clock.Uptime ? written : clock.Uptime;
    }

    private static TimeSpan Positive(TimeSpan age) => age > TimeSpan.Zero ? age : TimeSpan.Zero;
}
