using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The faults of the appliance itself. A fault is reported once, when it changes; its alarm delay runs on the ticks.</summary>
internal sealed class ApplianceWatch(AlarmRules rules)
{
    private readonly (AppliancePart Part, AlarmRule Rule)[] _parts =
    [
        (AppliancePart.Intake, rules.QueueOverflow),
        (AppliancePart.Storage, rules.StorageFailure),
        (AppliancePart.Uplink, rules.UplinkLost),
        (AppliancePart.Annunciation, rules.AnnunciationFailure),
        (AppliancePart.Station, rules.StationUnreachable),
    ];

    private readonly Dictionary<AppliancePart, ApplianceStatus> _latest = [];

    public void Update(ApplianceStatus status) => _latest[status.Part] = status;

    public void Judge(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var (part, rule) in _parts)
        {
            if (!_latest.TryGetValue(part, out var status)) continue;
            board.Judge(rule, "", new(status.Faulty ? Presence.Present : Presence.Absent, status.Cause), now, events);
        }
    }
}
