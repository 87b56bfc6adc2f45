using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The faults of the appliance itself. A fault is reported once, when it changes; its alarm delay runs on the ticks.</summary>
internal sealed class ApplianceWatch(AlarmSettings alarms)
{
    private static readonly (AppliancePart Part, Func<AlarmRules, AlarmRule> Rule)[] Parts =
    [
        (AppliancePart.Intake, r => r.QueueOverflow),
        (AppliancePart.Storage, r => r.StorageFailure),
        (AppliancePart.Uplink, r => r.UplinkLost),
        (AppliancePart.Annunciation, r => r.AnnunciationFailure),
        (AppliancePart.DiskSpace, r => r.DiskNearlyFull),
        (AppliancePart.Journal, r => r.JournalGap),
        (AppliancePart.JournalBounds, r => r.RecordsGivenUp),
        (AppliancePart.ClockSynchronisation, r => r.ClockUnsynchronised),
        (AppliancePart.ClockStep, r => r.ClockStepped),
        (AppliancePart.Configuration, r => r.ConfigurationFallback),
        (AppliancePart.Battery, r => r.BatteryLow),
        (AppliancePart.BatteryReserve, r => r.BatteryCritical),
        (AppliancePart.Station, r => r.StationUnreachable),
        (AppliancePart.Guard, r => r.GuardUnreachable),
        (AppliancePart.Identity, r => r.DeviceSuperseded),
    ];

    private readonly Dictionary<AppliancePart, ApplianceStatus> _latest = [];

    public void Update(ApplianceStatus status) => _latest[status.Part] = status;

    public void Judge(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var (part, rule) in Parts)
        {
            if (!_latest.TryGetValue(part, out var status)) continue;
            board.Judge(rule(alarms.Rules), "", new(status.Faulty ? Presence.Present : Presence.Absent, status.Cause), now, events);
        }
    }
}
