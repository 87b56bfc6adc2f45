using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Station;

/// <summary>Who speaks on a link between beds and nurse stations.</summary>
/// <param name="Settings">The uplink's broker and certificates.</param>
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
    /// A connection beside the uplink's, so that neither waits for the other. Its client id has a character that no device id may have.
    /// </summary>
    public MqttSettings Mqtt(string purpose, MqttMessage? will) =>
        new(Settings.Host, Settings.Port, $"{Settings.Device}:{purpose}", Settings.Tls, KeepAlive, will);
}

/// <summary>What the bed's link works with.</summary>
/// <param name="Feed">What the monitor says.</param>
/// <param name="Records">Makes the wire form of alarms.</param>
/// <param name="Desk">Where commands go.</param>
/// <param name="Audit">Where refused ones are written down.</param>
/// <param name="Clock">The monitor's time, and the machine's.</param>
/// <param name="Report">Tells the monitor whether the stations confirm.</param>
/// <param name="Loggers">For the line.</param>
internal sealed record StationLinkParts(
    FeedListener Feed, RecordFactory Records, OperatorDesk Desk, IAuditSink Audit, MonitorClock Clock, Action<ApplianceStatus> Report, ILoggerFactory Loggers);
