using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Storage;

/// <summary>What this folder brings to the daemon.</summary>
internal static class StorageServices
{
    /// <summary>The journal.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options, string device) => services
        .AddSingleton(options.ToBounds())
        .AddSingleton(parts => new JournalHost(options.Resolve(), device, parts.GetRequiredService<ILogger<JournalHost>>(), options.Provider))
        .AddSingleton(new SalvageRoom(() => DiskSpaceWatch.FreeBytes(options.Resolve()), (long)options.LowSpaceMebibytes << 20))
        .AddHostedService(parts => new MoveService(
            parts.GetRequiredService<JournalHost>(), parts.GetRequiredService<SalvageRoom>(), parts.GetRequiredService<MonitorClock>().Provider, parts.GetRequiredService<ILogger<MoveService>>()))
        .AddHostedService(parts => new DiskSpaceWatch(
            () => DiskSpaceWatch.FreeBytes(options.Resolve()), options.LowSpaceMebibytes, options.Reserve, parts.GetRequiredService<MonitorClock>(), parts.Report()))
        .AddSingleton(parts => new WearWatch(parts.GetRequiredService<JournalHost>(), parts.GetRequiredService<MonitorClock>(), WearWatch.WrittenBytes))
        .AddHostedService(parts => parts.GetRequiredService<WearWatch>())
        .AddHostedService(parts => new JournalWatch(
            parts.GetRequiredService<JournalHost>(), parts.GetRequiredService<Fallbacks>(), parts.GetRequiredService<MonitorClock>(), parts.Report()));
}
