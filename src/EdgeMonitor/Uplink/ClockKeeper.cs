using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Sees when the wall clock becomes synchronised, or is set while it is, and has it remembered durably with the machine's monotonic time of that
/// moment. Where a recording gives the monitor's time nothing is concluded from that line, in all of this start.
/// </summary>
/// <param name="clocks">What is remembered.</param>
/// <param name="journal">Where; it is not opened from here.</param>
/// <param name="line">This start's line.</param>
/// <param name="wall">The wall clock.</param>
/// <param name="logger">Where to report.</param>
internal sealed partial class ClockKeeper(BootClocks clocks, JournalHost journal, MachineLine line, WallClock wall, ILogger<ClockKeeper> logger)
    : ApplianceWatcher(line.Clock.Provider, TimeSpan.FromSeconds(1))
{
    private BootLine? _remembered;
    private bool _wasSynchronised;

    /// <inheritdoc/>
    public override void Look()
    {
        if (journal.Provider is null || line.Machine.Length == 0) return;
        try
        {
            Look(journal.Open());
        }
        catch (JournalException failed)
        {
            LogNotRemembered(failed.Message);
        }
    }

    private void Look(SealedJournal open)
    {
        if (_remembered is null) clocks.Load(open);
        var next = _remembered?.Clone() ?? new BootLine { Boot = line.Boot, Machine = line.Machine, ZeroUs = line.ZeroUs };
        next.Played |= line.Played;
        var (now, machineUs) = (wall.Read(), line.NowUs);
        bool synchronised = now.Kernel.IsSynchronised;
        bool isNew = synchronised && (!_wasSynchronised || WasSet(next, now.Milliseconds, machineUs));
        if (isNew) (next.SynchronisedUs, next.SynchronisedMs) = (machineUs, now.Milliseconds);
        if (!next.Equals(_remembered))
        {
            clocks.Remember(next, open);
            _remembered = next;
            if (isNew) LogSynchronised(now.Source);
        }

        _wasSynchronised = synchronised;
    }

    /// <summary>True where the wall clock has gone another way than the monotonic one since it was last remembered.</summary>
    private static bool WasSet(BootLine since, long milliseconds, long machineUs)
    {
        var expected = since.SynchronisedMs + (machineUs - since.SynchronisedUs) / BootClocks.MicrosecondsInMillisecond;
        return Math.Abs(milliseconds - expected) >= ClockWatch.LeastStep.TotalMilliseconds;
    }

    [LoggerMessage(5240, LogLevel.Information, "The wall clock is synchronised ({Source}): records made before are sent with their corrected time.")]
    private partial void LogSynchronised(string source);

    [LoggerMessage(5241, LogLevel.Warning, "When the clock was synchronised could not be remembered, it is tried again: {Cause}")]
    private partial void LogNotRemembered(string cause);
}
