using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Hosting;

/// <summary>Watches the box's battery where it has one that the kernel knows.</summary>
internal sealed class BatteryWatch(PowerSupplies supplies, MonitorClock clock, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(10))
{
    /// <summary>Below so much it is low, percent or time left. Chosen: time to find a socket.</summary>
    private const int LowPercent = 20, LowMinutes = 20;

    /// <summary>Below so much it is critical: under 5 minutes (alarm reference §1), and the percentage chosen for batteries that do not tell the time.</summary>
    private const int CriticalPercent = 5, CriticalMinutes = 5;

    /// <summary>So much more is needed to end an alarm, percent or minutes. Chosen: more than a gauge wavers.</summary>
    private const int Hysteresis = 3;

    private readonly FaultLine _low = new(AppliancePart.Battery, clock, report);
    private readonly FaultLine _critical = new(AppliancePart.BatteryReserve, clock, report);

    /// <inheritdoc/>
    public override void Look()
    {
        if (supplies.Read() is not { } battery) return;
        var left = battery.Left is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes") : $"{battery.Percent} %";
        Say(_low, LowPercent, LowMinutes);
        Say(_critical, CriticalPercent, CriticalMinutes);

        void Say(FaultLine line, int percent, int minutes)
        {
            var more = line.IsFaulty ? Hysteresis : 0;
            var isShort = battery.Percent < percent + more || battery.Left < TimeSpan.FromMinutes(minutes + more);
            if (battery.Discharging && isShort) line.Say(true, $"The box runs on its battery, which has {left} left: connect the mains.");
            else line.Say(false, battery.Discharging ? "The battery has enough charge." : "The box has mains power.");
        }
    }
}
