using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// The alarm system of one patient. Evidence and people's acts come in, transitions go out, and one plan is derived: the highest priority wins.
/// The states of a condition are drawn at <see cref="AlarmMachine"/>, those of all together at <see cref="Inactivation"/>. In standby the
/// conditions of the patient and of the sensors are not judged at all; after it their delays start anew. Times that go back are taken for the
/// latest one seen.
/// </summary>
public sealed class AlarmBoard
{
    private readonly AlarmPolicy _policy;
    private readonly AlarmConditions _conditions;
    private readonly SignalInactivation _inactivation;
    private readonly StandbyWatch _standby = new();
    private readonly AlarmFlood _flood;
    private readonly BoardActs _acts;
    private TimeSpan _now;

    /// <summary>A board with nothing signalled.</summary>
    /// <param name="idPrefix">Put before every alarm id, so that ids of different runs differ; may be empty.</param>
    /// <param name="audioPause">How long an audio pause lasts, and may last.</param>
    /// <param name="policy">How the alarm system behaves at this site; null for the defaults.</param>
    public AlarmBoard(string idPrefix, TimeSpan audioPause, AlarmPolicy? policy = null)
    {
        _policy = policy ?? new AlarmPolicy();
        _conditions = new AlarmConditions(idPrefix, _policy.Latching);
        _inactivation = new SignalInactivation(_policy);
        _flood = new AlarmFlood(_policy.FloodStarts);
        _acts = new BoardActs(_conditions, _inactivation, _standby, _policy) { AudioPause = audioPause };
    }

    /// <summary>What the bedside should signal now. A new one only when something changed.</summary>
    public AnnunciationPlan Plan { get; private set; } = AnnunciationPlan.Quiet;

    /// <summary>The latching alarms that nobody has acknowledged: what a restart must not forget. A new list only when they changed.</summary>
    public IReadOnlyList<LatchedAlarm> Unacknowledged { get; private set; } = [];

    /// <summary>How long an audio pause lasts, and may last; a pause that runs keeps its time.</summary>
    public TimeSpan AudioPause
    {
        get => _acts.AudioPause;
        set => _acts.AudioPause = value;
    }

    /// <summary>When the audio pause ends, or null where none runs.</summary>
    public TimeSpan? PausedUntil => _inactivation.State == Inactivation.AudioPaused ? _inactivation.Until : null;

    /// <summary>The state of a condition; clear where it was never judged.</summary>
    public AlarmState StateOf(AlarmRule rule, string sensor) => _conditions.StateOf(rule, sensor);

    /// <summary>
    /// True while the condition of this sensor is present and signalled: what a limit with hysteresis must know. One that is over and only latched
    /// has come back inside its limit already.
    /// </summary>
    public bool IsSignalled(AlarmRule rule, string sensor) => StateOf(rule, sensor).Phase == AlarmPhase.Active;

    /// <summary>Takes the evidence about one condition of one sensor (empty: of the appliance).</summary>
    public void Judge(AlarmRule rule, string sensor, in AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = _conditions.EntryOf(rule, sensor);
        if (!_inactivation.IsStandby || entry.IsOfAppliance) Take(entry, evidence, Latest(now), events);
    }

