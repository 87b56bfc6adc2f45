using EdgeMonitor.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeMonitor.Hosting;

/// <summary>What this folder brings to the daemon.</summary>
internal static class HostingServices
{
    /// <summary>Clocks and systemd.</summary>
    public static IServiceCollection AddHosting(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<MonitorClock>()
        .AddSingleton<WallClock>()
        .AddSingleton<Fallbacks>()
        .AddSingleton(parts => new SystemdNotifier(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), parts.GetRequiredService<TimeProvider>()));

    /// <summary>The watchers of clock, battery and choices of parts.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="device">Who this box is.</param>
    /// <param name="report">Makes the way to report faults.</param>
    public static IServiceCollection AddApplianceWatchers(this IServiceCollection services, DeviceOptions device, Func<IServiceProvider, Action<ApplianceStatus>> report) => services
        .AddHostedService(parts => new ClockWatch(parts.GetRequiredService<MonitorClock>(), () => WallClock.IsSynchronised, device.TimeServerExpected, report(parts)))
        .AddHostedService(parts => new BatteryWatch(new PowerSupplies(), parts.GetRequiredService<MonitorClock>(), report(parts)))
        .AddHostedService(parts => new FallbackWatch(parts.GetRequiredService<Fallbacks>(), parts.GetRequiredService<MonitorClock>(), report(parts)));
}
