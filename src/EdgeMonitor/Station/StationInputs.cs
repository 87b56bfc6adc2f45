using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Station;

/// <summary>A record of a bed's <c>alarms</c> stream arrived.</summary>
/// <param name="Bed">The bed whose topic it came on.</param>
/// <param name="Record">The record.</param>
/// <param name="Retained">True where the broker had kept it, which nobody asked it to.</param>
/// <param name="At">When it arrived.</param>
internal sealed record AlarmHeard(string Bed, Record Record, bool Retained, TimeSpan At) : MonitorInput(At);

/// <summary>A bed's heartbeat arrived.</summary>
/// <param name="Bed">The bed whose topic it came on.</param>
/// <param name="Heartbeat">The heartbeat.</param>
/// <param name="Retained">True where the broker had kept it, which nobody asked it to.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Line">At which broker of the list.</param>
internal sealed record HeartbeatHeard(string Bed, Heartbeat Heartbeat, bool Retained, TimeSpan At, int Line = 0) : MonitorInput(At);

/// <summary>A bed's presence arrived; it is retained, so that <c>online</c> may be as old as the broker.</summary>
/// <param name="Bed">The bed.</param>
/// <param name="Online">What it says.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Takeover">Which box of the bed's id says it.</param>
internal sealed record PresenceHeard(string Bed, bool Online, TimeSpan At, uint Takeover = 0) : MonitorInput(At);

/// <summary>The station's line to the broker came up or went down.</summary>
/// <param name="Connected">True when it came up.</param>
/// <param name="Cause">One sentence for people.</param>
/// <param name="At">When.</param>
internal sealed record LineChanged(bool Connected, string Cause, TimeSpan At) : MonitorInput(At);

/// <summary>What the station signals for a bed is on: the bed is told so.</summary>
/// <param name="At">When.</param>
/// <param name="Bed">The bed.</param>
/// <param name="Receipt">What it is told.</param>
internal sealed record ReceiptDue(TimeSpan At, string Bed, StationReceipt Receipt) : MonitorEvent(At);

/// <summary>A person at the station has acknowledged a bed's alarm: the bed is asked to take it.</summary>
/// <param name="At">When.</param>
/// <param name="Bed">The bed.</param>
/// <param name="AlarmId">The alarm.</param>
/// <param name="By">Who, and why.</param>
/// <param name="Challenge">From the bed's newest heartbeat.</param>
internal sealed record CommandDue(TimeSpan At, string Bed, string AlarmId, Actor By, string Challenge) : MonitorEvent(At);

/// <summary>A later box than all before speaks for a bed: what the ones before say is not believed any more, over a restart of the station too.</summary>
/// <param name="At">When.</param>
/// <param name="Bed">The bed.</param>
/// <param name="Takeover">The box's number.</param>
internal sealed record TakeoverSeen(TimeSpan At, string Bed, uint Takeover) : MonitorEvent(At);

/// <summary>Something was heard that this station must not believe; it changes nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Bed">The bed.</param>
/// <param name="Why">Why.</param>
internal sealed record Disregarded(TimeSpan At, string Bed, string Why) : MonitorEvent(At);

/// <summary>An alarm as the station signals it.</summary>
/// <param name="Bed">The bed; empty where it is about the station itself.</param>
/// <param name="Id">The bed's own id of it.</param>
/// <param name="Rule">The condition.</param>
/// <param name="Priority">Its priority now.</param>
/// <param name="Evidence">What the bed says about it.</param>
internal sealed record RemoteAlarm(string Bed, string Id, AlarmRule Rule, AlarmPriority Priority, AlarmEvidence Evidence);
