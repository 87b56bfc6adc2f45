using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>
/// What a reader of the log alone knows of the alarm system. It shares no line with the board: where the plan is another than the one derived here,
/// a transition was not said, or was said wrongly.
/// </summary>
internal sealed class EventModel
{
    private readonly Dictionary<string, Alarm> _alarms = [];
    private readonly List<string> _restored = [];
    private long _newest;
    private AlarmPriority _breaksFrom;

    public TimeSpan Latest { get; private set; }

    public Inactivation State { get; private set; }

    public TimeSpan? Until { get; private set; }

    /// <summary>True where a pause must have ended, because an alarm came that is as urgent as all that were there, and has not.</summary>
    public bool PauseGoesOn { get; private set; }

    /// <summary>The latching alarm that ended unseen, and whose successor is not there yet; null where there is none.</summary>
    public Alarm? Unreplaced { get; private set; }

    public int Answers { get; private set; }

    public int Starts { get; private set; }

    public int Escalations { get; private set; }

    /// <summary>The alarms that are signalled, or were held back and are not over.</summary>
    public IReadOnlyDictionary<string, Alarm> Alarms => _alarms;

    /// <summary>Takes an event; the fault of it, or null.</summary>
    /// <param name="said">The event.</param>
    /// <param name="personActs">Whether a person's act is being carried out.</param>
    public string? Take(MonitorEvent said, bool personActs)
    {
        if (said.At < Latest) return $"time went back to {said.At}";
        Latest = said.At;
        switch (said)
        {
            case AlarmEvent alarm: return alarm.By is not null && !personActs ? "nobody acted" : Take(alarm, personActs);
            case AlarmSystemChanged changed:
                if (changed.State != Inactivation.None && !personActs) return $"{changed.State} without a person's act";
                if (changed.Reason.Length == 0) return "a change without a reason";
                (State, Until, PauseGoesOn) = (changed.State, changed.Until, false);
                _breaksFrom = _alarms.Values.Where(alarm => !alarm.IsHeld).Select(alarm => alarm.Priority).DefaultIfEmpty().Max();
                return null;
            case OperatorActed:
                Answers++;
                return null;
            default: return $"{said.GetType().Name} is no event of the board";
        }
    }

    /// <summary>The process ended; what was not said to be restored is gone.</summary>
    public void Restart(IReadOnlyList<LatchedAlarm> memory)
    {
        _restored.Clear();
        foreach (var alarm in memory) _restored.Add(alarm.Id);
        foreach (var id in _alarms.Keys.Except(_restored).ToArray()) _alarms.Remove(id);
        foreach (var alarm in _alarms.Values) alarm.Unseen = true;
        (State, Until, PauseGoesOn, Unreplaced, _newest) = (Inactivation.None, null, false, null, 0);
    }

    /// <summary>What of a plan differs from what the log says, or null.</summary>
    public string? Compare(AnnunciationPlan plan)
    {
        var (sound, light, call, count) = (AlarmPriority.None, AlarmPriority.None, false, 0);
        foreach (var alarm in _alarms.Values)
        {
            if (alarm.IsHeld) continue;
            count++;
            var dark = State is Inactivation.AlarmPaused or Inactivation.AlarmOff && alarm.Condition != "help-call";
            var silent = dark || !alarm.Unseen || (State is Inactivation.AudioPaused or Inactivation.AudioOff && alarm.Condition != "help-call");
            if (!dark && alarm.Priority > light) light = alarm.Priority;
            if (!silent && alarm.Priority > sound) sound = alarm.Priority;
            call |= !dark && alarm.Unseen && alarm.Priority >= AlarmPriority.Medium;
        }

        if (plan.Sound != sound) return $"it sounds {plan.Sound}, the log says {sound}";
        if (plan.Light != light) return $"it shows {plan.Light}, the log says {light}";
        if (plan.NurseCall != call) return $"it calls: {plan.NurseCall}, the log says {call}";
        if (plan.Count != count) return $"it counts {plan.Count}, the log says {count}";
        if (plan.Inactivation != State || plan.InactiveUntil != Until) return $"it marks {plan.Inactivation} until {plan.InactiveUntil}, the log says {State} until {Until}";
        return IsHeading(plan.Text, light) ? null : $"its text is {plan.Text}";
    }

