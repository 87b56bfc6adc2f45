namespace EdgeMonitor.Core.Signals;

/// <summary>Anything that the monitor has to say. It never logs and never acts by itself: it returns these.</summary>
/// <param name="At">When, on the monitor's line.</param>
public abstract record MonitorEvent(TimeSpan At);
