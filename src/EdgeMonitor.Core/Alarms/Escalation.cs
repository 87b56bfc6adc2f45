using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// An alarm of the patient that nobody attends to becomes more urgent: MEDIUM becomes HIGH after <see cref="AlarmPolicy.EscalationSeconds"/>. LOW stays
/// (awareness is all it asks for), and so do technical alarms (nobody is harmed sooner because nobody came). Acknowledging ends the time; any pause,
/// off state or standby shows that a person was there and starts it anew when the signals are on again.
/// </summary>
internal static class Escalation
{
    /// <summary>True where at least one alarm has become more urgent.</summary>
    public static bool Tick(List<AlarmEntry> entries, TimeSpan after, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var raised = false;
        foreach (var entry in entries)
        {
            if (!entry.IsUnseen || entry.Priority != AlarmPriority.Medium || entry.Rule.Kind != AlarmKind.Physiological || now - entry.UnattendedSince < after) continue;
            AlarmConditions.Raise(entry, AlarmPriority.High, entry.Evidence with { Reason = "Nobody has attended to it: it has become more urgent." }, now, events);
            raised = true;
        }

        return raised;
    }

    /// <summary>The signals are on again: from now on the alarms wait for a person.</summary>
    public static void Restart(List<AlarmEntry> entries, TimeSpan now)
    {
        foreach (var entry in entries) entry.UnattendedSince = now;
    }
}
