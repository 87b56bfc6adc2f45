using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// Carries out what people do to the alarms as a whole. Whether this person may was checked by whoever made the command; refused here is what nobody
/// may, with a sentence that says what to do.
/// </summary>
internal sealed class BoardActs(AlarmConditions conditions, SignalInactivation inactivation, StandbyWatch standby, AlarmPolicy policy)
{
    /// <summary>How long an audio pause lasts, and may last.</summary>
    public TimeSpan AudioPause { get; set; }

    /// <summary>Does it, or not; the answer is for the person.</summary>
    public (bool Accepted, string Answer) Do(OperatorCommand command, TimeSpan now, ICollection<MonitorEvent> events) => command switch
    {
        AcknowledgeAlarms { AlarmId: null } => AcknowledgeAll(command.By, now, events),
        AcknowledgeAlarms { AlarmId: { } id } => Acknowledge(id, command.By, now, events),
        PauseAudio pause => Pause(Inactivation.AudioPaused, pause.Duration, AudioPause, command.By, now, events),
        PauseAlarms pause => Pause(Inactivation.AlarmPaused, pause.Duration, TimeSpan.FromSeconds(policy.AlarmPauseSeconds), command.By, now, events),
        TurnAudioOff => TurnOff(Inactivation.AudioOff, policy.AudioOffAllowed, command.By, now, events),
        TurnAlarmsOff => TurnOff(Inactivation.AlarmOff, policy.AlarmOffAllowed, command.By, now, events),
        ResumeSignals => Resume(command.By, now, events),
        BeginStandby begin => EnterStandby(begin.Duration, command.By, now, events),
        EndStandby => LeaveStandby(command.By, now, events),
        CallForHelp => Call(command.By, now, events),
        AdmitPatient => Admit(command.By, now, events),
        DischargePatient => Discharge(command.By, now, events),
        TestSignals when conditions.Highest() >= AlarmPriority.Medium => (false, "An alarm is signalled: attend to it first, then test the signals."),
        TestSignals => (true, "All signals are tested."),
        _ => (false, "This act is not known here."),
    };

    private (bool Accepted, string Answer) AcknowledgeAll(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var count = 0;
        foreach (var entry in conditions.Entries) count += AlarmConditions.Acknowledge(entry, by, now, events) ? 1 : 0;
        return count switch
        {
            0 => (false, "There is no alarm to acknowledge."),
            1 => (true, "1 alarm is acknowledged."),
            _ => (true, string.Create(CultureInfo.InvariantCulture, $"{count} alarms are acknowledged.")),
        };
    }

    private (bool Accepted, string Answer) Acknowledge(string id, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in conditions.Entries)
        {
            if (entry.Id != id || !entry.State.IsSignalled) continue;
            return AlarmConditions.Acknowledge(entry, by, now, events) ? (true, "The alarm is acknowledged.") : (false, "This alarm has been acknowledged already.");
        }

        return (false, $"No alarm with the id {id} is signalled: it is over, or the id is wrong; look at the list of alarms.");
    }

    private (bool Accepted, string Answer) Pause(Inactivation state, TimeSpan? asked, TimeSpan longest, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (inactivation.IsStandby) return (false, "The bed is in standby: end the standby first.");
        var duration = asked ?? longest;
        if (duration <= TimeSpan.Zero || duration > longest) return (false, $"A pause of {Text(duration)} is not possible: it may last up to {Text(longest)}.");
        var what = state == Inactivation.AudioPaused ? "The sound of all alarms is paused" : "All alarm signals are paused";
        Begin(state, now + duration, reminded: false, $"{what} for {Text(duration)}.", by, now, events);
        return (true, $"{what} for {Text(duration)}.");
    }

    private (bool Accepted, string Answer) TurnOff(Inactivation state, bool allowed, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (inactivation.IsStandby) return (false, "The bed is in standby: end the standby first.");
        if (!allowed) return (false, $"{Names.Of(state)} is not allowed at this site: pause the signals instead.");
        var what = state == Inactivation.AudioOff ? "The sound of all alarms is off until it is switched on again." : "All alarm signals are off until they are switched on again.";
        Begin(state, null, reminded: true, what, by, now, events);
        return (true, what);
    }

    private (bool Accepted, string Answer) Resume(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (inactivation.State == Inactivation.None) return (false, "All signals are on already.");
        inactivation.End("A person switched all signals on.", by, now, events);
        return (true, "All signals are on.");
    }

    private (bool Accepted, string Answer) EnterStandby(TimeSpan? asked, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var duration = asked ?? TimeSpan.FromMinutes(policy.StandbyMinutes);
        if (duration <= TimeSpan.Zero || duration > AlarmPolicy.LongestStandby)
            return (false, $"A standby of {Text(duration)} is not possible: it may last up to {Text(AlarmPolicy.LongestStandby)}.");
        foreach (var entry in conditions.Entries)
        {
            if (entry is { IsUnseen: true, IsOfAppliance: false, Priority: AlarmPriority.High })
                return (false, $"An alarm of high priority has not been acknowledged ({entry.Rule.Condition}): attend to it first.");
        }

        Dismiss(static entry => !entry.IsOfAppliance, "Standby: the patient is away.", by, now, events);
        standby.Begin(now);
        Begin(Inactivation.Standby, now + duration, reminded: true, $"Standby for {Text(duration)}: the patient is away.", by, now, events);
        return (true, $"The bed is in standby for {Text(duration)}; it ends by itself when the patient is back.");
    }

    private (bool Accepted, string Answer) LeaveStandby(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!inactivation.IsStandby) return (false, "The bed is not in standby.");
        inactivation.End("A person ended the standby.", by, now, events);
        return (true, "The standby is over.");
    }

    private (bool Accepted, string Answer) Call(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        conditions.Call(AlarmRules.HelpCall, by.Why.Length == 0 ? "Somebody calls for a nurse." : $"Somebody calls for a nurse: {by.Why}", by, now, events);
        return (true, "A nurse is called until the call is acknowledged.");
    }

    private (bool Accepted, string Answer) Admit(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        Dismiss(static entry => entry.Rule.Kind == AlarmKind.Physiological, "Another patient: the former one's alarms end.", by, now, events);
        inactivation.End("Another patient: all signals are on.", by, now, events);
        return (true, "The patient is admitted; the limits are the profile's defaults.");
    }

    /// <summary>The bed is empty. It stays in standby until somebody is admitted or lies in it, without reminders: nobody is there to be forgotten.</summary>
    private (bool Accepted, string Answer) Discharge(Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        Dismiss(static entry => !entry.IsOfAppliance, "The patient was discharged.", by, now, events);
        standby.Begin(now);
        Begin(Inactivation.Standby, null, reminded: false, "The patient was discharged: standby until the next one.", by, now, events);
        return (true, "The patient is discharged; the bed is in standby.");
    }

    private void Begin(Inactivation state, TimeSpan? until, bool reminded, string reason, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
        => inactivation.Begin(state, until, conditions.Highest(), reminded, reason, by, now, events);

    private void Dismiss(Func<AlarmEntry, bool> which, string reason, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in conditions.Entries)
        {
            if (which(entry)) AlarmConditions.Dismiss(entry, reason, by, now, events);
        }
    }

    private static string Text(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMinute == 0 && time.TotalMinutes > 3
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
