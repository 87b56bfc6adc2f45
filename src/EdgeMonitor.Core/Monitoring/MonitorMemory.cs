using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// What a monitor must still know after a restart. It is conservative: limits and alarms that nobody has acknowledged come back, pauses,
/// off states, acknowledgements and standby do not.
/// </summary>
/// <param name="Profile">Who is monitored.</param>
/// <param name="Episode">The episode's pseudonym; empty where none was given.</param>
/// <param name="Limits">This patient's limits.</param>
/// <param name="Latched">Alarms that were signalled and not acknowledged, and whose condition latches.</param>
public sealed record MonitorMemory(PatientProfile Profile, string Episode, AlarmLimits Limits, IReadOnlyList<LatchedAlarm> Latched)
{
    /// <summary>By value, the alarms one by one.</summary>
    public bool Equals(MonitorMemory? other) => other is not null
        && Profile == other.Profile && Episode == other.Episode && Limits == other.Limits && Latched.SequenceEqual(other.Latched);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Profile, Episode, Limits, Latched.Count);
}

/// <summary>What the monitor knew before the restart; the first input of a run, where there is one.</summary>
/// <param name="Memory">What it knew.</param>
/// <param name="At">When.</param>
public sealed record RestoreMemory(MonitorMemory Memory, TimeSpan At) : MonitorInput(At);

/// <summary>The memory has changed and must be stored.</summary>
/// <param name="At">When.</param>
/// <param name="Memory">The whole of it.</param>
public sealed record MemoryChanged(TimeSpan At, MonitorMemory Memory) : MonitorEvent(At);
