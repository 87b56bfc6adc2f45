using System.Threading.Channels;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>What this folder brings to the daemon.</summary>
internal static class UplinkServices
{
    /// <summary>What the patient monitor knew before the restart, given to it before the sensors start.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="configured">The configured alarm limits.</param>
    public static IServiceCollection AddMonitorMemory(this IServiceCollection services, AlarmLimits configured) => services
            .AddHostedService(parts => new MemoryRestorer(
                parts.GetRequiredService<JournalHost>(),
                configured,
                parts.GetRequiredService<Channel<MonitorInput>>().Writer,
                parts.GetRequiredService<Recorder>().Record,
                parts.GetRequiredService<RecordFactory>().Episodes,
                parts.GetRequiredService<Fallbacks>(),
                parts.GetRequiredService<MonitorClock>(),
                parts.GetRequiredService<ILogger<MemoryRestorer>>()));

    /// <summary>The recorder, and the uplink where a broker is configured.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="options">The brokers; without any nothing is forwarded.</param>
    /// <param name="device">Who this box is.</param>
    /// <param name="boot">This start of the daemon.</param>
    /// <param name="identity">Which box of the device id this is, and a sentence where that is not known.</param>
    /// <param name="configured">The configured alarm limits.</param>
    /// <param name="shredOnDischarge">Whether episodes that are over and confirmed are shredded.</param>
    public static IServiceCollection AddUplink(
        this IServiceCollection services, UplinkOptions options, DeviceOptions device, string boot, (BoxIdentity Box, string? Fault) identity, AlarmLimits configured,
        bool shredOnDischarge = false)
    {
        services
            .AddSingleton(parts => new KeyDesk(
                parts.GetRequiredService<JournalHost>(), parts.GetRequiredService<RecordFactory>(),
                parts.GetRequiredService<Recorder>().StoreAsync, parts.GetRequiredService<Recorder>().Holds))
            .AddSingleton(parts => new RecordFactory(
                device.Id, boot, parts.GetRequiredService<MonitorClock>(), parts.GetRequiredService<WallClock>(), identity.Box.Takeover))
            .AddSingleton(parts => NewFence(device.Id, identity, parts))
            .AddSingleton(parts => new Recorder(
                parts.GetRequiredService<MonitorFeed>().Listen(),
                parts.GetRequiredService<JournalHost>(),
                parts.GetRequiredService<RecordFactory>(),
                configured,
                new AlarmLogKeeper(forwards: options.IsConfigured),
                Bounds(parts, boot),
                parts.GetRequiredService<MonitorClock>(),
                parts.Report(),
                parts.GetRequiredService<ILogger<Recorder>>()))
            .AddSingleton<IAuditSink>(parts => parts.GetRequiredService<Recorder>())
            .AddHostedService<RecorderService>()
            .AddSingleton<BootClocks>()
            .AddHostedService(parts => new ClockKeeper(
                parts.GetRequiredService<BootClocks>(),
                parts.GetRequiredService<JournalHost>(),
                new MachineLine(boot, MachineLine.MachineBoot(), parts.GetRequiredService<MonitorClock>()),
                parts.GetRequiredService<WallClock>(),
                parts.GetRequiredService<ILogger<ClockKeeper>>()))
            .AddHostedService(parts => new SalvageService(
                parts.GetRequiredService<JournalHost>(),
                new SalvageReports(parts.GetRequiredService<Recorder>().Record, () => parts.GetRequiredService<Recorder>().IsIdle),
                parts.GetRequiredService<SalvageRoom>(),
                parts.GetRequiredService<MonitorClock>().Provider,
                parts.GetRequiredService<ILogger<SalvageService>>()));
        if (!options.IsConfigured) return services;
        if (shredOnDischarge)
        {
            services.AddHostedService(parts => new DischargeShredder(
                parts.GetRequiredService<KeyDesk>(), parts.GetRequiredService<MonitorClock>().Provider, parts.GetRequiredService<ILogger<DischargeShredder>>()));
        }

        return services
            .AddSingleton(options.ToSettings(device))
            .AddSingleton<UplinkHost>()
            .AddHostedService(parts => parts.GetRequiredService<UplinkHost>());
    }

    private static StorageBounds Bounds(IServiceProvider parts, string boot)
    {
        var (bounds, clock, state) = (parts.GetRequiredService<JournalBounds>(), parts.GetRequiredService<MonitorClock>(), parts.GetRequiredService<JournalHost>().Directory);
        var age = new RecordAge(boot, clock, parts.GetRequiredService<WallClock>(), () => WallClock.IsSynchronised);
        var excess = new JournalExcess(bounds, Free, age);
        return new StorageBounds(bounds, excess, Free, parts.GetRequiredService<RecordFactory>(), clock, parts.Report(), parts.GetRequiredService<ILogger<StorageBounds>>());

        long? Free() => DiskSpaceWatch.FreeBytes(state);
    }

    private static Fence NewFence(string device, (BoxIdentity Box, string? Fault) identity, IServiceProvider parts)
    {
        var (fence, report, clock) = (new Fence(device, identity.Box.Takeover), parts.Report(), parts.GetRequiredService<MonitorClock>());
        if (identity.Fault is { } unknown) parts.GetRequiredService<Fallbacks>().Add(unknown);
        fence.Changed += cause => report(new ApplianceStatus(AppliancePart.Identity, cause is not null, cause ?? "No other box has this device id any more.", clock.Now));
        return fence;
    }

    /// <summary>
    /// The recorder runs until the feed has ended and everything is stored: it is the last part to stop. If a defect ends it, the daemon stops
    /// with that exception and systemd starts it again: an appliance that stores nothing must not look well.
    /// </summary>
    private sealed class RecorderService(Recorder recorder, IHostApplicationLifetime lifetime) : IHostedService
    {
        private Task _running = Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            recorder.Record("system", "start", $"version {UplinkHost.Version}");
            recorder.Record(Power("up", $"The monitor was started, version {UplinkHost.Version}."));
            lifetime.ApplicationStopping.Register(() =>
            {
                recorder.Record("system", "stop", "told to");
                recorder.Record(Power("down", "The monitor was stopped in order: from here on nothing is watched."));
            });
            _running = RunAsync();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => _running.WaitAsync(cancellationToken);

        private static Wire.AlarmSystemEvent Power(string state, string reason) => new() { Kind = "power", State = state, Reason = reason };

        private async Task RunAsync()
        {
            try
            {
                await Task.Run(recorder.RunAsync, CancellationToken.None);
            }
            finally
            {
                lifetime.StopApplication();
            }
        }
    }
}
