namespace EdgeMonitor.Core.Monitoring;

/// <summary>Positive evidence that the heart beats: pulses of good quality in a wave that is not the ECG.</summary>
/// <param name="Source">What shows them, for the log: <c>pleth</c> or <c>arterial pressure</c>.</param>
/// <param name="Sensor">The sensor.</param>
/// <param name="Beats">Good pulses within the time looked at.</param>
/// <param name="Rate">Pulses a minute over that time.</param>
/// <param name="Newest">Time of the last good one.</param>
internal readonly record struct PulseSign(string Source, string Sensor, int Beats, double Rate, TimeSpan Newest);
