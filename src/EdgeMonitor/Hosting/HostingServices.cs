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
        .AddSingleton(parts => new SystemdNotifier(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), parts.GetRequiredService<TimeProvider>()));
}