    /// <summary>True where a condition of a sensor is signalled, by the log.</summary>
    public bool IsSignalled(string condition, string sensor)
    {
        foreach (var alarm in _alarms.Values)
        {
            if (!alarm.IsHeld && alarm.Condition == condition && alarm.Sensor == sensor) return true;
        }

        return false;
    }

    private bool IsHeading(string text, AlarmPriority light)
    {
        if (light == AlarmPriority.None) return text.Length == 0;
        foreach (var alarm in _alarms.Values)
        {
            if (!alarm.IsHeld && alarm.Priority == light && alarm.Condition.Replace('-', ' ').Equals(text, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private string? Take(AlarmEvent said, bool personActs)
    {
        _alarms.TryGetValue(said.Id, out var known);
        var isMoreUrgent = said.Transition == AlarmTransition.Start || (known is { IsHeld: false } && said.Priority > known.Priority);
        if (State is Inactivation.AudioPaused or Inactivation.AlarmPaused && isMoreUrgent && said.Priority >= _breaksFrom && said.Rule.Condition != "help-call") PauseGoesOn = true;
        if (said.Evidence.Reason.Length == 0) return "a transition without a reason";
        switch (said.Transition)
        {
            case AlarmTransition.Held:
                // What is held back while its last alarm is latched is said of that one.
                if (known is { IsHeld: false, Unseen: true } && said.Rule.Latching) return null;
                if (known is not null || !IsNew(said.Id)) return $"{said.Id} is held and was known";
                _alarms.Add(said.Id, new Alarm(said) { IsHeld = true });
                return null;
            case AlarmTransition.Start:
                if (known is { IsHeld: false }) return $"{said.Id} started twice";
                if (known is null && !IsNew(said.Id)) return $"the id {said.Id} was used before";
                if (IsSignalled(said.Rule.Condition, said.Sensor)) return $"{said.Id} started while another of its kind was signalled";
                if (Unreplaced is { } last && last.Condition == said.Rule.Condition && last.Sensor == said.Sensor && last.Priority <= said.Priority) Unreplaced = null;
                Starts++;
                _alarms[said.Id] = new Alarm(said) { Unseen = true };
                return null;
            case AlarmTransition.End:
                if (!_alarms.Remove(said.Id)) return $"{said.Id} ended and had not started";
                if (personActs || known is null or { Unseen: false }) return null;
                if (said.Rule.Latching) Unreplaced = known;
                return said.Rule.Latching || said.Evidence.Presence == Presence.Absent ? null : $"{said.Id} ended, though nobody acted and nothing shows it is over";
            default:
                if (known is null or { IsHeld: true }) return $"{said.Id} changed and had not started";
                if (said.Priority < known.Priority) return $"{said.Id} became less urgent";
                if (said.Priority > known.Priority && said.Evidence.Reason.StartsWith("Nobody", StringComparison.Ordinal)) Escalations++;
                if (said.Priority > known.Priority) known.Unseen = true;
                else if (said.By is not null) known.Unseen = false;
                known.Priority = said.Priority;
                return null;
        }
    }

    private bool IsNew(string id)
    {
        var number = long.Parse(id.AsSpan(id.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
        if (number <= _newest) return false;
        _newest = number;
        return true;
    }

    /// <summary>One alarm as the log knows it.</summary>
    internal sealed class Alarm(AlarmEvent first)
    {
        public string Condition { get; } = first.Rule.Condition;

        public string Sensor { get; } = first.Sensor;

        public AlarmPriority Priority { get; set; } = first.Priority;

        public bool IsHeld { get; init; }

        public bool Unseen { get; set; }
    }
}
