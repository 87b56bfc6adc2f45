using System.ComponentModel.DataAnnotations;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Uplink;

/// <summary>The central server's brokers. Without any nothing is forwarded and everything is stored.</summary>
internal sealed class UplinkOptions
{
    /// <summary>The only broker's host name, as its certificate carries it; empty for a list, and for a box that only stores.</summary>
    public string Host { get; init; } = "";

    /// <summary>The only broker's TCP port; where it is left out, 8883.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>Several brokers in order of preference, in place of <see cref="Host"/> and <see cref="Port"/>: when one fails, the next one is used.</summary>
    public List<BrokerEntry> Brokers { get; init; } = [];

    /// <summary>How long an earlier broker must be well before the box goes back to it, seconds. Default 60, chosen: longer than a broker's restart.</summary>
    [Range(10, 86_400)]
    public int FailBackSeconds { get; init; } = 60;

    /// <summary>PEM file of the certificate authority that the broker's certificate must come from.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>PEM file of this box's certificate.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file of its private key, mode 0600.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>How records are encoded.</summary>
    public UplinkEncoding Encoding { get; init; } = UplinkEncoding.Protobuf;

    /// <summary>MQTT keep-alive, seconds; a dead link is noticed within one and a half times this.</summary>
    [Range(5, 600)]
    public int KeepAliveSeconds { get; init; } = 20;

    /// <summary>Messages in flight at the most; the broker's receive maximum may make it fewer.</summary>
    [Range(1, 1000)]
    public int Window { get; init; } = 64;

    /// <summary>Whose word confirms a record: the centre's (Application), the broker's (Broker), or the centre's once one has announced itself (Auto).</summary>
    public ConfirmMode Confirm { get; init; } = ConfirmMode.Auto;

    /// <summary>
    /// Backlog records that the broker may have without the centre's acknowledgement, and as many of each stream that are sent again. Chosen: half of what mosquitto queues for a client
    /// without being told (max_queued_messages 1000).
    /// </summary>
    [Range(8, 100_000)]
    public int UnacknowledgedRecords { get; init; } = 512;

    /// <summary>The backlog's share of the line, kbit/s; 0 for all of it. Alarms, audit and live telemetry are never held back by it.</summary>
    [Range(0, 10_000_000)]
    public int BacklogKilobitsPerSecond { get; init; }

    /// <summary>The MQTT library: <c>auto</c> takes the first one that works here, a name (see <c>edgemonitor version</c>) that one and no other.</summary>
    public string Provider { get; init; } = MqttProviders.Auto;

    /// <summary>Acts that this bed takes from the centre's command topic: acknowledge, pause-audio, resume-signals. Default none.</summary>
    public List<string> AcceptCommands { get; init; } = [];

    /// <summary>The box speaks without TLS; set by the demo alone, which has no patient. No configuration can say so.</summary>
    internal bool WithoutTls { get; set; }

    /// <summary>All brokers in order, however they were given.</summary>
    public IReadOnlyList<BrokerEntry> AllBrokers => Brokers.Count > 0 ? Brokers
        : Host.Length > 0 ? [new BrokerEntry { Host = Host, Port = Port ?? BrokerEntry.UsualPort }]
        : [];

    /// <summary>True where records are forwarded.</summary>
    public bool IsConfigured => AllBrokers.Count > 0;

    /// <summary>The authority of a broker's certificate.</summary>
    public string CaFileOf(BrokerEntry broker) => broker.CaFile.Length > 0 ? broker.CaFile : CaFile;

    /// <summary>What the uplink is run with.</summary>
    public UplinkSettings ToSettings(DeviceOptions device)
        => new([.. AllBrokers.Select(ToBroker)], device.Site, device.Id)
        {
            FailBack = TimeSpan.FromSeconds(FailBackSeconds),
            Encoding = Encoding,
            Window = Window,
            Provider = Provider,
            Confirm = Confirm,
            MostUnacknowledged = UnacknowledgedRecords,
            BacklogBitsPerSecond = BacklogKilobitsPerSecond * 1000L,
            KeepAlive = TimeSpan.FromSeconds(KeepAliveSeconds),
        };

    private Broker ToBroker(BrokerEntry entry) =>
        new(entry.Host, entry.Port, WithoutTls ? null : new MqttTls(CaFileOf(entry), CertificateFile, KeyFile));
}
