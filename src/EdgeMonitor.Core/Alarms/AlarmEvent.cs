using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>What happened to an alarm.</summary>
public enum AlarmTransition
{
    /// <summary>The moment the signal sounds.</summary>
    Start,

    /// <summary>The condition is over, or was reset.</summary>
    End,

    /// <summary>Something about it changed: acknowledged, latched, back.</summary>
    Update,

    /// <summary>It would have sounded, and was held back for the reason given.</summary>
    Held,
}

/// <summary>One transition of one alarm: an entry of the alarm log, complete in itself.</summary>
/// <param name="At">When, on the monitor's line.</param>
/// <param name="Id">One for each time the condition occurs, the same in all its transitions.</param>
/// <param name="Sensor">The sensor it is about; empty where it is about the appliance.</param>
/// <param name="Rule">The condition.</param>
/// <param name="Priority">The priority it had.</param>
/// <param name="Transition">What happened.</param>
/// <param name="Evidence">The evidence it was decided on.</param>
/// <param name="By">Who did it, from where and why; null where the monitor itself did.</param>
public sealed record AlarmEvent(
    TimeSpan At, string Id, string Sensor, AlarmRule Rule, AlarmPriority Priority, AlarmTransition Transition, AlarmEvidence Evidence, Actor? By)
    : MonitorEvent(At);
