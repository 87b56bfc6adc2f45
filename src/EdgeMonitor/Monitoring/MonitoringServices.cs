using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Monitoring;

/// <summary>What this folder brings to the daemon.</summary>
internal static class MonitoringServices
{
    /// <summary>The intake, the feed, and the ways by which people act.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services) => services
        .AddSingleton(Channel.CreateBounded<MonitorInput>(
            new BoundedChannelOptions(IntakeLoop.IntakeCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true }))
        .AddSingleton<MonitorFeed>()
        .AddSingleton<OperatorDesk>()
        .AddSingleton(parts => new ButtonDesk(
            parts.GetRequiredService<OperatorDesk>(), parts.GetRequiredService<MonitorClock>(), () => parts.GetRequiredService<Annunciator>().Plan,
            parts.GetRequiredService<ILogger<ButtonDesk>>()));

    /// <summary>The intake, the patient monitor and its loop.</summary>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, MonitorSettings settings) => services
        .AddIntake()
        .AddSingleton(settings)
        .AddSingleton(new PatientMonitor(settings))
        .AddSingleton<MonitorLoop>()
        .AddHostedService(parts => parts.GetRequiredService<MonitorLoop>());

    /// <summary>The way in for parts of the appliance that report on themselves.</summary>
    public static Action<ApplianceStatus> Report(this IServiceProvider parts)
    {
        var intake = parts.GetRequiredService<Channel<MonitorInput>>().Writer;
        return status =>
        {
            // A full intake is no reason to lose the report of a fault: it waits its turn.
            if (!intake.TryWrite(status)) _ = intake.WriteAsync(status).AsTask();
        };
    }
}
