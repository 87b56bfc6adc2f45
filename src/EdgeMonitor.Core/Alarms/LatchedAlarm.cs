namespace EdgeMonitor.Core.Alarms;

/// <summary>An alarm that is signalled until a person takes notice, whatever its condition does meanwhile.</summary>
/// <param name="Condition">Condition name.</param>
/// <param name="Sensor">The sensor; empty where it is about the appliance.</param>
/// <param name="Id">The alarm's id, which it keeps.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Reason">Why it was raised.</param>
public sealed record LatchedAlarm(string Condition, string Sensor, string Id, AlarmPriority Priority, string Reason);
