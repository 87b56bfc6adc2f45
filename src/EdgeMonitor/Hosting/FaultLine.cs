using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Hosting;

/// <summary>Tells the monitor of one part's fault once when it begins and once when it ends.</summary>
/// <param name="part">The part.</param>
/// <param name="clock">Gives the time of the report.</param>
/// <param name="report">Takes it.</param>
internal sealed class FaultLine(AppliancePart part, MonitorClock clock, Action<ApplianceStatus> report)
{
    /// <summary>True while the fault stands.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>How it is now.</summary>
    public void Say(bool faulty, string cause)
    {
        if (faulty == IsFaulty) return;
        IsFaulty = faulty;
        report(new ApplianceStatus(part, faulty, cause, clock.Now));
    }
}
