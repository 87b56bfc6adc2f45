using EdgeMonitor.Core.Monitoring;
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
    /// <summary>The recorder, and the uplink where a broker is configured.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="options">The broker; without a host nothing is forwarded.</param>
    /// <param name="device">Who this box is.</param>
    /// <param name="boot">This start of the daemon.</param>
    public static IServiceCollection AddUplink(this IServiceCollection services, UplinkOptions options, DeviceOptions device, string boot)
    {
        services
            .AddSingleton(parts => new RecordFactory(device.Id, boot, parts.GetRequiredService<MonitorClock>(), parts.GetRequiredService<WallClock>()))
            .AddSingleton(parts => new Recorder(
                parts.GetRequiredService<MonitorFeed>().Listen(),
                parts.GetRequiredService<JournalHost>(),
                parts.GetRequiredService<RecordFactory>(),
                parts.GetRequiredService<MonitorClock>(),
                parts.Report(),
                parts.GetRequiredService<ILogger<Recorder>>(),
                parts.GetService<MonitorSettings>()?.Limits))
            .AddSingleton<IAuditSink>(parts => parts.GetRequiredService<Recorder>())
            .AddHostedService<RecorderService>();
        if (options.Host.Length == 0) return services;
        return services
            .AddSingleton(options.ToSettings(device))
            .AddSingleton<UplinkHost>()
            .AddHostedService(parts => parts.GetRequiredService<UplinkHost>());
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
            lifetime.ApplicationStopping.Register(() => recorder.Record("system", "stop", "told to"));
            _running = RunAsync();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => _running.WaitAsync(cancellationToken);

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
