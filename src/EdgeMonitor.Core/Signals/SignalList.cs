using System.Collections.Immutable;

namespace EdgeMonitor.Core.Signals;

/// <summary>The first input of every sensor session: the waveforms it will bring. The monitor sets up its filters and detectors from it.</summary>
/// <param name="Sensor">The sensor's name in the configuration.</param>
/// <param name="Signals">All waveforms of the session, in the device's order; empty for a sensor that gives readings only.</param>
/// <param name="At">When the session began.</param>
/// <param name="DataAge">
/// The longest silence of a healthy device: after it its data are missing. Null for a device that streams; <see cref="Timeout.InfiniteTimeSpan"/>
/// for one that speaks when a person makes it measure.
/// </param>
public sealed record SignalList(string Sensor, ImmutableArray<SignalDescriptor> Signals, TimeSpan At, TimeSpan? DataAge = null) : MonitorInput(At);
