using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Monitoring;

/// <summary>One thing the monitor says to those who listen: an input it has taken, or an event that followed.</summary>
/// <param name="Input">The input; null for an event.</param>
/// <param name="Event">The event; null for an input.</param>
internal readonly record struct FeedItem(MonitorInput? Input, MonitorEvent? Event);
