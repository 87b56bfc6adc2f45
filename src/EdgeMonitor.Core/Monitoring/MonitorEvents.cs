using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>A vital sign as the monitor shows it, said once a second: the newest reading, or why there is none.</summary>
/// <param name="At">The second it is said for.</param>
/// <param name="Reading">The value with its own time.</param>
public sealed record VitalSign(TimeSpan At, Reading Reading) : MonitorEvent(At);

/// <summary>The quality of a waveform, judged every second and said whenever the judgement changes: it stands until the next one.</summary>
/// <param name="At">The second it is said for.</param>
/// <param name="Signal">The waveform.</param>
/// <param name="Quality">How good it is; unknown where nothing of the patient comes.</param>
/// <param name="Faults">Why it is not good.</param>
public sealed record SignalJudged(TimeSpan At, SignalDescriptor Signal, SignalQuality Quality, QualityFaults Faults) : MonitorEvent(At);

/// <summary>A heart beat found in the ECG.</summary>
/// <param name="At">Time of the QRS complex.</param>
/// <param name="Sensor">The sensor's name.</param>
/// <param name="Index">Index of the sample at the QRS complex, in the sensor's session.</param>
/// <param name="Class">AAMI EC57 class letter: N, S, V, F, or Q for a beat that was not classified.</param>
public sealed record BeatDetected(TimeSpan At, string Sensor, long Index, char Class) : MonitorEvent(At);

/// <summary>What the rhythm shows beside its rate; said when it changes, at most once a second.</summary>
/// <param name="At">The second from which on it is so.</param>
/// <param name="Sensor">The sensor's name.</param>
/// <param name="Findings">What is found; null where nobody can say: too few beats have been seen, or none for a while.</param>
public sealed record RhythmDescribed(TimeSpan At, string Sensor, RhythmFindings? Findings) : MonitorEvent(At);
