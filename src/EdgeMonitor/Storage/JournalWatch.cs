using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Storage;

/// <summary>Reports what the journal had to do to open: set damaged records aside, let its second provider do the work, or do without keys.</summary>
internal sealed class JournalWatch(JournalHost journal, Fallbacks fallbacks, MonitorClock clock, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(5))
{
    private readonly FaultLine _line = new(AppliancePart.Journal, clock, report);
    private readonly HashSet<string> _told = [];
    private TimeSpan _toldAt;

    /// <inheritdoc/>
    public override void Look()
    {
        foreach (var refused in journal.Refused) fallbacks.Add(refused);
        string? news = null;
        foreach (var gap in (string[])[.. journal.Gaps, .. journal.KeyFaults])
        {
            if (_told.Add(gap)) news ??= gap;
        }

        if (news is not null)
        {
            _line.Say(true, news);
            _toldAt = clock.Uptime;
        }
        else if (journal.KeyFaults.Count == 0 && clock.Uptime - _toldAt >= LossWatch.Calm)
        {
            // The alarm latches: it stands until a person has seen it, and a new gap is a new one.
            _line.Say(false, "No more records are missing since then.");
        }
    }
}
