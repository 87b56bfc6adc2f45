using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Which ECG leads the beat detector uses.</summary>
public enum EcgLeads
{
    /// <summary>The sensor's first lead.</summary>
    First,

    /// <summary>All leads together.</summary>
    All,
}

/// <summary>How bold the monitor is in holding back an ECG alarm that another signal contradicts.</summary>
public enum SuppressionPolicy
{
    /// <summary>What a bedside does: only asystole, extreme bradycardia and extreme tachycardia, only on positive evidence of life.</summary>
    Safe,

    /// <summary>For comparison on recordings only: ventricular rhythms too may be held back. No configuration of the daemon reaches it.</summary>
    Study,
}

/// <summary>How one patient is monitored.</summary>
/// <param name="Limits">Alarm limits; must be without faults.</param>
/// <param name="AlarmIdPrefix">Put before every alarm id; empty for a replay, so that the same input gives the same log.</param>
/// <param name="Leads">Leads for the beat detector. All by default: one disturbed lead then hides no beat (alarm score on the CinC 2015 records at hand 82.1 against 78.9).</param>
/// <param name="Policy">How bold it is in holding alarms back.</param>
public sealed record MonitorSettings(
    AlarmLimits Limits, string AlarmIdPrefix = "", EcgLeads Leads = EcgLeads.All, SuppressionPolicy Policy = SuppressionPolicy.Safe)
{
    /// <summary>How the alarm system behaves at this site; must be without faults.</summary>
    public AlarmPolicy AlarmSystem { get; init; } = new();
}
