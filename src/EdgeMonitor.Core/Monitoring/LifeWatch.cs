using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Tells the board once a second how long signs of life have been seen without a break: a bed in standby whose patient is back must watch.</summary>
internal sealed class LifeWatch
{
    private TimeSpan? _since;

    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!vitals.ShowsLife(now)) _since = null;
        else _since ??= now;
        board.SeeLife(now - _since, now, events);
    }
}
