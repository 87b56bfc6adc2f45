using System.Security.Cryptography;
using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>What this folder brings to the daemon.</summary>
internal static class StationServices
{
    private const int IdBytes = 16;

    /// <summary>A bed's link to its nurse stations and for commands, where either is configured.</summary>
    public static IServiceCollection AddStationLink(
        this IServiceCollection services, StationOptions options, UplinkOptions uplink, DeviceOptions device, string boot)
    {
        if (uplink.Host.Length == 0 || (options.Expected.Count == 0 && uplink.AcceptCommands.Count == 0)) return services;
        var identity = new LinkIdentity(uplink.ToSettings(device), boot, options.Expected);
        string[] fromStations = options.HonourAcknowledge ? [CommandInbox.Acknowledge] : [];
        return services.AddHostedService(parts =>
        {
            var clock = parts.GetRequiredService<MonitorClock>();
            var challenges = new Challenges(() => RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true));
            return new StationLink(
                identity,
                new CommandInbox(device.Id, options.Expected, fromStations, uplink.AcceptCommands, challenges),
                challenges,
                new ReceiptWatch(options.Expected, TimeSpan.FromSeconds(options.ReceiptSeconds), clock.Uptime),
                new StationLinkParts(
                    parts.GetRequiredService<MonitorFeed>().Listen(), parts.GetRequiredService<RecordFactory>(), parts.GetRequiredService<OperatorDesk>(),
                    parts.GetRequiredService<IAuditSink>(), clock, parts.Report(), parts.GetRequiredService<ILoggerFactory>()),
                parts.GetRequiredService<ILogger<StationLink>>());
        });
    }

    /// <summary>A nurse station in place of a patient monitor: its intake, its loop, its ears.</summary>
    public static IServiceCollection AddStation(
        this IServiceCollection services, StationOptions options, StationSettings settings, UplinkOptions uplink, DeviceOptions device, string boot) => services
        .AddIntake()
        .AddSingleton(new StationMonitor(settings))
        .AddSingleton(parts => new StationReceiver(
            new LinkIdentity(uplink.ToSettings(device), boot, []),
            options.Beds,
            parts.GetRequiredService<Channel<MonitorInput>>(),
            parts.GetRequiredService<MonitorClock>(),
            parts.GetRequiredService<WallClock>(),
            parts.GetRequiredService<IAuditSink>(),
            () => RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true),
            parts.GetRequiredService<ILoggerFactory>()))
        .AddSingleton<StationLoop>()
        .AddHostedService(parts => parts.GetRequiredService<StationLoop>())
        .AddHostedService(parts => parts.GetRequiredService<StationReceiver>());
}
