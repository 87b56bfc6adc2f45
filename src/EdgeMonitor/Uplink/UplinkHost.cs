using System.Reflection;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>Runs the uplink as a part of the daemon: waits for the journal, reports the link's state to the monitor, and says who this box is.</summary>
internal sealed partial class UplinkHost(
    UplinkSettings settings, JournalHost journal, RecordFactory records, Fence fence, MonitorClock clock, IServiceProvider parts,
    ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan JournalWait = TimeSpan.FromSeconds(5);

    private readonly Action<ApplianceStatus> _report = parts.Report();
    private readonly BootClocks _clocks = parts.GetRequiredService<BootClocks>();
    private readonly Fallbacks _fallbacks = parts.GetRequiredService<Fallbacks>();
    private readonly ILogger _logger = loggers.CreateLogger<UplinkHost>();

    /// <summary>The daemon's version as it is shown everywhere.</summary>
    public static string Version { get; } =
        typeof(UplinkHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>What has been sent.</summary>
    public UplinkCounters Counters { get; private set; } = new(clock.Provider);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // Until the first connection the box is not forwarding; the alarm's own delay decides when that matters.
        _report(new ApplianceStatus(AppliancePart.Uplink, true, $"Not yet connected to {settings.Brokers[0]}.", clock.Now));
        var choice = await MqttProviders.ChooseAsync(settings.Provider);
        if (choice.Provider is not { } provider)
        {
            LogOffline(choice.WhyNone);
            Counters.LastError = choice.WhyNone;
            _report(new ApplianceStatus(AppliancePart.Uplink, true, choice.WhyNone, clock.Now));
            return;
        }

        foreach (var refused in choice.Refused) _fallbacks.Add(refused);
        if (await WaitForJournalAsync(stoppingToken) is not { } open) return;
        var uplink = new UplinkService(
            settings, provider, open, Status, clock.Provider, Random.Shared, fence, loggers.CreateLogger<UplinkService>(), clocks: _clocks,
            mark: new StandDownMark(journal.Directory, fence.Takeover));
        Counters = uplink.Counters;
        // A box that stands down has an alarm of its own for that, and its uplink is no further fault.
        uplink.Changed += change => _report(new ApplianceStatus(AppliancePart.Uplink, !change.Connected && fence.StandsDown is null, change.Cause, clock.Now));
        await uplink.RunAsync(stoppingToken);

        Wire.Record Status(bool online)
        {
            var status = new Wire.Status { Online = online, Version = Version, Broker = Counters.Broker };
            status.Providers.Add("journal", open.Provider);
            status.Providers.Add("mqtt", provider.Name);
            foreach (var stream in JournalStreams.All) status.Stored.Add(stream, ConfirmedMarks.Waiting(open, stream));
            return records.Of(status);
        }
    }

    private async Task<SealedJournal?> WaitForJournalAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var open = journal.Open();
                _clocks.Load(open); // before the first record is sent
                return open;
            }
            catch (JournalException)
            {
                // The recorder has already raised the alarm; there is nothing to send yet.
                await Task.Delay(JournalWait, clock.Provider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    [LoggerMessage(5210, LogLevel.Error, "Records are stored and not forwarded: {Cause}")]
    private partial void LogOffline(string cause);
}
