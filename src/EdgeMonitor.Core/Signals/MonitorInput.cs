namespace EdgeMonitor.Core.Signals;

/// <summary>
/// Anything that can happen to the monitor. All inputs share one ordered channel, so a run is a plain list and can be replayed exactly.
/// </summary>
/// <param name="At">When it happened, on the monitor's own monotonic line (zero is the monitor's start); never wall-clock time.</param>
public abstract record MonitorInput(TimeSpan At);
