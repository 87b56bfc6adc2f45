using System.Globalization;
using System.Runtime.CompilerServices;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>What became of a condition.</summary>
internal enum ConditionChange
{
    /// <summary>Nothing that a person could see or hear.</summary>
    None,

    /// <summary>Its signal changed.</summary>
    Changed,

    /// <summary>It has become more urgent.</summary>
    Raised,

    /// <summary>A new alarm.</summary>
    Started,
}

/// <summary>
/// The conditions of one patient, one entry for each condition of each sensor: their states, their ids, and what the log says of them. Bounded by
/// the rules and the configured sensors; an entry stays when its condition is over.
/// </summary>
/// <param name="idPrefix">Put before every alarm id.</param>
/// <param name="latching">Names of the conditions that latch besides those whose rule says so.</param>
internal sealed class AlarmConditions(string idPrefix, List<string> latching)
{
    private readonly Dictionary<(string Condition, string Sensor), AlarmEntry> _index = [];
    private readonly AlarmEntry?[] _recent = new AlarmEntry?[Recent];
    private long _occurrences;

    /// <summary>Entries found without a search: a power of two, more than a patient with some sensors has.</summary>
    private const int Recent = 128;

    public List<AlarmEntry> Entries { get; } = [];

    public AlarmState StateOf(AlarmRule rule, string sensor) => _index.TryGetValue((rule.Condition, sensor), out var entry) ? entry.State : default;

    /// <summary>The entry, judged by this rule from now on.</summary>
    public AlarmEntry EntryOf(AlarmRule rule, string sensor)
    {
        // A stage asks with the same rule and the same text each time, some thousand times a second while a recording is replayed.
        ref var recent = ref _recent[(RuntimeHelpers.GetHashCode(rule) * 31 + RuntimeHelpers.GetHashCode(sensor)) & (Recent - 1)];
        if (recent is not null && ReferenceEquals(recent.GivenRule, rule) && ReferenceEquals(recent.Sensor, sensor)) return recent;
        return recent = Find(rule, sensor);
    }

    private AlarmEntry Find(AlarmRule rule, string sensor)
    {
        if (!_index.TryGetValue((rule.Condition, sensor), out var entry))
        {
            entry = new AlarmEntry(rule, sensor);
            Entries.Add(entry);
            _index.Add((rule.Condition, sensor), entry);
        }

        if (ReferenceEquals(entry.GivenRule, rule)) return entry;
        entry.GivenRule = rule;
        entry.Rule = rule.Latching || !latching.Contains(rule.Condition) ? rule : rule with { Latching = true };
        return entry;
    }

    public ConditionChange Judge(AlarmEntry entry, in AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var before = entry.State;
        entry.HeldUntil = null;
        if (before.Phase == AlarmPhase.Clear && evidence.Presence != Presence.Present) return ConditionChange.None;
        entry.Evidence = evidence;
        var after = AlarmMachine.Step(entry.Rule, before, evidence.Presence, now);
        entry.State = after;
        if (after.Phase == AlarmPhase.Active && before.Phase != AlarmPhase.Active) return Start(entry, before, now, events);
        if (after.Phase == AlarmPhase.Active && evidence.Presence == Presence.Present) return Raise(entry, entry.PriorityOf(evidence), evidence, now, events);
        if (!before.IsSignalled)
        {
            if (after.Phase == AlarmPhase.Clear) EndHold(entry, evidence, now, events);
            return ConditionChange.None;
        }

        if (after.Phase == AlarmPhase.Latched && evidence.Presence == Presence.Absent) entry.IsAnnounced = false;
        if (after.Phase == before.Phase) return ConditionChange.None;
        events.Add(entry.Said(after.Phase == AlarmPhase.Latched ? AlarmTransition.Update : AlarmTransition.End, evidence, now));
        return ConditionChange.Changed;
    }

    /// <summary>Keeps a condition that is present pending, and says so once.</summary>
    public void Hold(AlarmEntry entry, AlarmEvidence evidence, TimeSpan until, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (entry.State.Phase == AlarmPhase.Clear) entry.State = new(AlarmPhase.Pending, now, false);
        (entry.HeldUntil, entry.Evidence) = (until, evidence);
        // While the last one is latched it stays signalled as it was, and what is held back is said of it.
        if (entry.State.Phase != AlarmPhase.Latched) entry.Priority = entry.PriorityOf(evidence);
        if (entry.IsAnnounced) return;
        entry.IsAnnounced = true;
        if (entry.State.Phase != AlarmPhase.Latched) entry.Id = NextId(entry.Rule);
        events.Add(entry.Said(AlarmTransition.Held, evidence, now));
    }

    /// <summary>An alarm may become more urgent while it is signalled, never less. Whoever took notice of the lesser alarm has not heard the greater one.</summary>
    public static ConditionChange Raise(AlarmEntry entry, AlarmPriority priority, AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (priority <= entry.Priority) return ConditionChange.None;
        entry.Priority = priority;
        entry.State = entry.State with { Acknowledged = false };
        entry.UnattendedSince = now;
        events.Add(entry.Said(AlarmTransition.Update, evidence, now));
        return ConditionChange.Raised;
    }

