using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// Something about the alarm system as a whole changed: paused, off, on again and why, standby, a flood of alarms. An entry of the alarm log,
/// complete in itself.
/// </summary>
/// <param name="At">When, on the monitor's line.</param>
/// <param name="State">What is switched off from now on.</param>
/// <param name="Until">When that ends by itself; null where it does not, or where nothing is switched off.</param>
/// <param name="Reason">What happened, in one sentence.</param>
/// <param name="By">Who did it, from where and why; null where the monitor itself did.</param>
public sealed record AlarmSystemChanged(TimeSpan At, Inactivation State, TimeSpan? Until, string Reason, Actor? By) : MonitorEvent(At);
