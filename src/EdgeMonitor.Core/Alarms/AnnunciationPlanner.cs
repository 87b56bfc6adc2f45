namespace EdgeMonitor.Core.Alarms;

/// <summary>Makes the one plan out of all conditions and what is switched off: the highest priority wins, however many there are.</summary>
internal static class AnnunciationPlanner
{
    public static AnnunciationPlan Derive(List<AlarmEntry> entries, SignalInactivation inactivation)
    {
        var (sound, light, calls, count) = (AlarmPriority.None, AlarmPriority.None, false, 0);
        AlarmEntry? worst = null;
        foreach (var entry in entries)
        {
            if (!entry.State.IsSignalled) continue;
            count++;
            var priority = entry.Priority;
            if (entry.IsUnseen && (!inactivation.Silences || entry.IsHelpCall) && priority > sound) sound = priority;
            if (inactivation.Darkens && !entry.IsHelpCall) continue;
            if (priority > light) light = priority;
            calls |= entry.IsUnseen && priority >= AlarmPriority.Medium;
            // The newest of the most urgent, as a display would head its list.
            if (worst is null || priority > worst.Priority || (priority == worst.Priority && entry.State.Since >= worst.State.Since)) worst = entry;
        }

        var text = worst is null ? "" : worst.Rule.Condition.ToUpperInvariant().Replace('-', ' ');
        return new AnnunciationPlan(sound, light, calls, text)
        {
            Inactivation = inactivation.State,
            InactiveUntil = inactivation.Until,
            Count = count,
            Reminders = inactivation.Reminders,
        };
    }
}
