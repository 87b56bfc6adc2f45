using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Station;

/// <summary>What the bed signals now, as its own events tell it: the list in its heartbeats. Bounded as the alarm board is.</summary>
internal sealed class SignalledAlarms
{
    private readonly Dictionary<string, Uplink.Wire.AlarmEvent> _alarms = [];
    private readonly HashSet<string> _acknowledged = [];
    private readonly Dictionary<string, AlarmPriority> _priorities = [];

    /// <summary>True where the alarm is signalled.</summary>
    public bool Contains(string id) => _alarms.ContainsKey(id);

    /// <summary>Takes a transition; true where an alarm began or ended.</summary>
    public bool Take(AlarmEvent alarm, Uplink.Wire.AlarmEvent wire)
    {
        if (alarm.Transition == AlarmTransition.Held) return false;
        if (alarm.Transition == AlarmTransition.End)
        {
            _acknowledged.Remove(alarm.Id);
            _priorities.Remove(alarm.Id);
            return _alarms.Remove(alarm.Id);
        }

        var isNew = !_alarms.ContainsKey(alarm.Id);
        // Only a person's act names an actor; an alarm that becomes more urgent is no longer acknowledged.
        if (wire.Actor.Length > 0) _acknowledged.Add(alarm.Id);
        else if (!isNew && alarm.Priority > _priorities[alarm.Id]) _acknowledged.Remove(alarm.Id);
        _alarms[alarm.Id] = wire;
        _priorities[alarm.Id] = alarm.Priority;
        return isNew;
    }

    /// <summary>Writes the list into a heartbeat.</summary>
    public void WriteTo(Uplink.Wire.Heartbeat heartbeat)
    {
        heartbeat.Signalled.AddRange(_alarms.Values);
        heartbeat.Acknowledged.AddRange(_acknowledged);
    }
}
