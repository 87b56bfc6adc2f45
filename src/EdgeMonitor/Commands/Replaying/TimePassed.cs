using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>Nothing happened but that time passed; for the end of a recording.</summary>
/// <param name="At">Up to here.</param>
internal sealed record TimePassed(TimeSpan At) : MonitorInput(At);