    /// <summary>
    /// As <see cref="Judge"/>, but the condition must not sound yet: an independent sensor shows that it cannot be so. It stays pending, and says
    /// <c>held</c> once with the id that the alarm will have. Whoever holds it calls this in place of Judge each time there is evidence; an ordinary
    /// Judge ends the hold at once, and so does its time: a condition last seen present then sounds as soon as its delay is over. An active alarm
    /// cannot be held; one that is only latched stays signalled, and does not start anew while it is held.
    /// </summary>
    /// <param name="rule">The condition.</param>
    /// <param name="sensor">The sensor that sees it.</param>
    /// <param name="evidence">What it sees; the reason says who shows the opposite, and how.</param>
    /// <param name="until">When the hold ends by itself.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Hold(AlarmRule rule, string sensor, AlarmEvidence evidence, TimeSpan until, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = _conditions.EntryOf(rule, sensor);
        if (_inactivation.IsStandby && !entry.IsOfAppliance) return;
        if (evidence.Presence != Presence.Present || entry.State.Phase == AlarmPhase.Active || until <= Latest(now)) Take(entry, evidence, _now, events);
        else _conditions.Hold(entry, evidence, until, _now, events);
    }

    /// <summary>
    /// A sensor's signals are gone: of the patient's conditions seen by it nobody knows anything now. One that a person has acknowledged is
    /// over with that, and sounds again if it is still there when the signals are back.
    /// </summary>
    public void LoseSignals(string sensor, string reason, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in _conditions.Entries)
        {
            if (entry.Sensor == sensor && entry.Rule.Kind == AlarmKind.Physiological && entry.State.Acknowledged)
                Take(entry, new(Presence.Unknown, reason), Latest(now), events);
        }
    }

    /// <summary>A person acts. The answer is one of the events.</summary>
    public void Command(OperatorCommand command, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var before = _inactivation.State;
        var (accepted, answer) = _acts.Do(command, Latest(now), events);
        events.Add(new OperatorActed(_now, command, accepted, answer));
        Derive(before);
    }

    /// <summary>
    /// Says all signalled alarms once more. A receiver that was away gets their beginnings late, as history that may not raise an alarm:
    /// from this it learns what is signalled now.
    /// </summary>
    public void Repeat(string reason, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in _conditions.Entries)
        {
            if (entry.State.IsSignalled) events.Add(entry.Said(AlarmTransition.Update, entry.Evidence with { Reason = reason }, Latest(now)));
        }
    }

    /// <summary>Alarms that nobody had acknowledged before a restart are signalled again, whatever their conditions do now.</summary>
    /// <param name="alarms">What <see cref="Unacknowledged"/> was.</param>
    /// <param name="rules">The conditions of this run; one that it no longer knows is signalled all the same.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Restore(IReadOnlyList<LatchedAlarm> alarms, AlarmRules rules, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var alarm in alarms)
        {
            var rule = rules.Find(alarm.Condition) ?? new AlarmRule(alarm.Condition, AlarmKind.Physiological, alarm.Priority, TimeSpan.Zero, Latching: true);
            _conditions.Restore(rule, alarm, Latest(now), events);
        }

        Derive(_inactivation.State);
    }

    /// <summary>
    /// Signs of life, or that there are none; told about once a second. Where they are steady a standby ends by itself.
    /// </summary>
    /// <param name="steadyFor">How long they have been seen without a break; null where none is seen.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void SeeLife(TimeSpan? steadyFor, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (_inactivation.IsStandby) EndStandby(_standby.ReasonToEnd(steadyFor, Latest(now)), events);
    }

    /// <summary>A sensor that was off is on the patient now; told about once a second. A standby ends where it stays on.</summary>
    /// <param name="offUntil">Up to when it was off.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void SeeSensorOn(TimeSpan offUntil, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (_inactivation.IsStandby) EndStandby(_standby.ReasonToEndBySensor(offUntil, Latest(now)), events);
    }

    /// <summary>Time has passed: pauses, standby and holds may end, alarms escalate, and reminders are due.</summary>
    public void Tick(TimeSpan now, ICollection<MonitorEvent> events)
    {
        now = Latest(now);
        var before = _inactivation.State;
        if (_inactivation.Tick(now, events)) Derive(before);
        foreach (var entry in _conditions.Entries)
        {
            if (now >= entry.HeldUntil)
                Take(entry, entry.Evidence with { Reason = "It is no longer held back: the evidence against it has expired." }, now, events);
        }

        if (_inactivation.State == Inactivation.None && Escalation.Tick(_conditions.Entries, TimeSpan.FromSeconds(_policy.EscalationSeconds), now, events))
            Derive(Inactivation.None);
        Judge(AlarmRules.AlarmFlood, "", _flood.Judge(now), now, events);
    }

    private void EndStandby(string? reason, ICollection<MonitorEvent> events)
    {
        if (reason is null) return;
        _inactivation.End(reason, null, _now, events);
        Derive(Inactivation.Standby);
    }

    private void Take(AlarmEntry entry, in AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var before = _inactivation.State;
        var change = _conditions.Judge(entry, evidence, now, events);
        if (change == ConditionChange.None) return;
        if (change == ConditionChange.Started && entry.Rule != AlarmRules.AlarmFlood) _flood.Count(now);
        if (change is ConditionChange.Started or ConditionChange.Raised) _inactivation.Break(entry, now, events);
        Derive(before);
    }

    private TimeSpan Latest(TimeSpan now) => _now = now > _now ? now : _now;

    /// <param name="before">What was switched off before; where it is no longer, alarms wait for a person from now on.</param>
    private void Derive(Inactivation before)
    {
        if (before != Inactivation.None && _inactivation.State == Inactivation.None) Escalation.Restart(_conditions.Entries, _now);
        var plan = AnnunciationPlanner.Derive(_conditions.Entries, _inactivation);
        if (plan != Plan) Plan = plan;
        var unacknowledged = _conditions.Unacknowledged();
        if (!unacknowledged.SequenceEqual(Unacknowledged)) Unacknowledged = unacknowledged;
    }
}