    /// <summary>A person raises an alarm: there is no condition that could end, it is signalled until acknowledged. A second call is a new one.</summary>
    public void Call(AlarmRule rule, string reason, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = EntryOf(rule, "");
        entry.Evidence = new(Presence.Present, reason);
        if (entry.State.IsSignalled) events.Add(entry.Said(AlarmTransition.End, entry.Evidence, now, by));
        entry.State = new(AlarmPhase.Latched, now, false);
        (entry.Id, entry.Priority, entry.RaisedBecause, entry.UnattendedSince) = (NextId(rule), rule.Priority, reason, now);
        events.Add(entry.Said(AlarmTransition.Start, entry.Evidence, now, by));
    }

    /// <summary>A person takes notice; false where there was nothing to take notice of.</summary>
    public static bool Acknowledge(AlarmEntry entry, Actor by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!entry.IsUnseen) return false;
        entry.State = AlarmMachine.Acknowledge(entry.State, now);
        if (entry.State.Phase == AlarmPhase.Clear) entry.IsAnnounced = false;
        var transition = entry.State.Phase == AlarmPhase.Clear ? AlarmTransition.End : AlarmTransition.Update;
        events.Add(entry.Said(transition, new(Presence.Unknown, "Acknowledged."), now, by));
        return true;
    }

    /// <summary>Ends a condition whatever its signals say, because it is not to be judged any more.</summary>
    public static void Dismiss(AlarmEntry entry, string reason, Actor? by, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (entry.State.Phase == AlarmPhase.Clear) return;
        if (entry.State.IsSignalled || entry.IsAnnounced) events.Add(entry.Said(AlarmTransition.End, new(Presence.Unknown, reason), now, by));
        entry.State = new(AlarmPhase.Clear, now, false);
        (entry.HeldUntil, entry.IsAnnounced) = (null, false);
    }

    /// <summary>An alarm from before a restart: it keeps its id and is signalled at once.</summary>
    public void Restore(AlarmRule rule, LatchedAlarm alarm, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var entry = EntryOf(rule, alarm.Sensor);
        entry.State = new(AlarmPhase.Latched, now, false);
        (entry.Id, entry.Priority, entry.RaisedBecause, entry.UnattendedSince) = (alarm.Id, alarm.Priority, alarm.Reason, now);
        entry.Evidence = new(Presence.Unknown, $"Not acknowledged before the restart: {alarm.Reason}");
        // Ids of this run go on after it, also where both runs have the same prefix.
        var number = alarm.Id.AsSpan(alarm.Id.LastIndexOf('-') + 1);
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var occurrence)) _occurrences = Math.Max(_occurrences, occurrence);
        events.Add(entry.Said(AlarmTransition.Update, entry.Evidence, now));
    }

    /// <summary>The highest priority that is signalled, or would be but for an inactivation.</summary>
    public AlarmPriority Highest()
    {
        var highest = AlarmPriority.None;
        foreach (var entry in Entries)
        {
            if (entry.State.IsSignalled && entry.Priority > highest) highest = entry.Priority;
        }

        return highest;
    }

    /// <summary>The latching ones that are signalled and not acknowledged.</summary>
    public List<LatchedAlarm> Unacknowledged()
    {
        var alarms = new List<LatchedAlarm>();
        foreach (var entry in Entries)
        {
            // One that is latched already stays so, also where a site's rules no longer make it latch.
            if (entry.IsUnseen && (entry.Rule.Latching || entry.State.Phase == AlarmPhase.Latched))
                alarms.Add(new(entry.Rule.Condition, entry.Sensor, entry.Id, entry.Priority, entry.RaisedBecause));
        }

        return alarms;
    }

    private string NextId(AlarmRule rule) => string.Create(CultureInfo.InvariantCulture, $"{idPrefix}{rule.Condition}-{++_occurrences}");

    private ConditionChange Start(AlarmEntry entry, AlarmState before, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var priority = entry.PriorityOf(entry.Evidence);
        if (before.Phase == AlarmPhase.Latched)
        {
            // A condition that comes back while its last alarm is still latched is a new occurrence; nobody has seen the last one: it is no less urgent.
            events.Add(entry.Said(AlarmTransition.End, entry.Evidence, now));
            if (entry.Priority > priority) priority = entry.Priority;
        }

        if (!entry.IsAnnounced || before.Phase == AlarmPhase.Latched) entry.Id = NextId(entry.Rule);
        (entry.IsAnnounced, entry.Priority, entry.RaisedBecause, entry.UnattendedSince) = (false, priority, entry.Evidence.Reason, now);
        events.Add(entry.Said(AlarmTransition.Start, entry.Evidence, now));
        return ConditionChange.Started;
    }

    /// <summary>It went away while it was held back: the log knows its beginning, so it must know its end.</summary>
    private static void EndHold(AlarmEntry entry, AlarmEvidence evidence, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!entry.IsAnnounced) return;
        entry.IsAnnounced = false;
        events.Add(entry.Said(AlarmTransition.End, evidence, now));
    }
}
