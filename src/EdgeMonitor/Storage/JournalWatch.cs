using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Storage;

/// <summary>Reports what the journal had to do to open: set damaged records aside, or let its second provider do the work.</summary>
internal sealed class JournalWatch(JournalHost journal, Fallbacks fallbacks, MonitorClock clock, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(5))
{
    private readonly FaultLine _line = new(AppliancePart.Journal, clock, report);
    private int _told;
    private TimeSpan _toldAt;

    /// <inheritdoc/>
    public override void Look()
    {
        foreach (var refused in journal.Refused) fallbacks.Add(refused);
        var gaps = journal.Gaps;
        if (gaps.Count > _told)
        {
            _line.Say(true, gaps[_told]);
            _told = gaps.Count;
            _toldAt = clock.Uptime;
        }
        else if (clock.Uptime - _toldAt >= LossWatch.Calm)
        {
            // The alarm latches: it stands until a person has seen it, and a new gap is a new one.
            _line.Say(false, "No more records are missing since then.");
        }
    }
}
