using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Hosting;

/// <summary>Reports that a second-best part does the work, until the next start.</summary>
internal sealed class FallbackWatch(Fallbacks fallbacks, MonitorClock clock, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(5))
{
    private readonly FaultLine _line = new(AppliancePart.Configuration, clock, report);

    /// <inheritdoc/>
    public override void Look()
    {
        var all = fallbacks.All;
        if (all.Count > 0) _line.Say(true, all.Count == 1 ? all[0] : $"{all[0]} And {all.Count - 1} more: the log names them.");
    }
}
