using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// All alarm conditions of one patient and the audio pause. Evidence comes in, transitions go out, and one plan is derived: the highest
/// priority wins. The number of conditions is bounded by the rules and the configured sensors.
/// </summary>
/// <param name="idPrefix">Put before every alarm id, so that ids of different runs differ; may be empty.</param>
/// <param name="audioPause">How long an audio pause lasts.</param>
public sealed class AlarmBoard(string idPrefix, TimeSpan audioPause)
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<(string Condition, string Sensor), Entry> _index = [];
    private TimeSpan? _pausedUntil;
    private AlarmPriority _pausedPriority;
    private int _occurrences;

    /// <summary>What the bedside should signal now.</summary>
    public AnnunciationPlan Plan { get; private set; } = AnnunciationPlan.Quiet;

    /// <summary>When the audio pause ends, or null where none runs.</summary>
    public TimeSpan? PausedUntil => _pausedUntil;

    /// <summary>The state of a condition; clear where it was never judged.</summary>
    public AlarmState StateOf(AlarmRule rule, string sensor) => _index.TryGetValue((rule.Condition, sensor), out var entry) ? entry.State : default;

    /// <summary>True while the condition of this sensor is signalled: what a limit with hysteresis must know.</summary>
    public bool IsSignalled(AlarmRule rule, string sensor) => StateOf(rule, sensor).IsSignalled;

    /// <summary>Takes the evidence about one condition of one sensor (empty: of the appliance).</summary>
    public void Judge(AlarmRule rule, string sensor, AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = EntryOf(rule, sensor);
        var before = entry.State;
        entry.HeldUntil = null;
        if (before.Phase == AlarmPhase.Clear && evidence.Presence != Presence.Present) return;
        var after = AlarmMachine.Step(rule, before, evidence.Presence, now);
        var raised = Raise(entry, evidence, after, now, events);
        // Whoever took notice of the lesser alarm has not heard the greater one.
        entry.State = raised ? after with { Acknowledged = false } : after;
        entry.Evidence = evidence;
        if (after.Phase != before.Phase) Report(entry, before, after, evidence, now, events);
        if (after.Phase != before.Phase || raised) Derive();
    }

    /// <summary>
    /// As <see cref="Judge"/>, but the condition must not sound yet: an independent sensor shows that it cannot be so. It stays pending, and says
    /// <c>held</c> once with the id that the alarm will have. Whoever holds it calls this in place of Judge each time there is evidence; an ordinary
    /// Judge ends the hold at once, and so does its time: a condition last seen present then sounds as soon as its delay is over. An alarm that is
    /// signalled already cannot be held.
    /// </summary>
    /// <param name="rule">The condition.</param>
    /// <param name="sensor">The sensor that sees it.</param>
    /// <param name="evidence">What it sees; the reason says who shows the opposite, and how.</param>
    /// <param name="until">When the hold ends by itself.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Hold(AlarmRule rule, string sensor, AlarmEvidence evidence, TimeSpan until, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = EntryOf(rule, sensor);
        if (evidence.Presence != Presence.Present || entry.State.IsSignalled || until <= now)
        {
            Judge(rule, sensor, evidence, now, events);
            return;
        }

        if (entry.State.Phase == AlarmPhase.Clear) entry.State = new(AlarmPhase.Pending, now, false);
        (entry.HeldUntil, entry.Evidence, entry.Priority) = (until, evidence, evidence.Priority ?? rule.Priority);
        if (entry.IsAnnounced) return;
        entry.IsAnnounced = true;
        entry.Id = NextId(rule);
        events.Add(new AlarmEvent(now, entry.Id, sensor, rule, entry.Priority, AlarmTransition.Held, evidence, null));
    }

    /// <summary>
    /// A sensor's signals are gone: of the patient's conditions seen by it nobody knows anything now. One that a person has acknowledged is
    /// over with that, and sounds again if it is still there when the signals are back.
    /// </summary>
    public void LoseSignals(string sensor, string reason, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in _entries)
        {
            if (entry.Sensor == sensor && entry.Rule.Kind == AlarmKind.Physiological && entry.State.Acknowledged)
                Judge(entry.Rule, sensor, new(Presence.Unknown, reason), now, events);
        }
    }

    /// <summary>A person acts. The answer is one of the events.</summary>
    public void Command(OperatorCommand command, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var (accepted, answer) = Act(command, now, events);
        events.Add(new OperatorActed(now, command, accepted, answer));
        Derive();
    }

    private (bool Accepted, string Answer) Act(OperatorCommand command, TimeSpan now, ICollection<MonitorEvent> events)
    {
        switch (command)
        {
            case AcknowledgeAlarms:
                foreach (var entry in _entries) Acknowledge(entry, command, now, events);
                return (true, "Acknowledged.");
            case PauseAudio:
                _pausedUntil = now + audioPause;
                _pausedPriority = Highest(static _ => true);
                return (true, "The sound is paused.");
            case ResumeSignals:
                _pausedUntil = null;
                return (true, "The sound is on.");
            default:
                return (false, "This act is not known here.");
        }
    }

    /// <summary>
    /// Says all signalled alarms once more. A receiver that was away gets their beginnings late, as history that may not raise an alarm:
    /// from this it learns what is signalled now.
    /// </summary>
    public void Repeat(string reason, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in _entries)
        {
            if (!entry.State.IsSignalled) continue;
            var evidence = entry.Evidence with { Reason = reason };
            events.Add(new AlarmEvent(now, entry.Id, entry.Sensor, entry.Rule, entry.Priority, AlarmTransition.Update, evidence, null));
        }
    }

    /// <summary>Time has passed: the audio pause and holds may end.</summary>
    public void Tick(TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var entry in _entries)
        {
            if (now >= entry.HeldUntil) Judge(entry.Rule, entry.Sensor, entry.Evidence with { Reason = "It is no longer held back: the evidence against it has expired." }, now, events);
        }

        if (_pausedUntil is not { } until || now < until) return;
        _pausedUntil = null;
        Derive();
    }

    private string NextId(AlarmRule rule) => string.Create(CultureInfo.InvariantCulture, $"{idPrefix}{rule.Condition}-{++_occurrences}");

    private Entry EntryOf(AlarmRule rule, string sensor)
    {
        if (_index.TryGetValue((rule.Condition, sensor), out var entry)) return entry;
        entry = new Entry(rule, sensor);
        _entries.Add(entry);
        _index.Add((rule.Condition, sensor), entry);
        return entry;
    }

    /// <summary>An alarm may become more urgent while it is signalled (the other monitor went away), never less.</summary>
    private bool Raise(Entry entry, AlarmEvidence evidence, AlarmState after, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var priority = evidence.Priority ?? entry.Rule.Priority;
        if (!entry.State.IsSignalled)
        {
            entry.Priority = priority;
            return false;
        }

        if (!after.IsSignalled || evidence.Presence != Presence.Present || priority <= entry.Priority) return false;
        entry.Priority = priority;
        if (priority >= _pausedPriority) _pausedUntil = null;
        events.Add(new AlarmEvent(now, entry.Id, entry.Sensor, entry.Rule, priority, AlarmTransition.Update, evidence, null));
        return true;
    }

    private void Report(Entry entry, AlarmState before, AlarmState after, AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        AlarmTransition transition;
        if (after.Phase == AlarmPhase.Active)
        {
            // A condition that comes back while its last alarm is still latched is a new occurrence with an id of its own.
            if (before.Phase == AlarmPhase.Latched) Say(AlarmTransition.End);
            transition = AlarmTransition.Start;
            if (!entry.IsAnnounced) entry.Id = NextId(entry.Rule);
            entry.IsAnnounced = false;
            if (entry.Priority >= _pausedPriority) _pausedUntil = null;
        }
        else if (!before.IsSignalled && !entry.IsAnnounced)
        {
            return;
        }
        else
        {
            if (after.Phase == AlarmPhase.Pending) return;
            transition = after.Phase == AlarmPhase.Latched ? AlarmTransition.Update : AlarmTransition.End;
            entry.IsAnnounced = false;
        }

        Say(transition);

        void Say(AlarmTransition said) => events.Add(new AlarmEvent(now, entry.Id, entry.Sensor, entry.Rule, entry.Priority, said, evidence, null));
    }

    private static void Acknowledge(Entry entry, OperatorCommand command, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var before = entry.State;
        entry.State = AlarmMachine.Acknowledge(before, now);
        if (entry.State == before) return;
        var transition = entry.State.Phase == AlarmPhase.Clear ? AlarmTransition.End : AlarmTransition.Update;
        var reason = command.By.Why.Length == 0 ? "Acknowledged." : $"Acknowledged: {command.By.Why}";
        events.Add(new AlarmEvent(now, entry.Id, entry.Sensor, entry.Rule, entry.Priority, transition, new(Presence.Unknown, reason), command.By));
    }

    private AlarmPriority Highest(Func<AlarmState, bool> counts)
    {
        var highest = AlarmPriority.None;
        foreach (var entry in _entries)
        {
            if (entry.State.IsSignalled && counts(entry.State) && entry.Priority > highest) highest = entry.Priority;
        }

        return highest;
    }

    private void Derive()
    {
        var light = Highest(static _ => true);
        var unseen = Highest(static state => !state.Acknowledged);
        var sound = _pausedUntil is null ? unseen : AlarmPriority.None;
        Plan = new AnnunciationPlan(sound, light, unseen >= AlarmPriority.Medium, TextOf(light));
    }

    /// <summary>The newest of the most urgent conditions, as a display would head its list.</summary>
    private string TextOf(AlarmPriority priority)
    {
        Entry? newest = null;
        foreach (var entry in _entries)
        {
            if (entry.State.IsSignalled && entry.Priority == priority && (newest is null || entry.State.Since >= newest.State.Since)) newest = entry;
        }

        return newest is null ? "" : newest.Rule.Condition.ToUpperInvariant().Replace('-', ' ');
    }

    private sealed class Entry(AlarmRule rule, string sensor)
    {
        public AlarmRule Rule { get; } = rule;

        public string Sensor { get; } = sensor;

        public AlarmState State { get; set; }

        public AlarmPriority Priority { get; set; } = rule.Priority;

        public string Id { get; set; } = "";

        public AlarmEvidence Evidence { get; set; }

        /// <summary>When the hold ends by itself; null where the condition is not held back.</summary>
        public TimeSpan? HeldUntil { get; set; }

        /// <summary>True when the log knows this occurrence as held, under the id.</summary>
        public bool IsAnnounced { get; set; }
    }
}
