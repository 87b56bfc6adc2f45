using EdgeMonitor.Core.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Hosting;

/// <summary>What this folder brings to the daemon.</summary>
internal static class HostingServices
{
    /// <summary>Clocks and systemd.</summary>
    public static IServiceCollection AddHosting(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<MonitorClock>()
        .AddSingleton(parts => new WallClock(parts.GetRequiredService<TimeProvider>()))
        .AddSingleton<Fallbacks>()
        .AddSingleton(parts => new SystemdNotifier(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), parts.GetRequiredService<TimeProvider>()));

    /// <summary>The signs of life for the guard unit, and the watcher that says where they do not arrive.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="path">The guard's socket; empty where none is to be petted.</param>
    /// <param name="isExpected">True where a guard is configured, so that its absence is a fault.</param>
    /// <param name="report">Makes the way to report faults.</param>
    public static IServiceCollection AddGuardPet(this IServiceCollection services, string path, bool isExpected, Func<IServiceProvider, Action<ApplianceStatus>> report) => services
        .AddSingleton(parts => new GuardPet(path, parts.GetRequiredService<TimeProvider>()))
        .AddHostedService(parts => new GuardReach(
            parts.GetRequiredService<GuardPet>(), path, isExpected, parts.GetRequiredService<MonitorClock>(), report(parts), parts.GetRequiredService<ILogger<GuardReach>>()));

    /// <summary>The watchers of clock, battery and choices of parts.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="device">Who this box is.</param>
    /// <param name="report">Makes the way to report faults.</param>
    public static IServiceCollection AddApplianceWatchers(this IServiceCollection services, DeviceOptions device, Func<IServiceProvider, Action<ApplianceStatus>> report) => services
        .AddHostedService(parts => new ClockWatch(parts.GetRequiredService<MonitorClock>(), () => WallClock.IsSynchronised, device.TimeServerExpected, report(parts)))
        .AddHostedService(parts => new BatteryWatch(new PowerSupplies(), parts.GetRequiredService<MonitorClock>(), report(parts)))
        .AddHostedService(parts => new FallbackWatch(parts.GetRequiredService<Fallbacks>(), parts.GetRequiredService<MonitorClock>(), report(parts)));
}
