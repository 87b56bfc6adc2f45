using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// What people have switched off for all conditions: <see cref="Inactivation"/> draws it. One state at a time; the newest act wins, and every change
/// is an event.
/// </summary>
internal sealed class SignalInactivation(AlarmPolicy policy)
{
    private AlarmPriority _breaksFrom;
    private TimeSpan? _nextReminder;

    /// <summary>What is switched off now.</summary>
    public Inactivation State { get; private set; }

    /// <summary>When that ends by itself; null where it does not.</summary>
    public TimeSpan? Until { get; private set; }

    /// <summary>Reminder signals so far.</summary>
    public int Reminders { get; private set; }

    /// <summary>True while conditions of the patient and the sensors are not judged.</summary>
    public bool IsStandby => State == Inactivation.Standby;

    /// <summary>True where the alarms' sound is off.</summary>
    public bool Silences => State is not Inactivation.None and not Inactivation.Standby;

    /// <summary>True where the alarms' light, and the nurse call, is off too.</summary>
    public bool Darkens => State is Inactivation.AlarmPaused or Inactivation.AlarmOff;

    /// <summary>Switches signals off.</summary>
    /// <param name="state">What is switched off.</param>
    /// <param name="until">When that ends by itself; null where it does not.</param>
    /// <param name="present">The highest priority that is signalled now: less urgent new alarms do not end a pause.</param>
    /// <param name="reminded">Whether reminder signals are given.</param>
    /// <param name="reason">One sentence for the log.</param>
    /// <param name="by">Who acts.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Begin(
        Inactivation state, TimeSpan? until, AlarmPriority present, bool reminded, string reason, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        (State, Until) = (state, until);
        _breaksFrom = policy.NewAlarmBreaksPause ? present : AlarmPriority.High;
        _nextReminder = reminded ? now + TimeSpan.FromMinutes(policy.ReminderMinutes) : null;
        events.Add(new AlarmSystemChanged(now, state, until, reason, by));
    }

    /// <summary>All signals are on again; nothing where they were.</summary>
    public void End(string reason, Actor? by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (State == Inactivation.None) return;
        (State, Until, _nextReminder) = (Inactivation.None, null, null);
        events.Add(new AlarmSystemChanged(now, State, null, reason, by));
    }

    /// <summary>A new or more urgent alarm ends a pause where it is as urgent as what was there when the pause began.</summary>
    public void Break(AlarmEntry raised, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (State is Inactivation.AudioPaused or Inactivation.AlarmPaused && raised.Priority >= _breaksFrom)
            End($"The pause is broken by a new alarm: {raised.Rule.Condition}, {Names.Of(raised.Priority)} priority.", null, now, events);
    }

    /// <summary>Time has passed. True where something changed.</summary>
    public bool Tick(TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (now >= Until)
        {
            End(IsStandby ? "The time of the standby is over." : "The time of the pause is over.", null, now, events);
            return true;
        }

        if (!(now >= _nextReminder)) return false;
        Reminders++;
        _nextReminder += TimeSpan.FromMinutes(policy.ReminderMinutes);
        return true;
    }
}
