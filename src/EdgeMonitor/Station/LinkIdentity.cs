using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>Who speaks on a link between beds and nurse stations.</summary>
/// <param name="Settings">The uplink's brokers and certificates.</param>
/// <param name="Boot">This start of the daemon.</param>
/// <param name="Expected">At a bed: the nurse stations that must confirm.</param>
internal sealed record LinkIdentity(UplinkSettings Settings, string Boot, IReadOnlyList<string> Expected)
{
    /// <summary>A dead link is known within one and a half times this. Chosen: as often as a bed's heartbeat.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    /// <summary>This device.</summary>
    public string Device => Settings.Device;

    /// <summary>Its site.</summary>
    public string Site => Settings.Site;

    /// <summary>
    /// A line beside the uplink's connection, so that neither waits for the other. Its client id has a character that no device id may have.
    /// </summary>
    /// <param name="purpose">What it is for, as it stands in its client id.</param>
    /// <param name="will">Its last will; null for none.</param>
    /// <param name="filters">What it subscribes to.</param>
    /// <param name="parts">Who decides whether it may connect, and what it works with.</param>
    /// <param name="broker">The only broker that it uses; null for the whole list.</param>
    public MqttLine Line(string purpose, MqttMessage? will, IReadOnlyList<string> filters, LineParts parts, Broker? broker = null)
    {
        var settings = broker is null ? Settings : Settings with { Brokers = [broker] };
        var time = parts.Clock.Provider;
        var choice = new BrokerChoice(
            settings, parts.Fence, parts.Provider, () => parts.Records.Of(new Status { Version = UplinkHost.Version }), MqttLine.Delay(Random.Shared), time);
        return new MqttLine(choice, Mqtt, filters, parts.Provider, time, parts.Loggers.CreateLogger<MqttLine>());

        MqttSettings Mqtt(Broker at) => new(at.Host, at.Port, $"{Device}:{purpose}", at.Tls, KeepAlive, will);
    }
}

/// <summary>What every line works with.</summary>
/// <param name="Provider">Makes connections.</param>
/// <param name="Records">Makes the device's status.</param>
/// <param name="Fence">Says whether a later box has this device id.</param>
/// <param name="Clock">The monitor's time, and the machine's.</param>
/// <param name="Loggers">For the line.</param>
internal sealed record LineParts(IMqttProvider Provider, RecordFactory Records, Fence Fence, MonitorClock Clock, ILoggerFactory Loggers);

/// <summary>What the bed's link works with.</summary>
/// <param name="Feed">What the monitor says.</param>
/// <param name="Records">Makes the wire form of alarms.</param>
/// <param name="Desk">Where commands go.</param>
/// <param name="Audit">Where refused ones are written down.</param>
/// <param name="Clock">The monitor's time, and the machine's.</param>
/// <param name="Report">Tells the monitor whether the stations confirm.</param>
/// <param name="Fence">Says whether a later box has this device id.</param>
/// <param name="Loggers">For the line.</param>
internal sealed record StationLinkParts(
    FeedListener Feed, RecordFactory Records, OperatorDesk Desk, IAuditSink Audit, MonitorClock Clock, Action<ApplianceStatus> Report, Fence Fence,
    ILoggerFactory Loggers);
