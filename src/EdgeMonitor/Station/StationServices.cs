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

    /// <summary>A station that is there confirms the next heartbeat, which is due within this time.</summary>
    private static readonly TimeSpan OfflineGrace = StationLink.HeartbeatInterval + TimeSpan.FromSeconds(1);

    /// <summary>A bed's link to its nurse stations and for commands, where either is configured.</summary>
    public static IServiceCollection AddStationLink(
        this IServiceCollection services, StationOptions options, UplinkOptions uplink, DeviceOptions device, string boot)
    {
        if (!uplink.IsConfigured || (options.Expected.Count == 0 && uplink.AcceptCommands.Count == 0)) return services;
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
                new ReceiptWatch(
                    options.Expected, TimeSpan.FromSeconds(options.ReceiptSeconds), clock.Uptime, uplink.AllBrokers.Count > 1 ? OfflineGrace : TimeSpan.Zero),
                new StationLinkParts(
                    parts.GetRequiredService<MonitorFeed>().Listen(), parts.GetRequiredService<RecordFactory>(), parts.GetRequiredService<OperatorDesk>(),
                    parts.GetRequiredService<IAuditSink>(), clock, parts.Report(), parts.GetRequiredService<Fence>(),
                    parts.GetRequiredService<ILoggerFactory>()),
                parts.GetRequiredService<ILogger<StationLink>>());
        });
    }

    /// <summary>A nurse station in place of a patient monitor: its intake, its loop, its ears.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="settings">How it watches.</param>
    /// <param name="takeovers">Which boxes have spoken for its beds before.</param>
    /// <param name="uplink">The beds' brokers.</param>
    /// <param name="device">Who this station is.</param>
    /// <param name="boot">This start of the daemon.</param>
    public static IServiceCollection AddStation(
        this IServiceCollection services, StationSettings settings, SeenTakeovers takeovers, UplinkOptions uplink, DeviceOptions device, string boot) => services
        .AddIntake()
        .AddSingleton(new StationMonitor(settings))
        .AddSingleton(parts => new StationReceiver(
            new LinkIdentity(uplink.ToSettings(device), boot, []),
            settings.Beds,
            new StationReceiverParts(
                parts.GetRequiredService<Channel<MonitorInput>>(), parts.GetRequiredService<RecordFactory>(), parts.GetRequiredService<Fence>(),
                parts.GetRequiredService<MonitorClock>(), parts.GetRequiredService<WallClock>(), parts.GetRequiredService<IAuditSink>(), takeovers,
                () => RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true), parts.GetRequiredService<ILoggerFactory>())))
        .AddSingleton<StationLoop>()
        .AddHostedService(parts => parts.GetRequiredService<StationLoop>())
        .AddHostedService(parts => parts.GetRequiredService<StationReceiver>());
}
