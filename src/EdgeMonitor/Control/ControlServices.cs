using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Control;

/// <summary>What this folder brings to the daemon.</summary>
internal static class ControlServices
{
    /// <summary>The control socket.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="security">Its path and the roles.</param>
    /// <param name="storage">The state directory, where it lies when nothing else is told.</param>
    /// <param name="limits">The limits that the monitor begins with.</param>
    public static IServiceCollection AddControl(this IServiceCollection services, SecurityOptions security, StorageOptions storage, AlarmLimits limits)
    {
        var (path, mode) = ControlSocket.ForDaemon(security, storage);
        return services
            .AddSingleton(new PersonFinder(security.Roles))
            .AddSingleton(new BedsideState(limits))
            .AddSingleton(parts => new ControlDesk(
                parts.GetRequiredService<OperatorDesk>(), () => parts.GetRequiredService<Annunciator>().Plan, parts.GetRequiredService<Annunciator>().SelfTestAsync,
                parts.GetRequiredService<BedsideState>(),
                parts.GetRequiredService<MonitorClock>(), parts.GetRequiredService<IAuditSink>(), new KeyActs(parts.GetRequiredService<KeyDesk>()),
                new CuffActs(parts.GetService<SensorSupervisors>()?.Desk ?? new SensorDesk(parts.GetRequiredService<TimeProvider>()), parts.GetRequiredService<IAuditSink>()),
                report => DeliveryReport.AddAsync(
                    report, parts.GetRequiredService<JournalHost>(), parts.GetService<UplinkHost>()?.Counters, parts.GetRequiredService<TimeProvider>())))
            .AddHostedService(parts => new StateFollower(parts.GetRequiredService<BedsideState>(), parts.GetRequiredService<MonitorFeed>().Listen()))
            .AddHostedService(parts => new ControlServer(
                path, mode, parts.GetRequiredService<ControlDesk>(), parts.GetRequiredService<PersonFinder>(),
                parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<ILogger<ControlServer>>()));
    }

    /// <summary>Keeps the state by the feed; the feed's end, which comes after this part's stop, is its end.</summary>
    private sealed class StateFollower(BedsideState state, FeedListener feed) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = Task.Run(() => state.FollowAsync(feed), CancellationToken.None);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
