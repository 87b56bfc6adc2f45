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

/// <summary>How one patient is monitored.</summary>
/// <param name="Limits">Alarm limits; must be without faults.</param>
/// <param name="AlarmIdPrefix">Put before every alarm id; empty for a replay, so that the same input gives the same log.</param>
/// <param name="Leads">Leads for the beat detector.</param>
public sealed record MonitorSettings(AlarmLimits Limits, string AlarmIdPrefix = "", EcgLeads Leads = EcgLeads.First);
