namespace EdgeMonitor.Uplink;

/// <summary>How a record is written on the wire.</summary>
internal enum UplinkEncoding
{
    /// <summary>protobuf: the bytes as they are stored.</summary>
    Protobuf,

    /// <summary>proto3 JSON: readable, a good three times the bytes for waveforms (measured: WireSizeTests).</summary>
    Json,
}

/// <summary>Whose word confirms a record, so that it is trimmed.</summary>
internal enum ConfirmMode
{
    /// <summary>The centre's once a centre has announced itself, ever; until then the broker's.</summary>
    Auto,

    /// <summary>The centre's alone: it says, on the box's topic <c>ack</c>, what it has committed.</summary>
    Application,

    /// <summary>The broker's: its PUBACK.</summary>
    Broker,
}

/// <summary>Where to send, as whom, and how.</summary>
/// <param name="Brokers">The brokers in order of preference, at least one.</param>
/// <param name="Site">The site's name in the topics (<see cref="Topics.IsName"/>).</param>
/// <param name="Device">The device id: MQTT client id and name in the topics (<see cref="Topics.IsName"/>).</param>
internal sealed record UplinkSettings(IReadOnlyList<Broker> Brokers, string Site, string Device)
{
    /// <summary>A list of one broker.</summary>
    public UplinkSettings(string host, int port, MqttTls? tls, string site, string device)
        : this([new Broker(host, port, tls)], site, device)
    {
    }

    /// <summary>How long an earlier broker must be well before the box goes back to it.</summary>
    public TimeSpan FailBack { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a box that stands down asks whether it still must. Chosen: ten minutes; it is a person who changes that.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How records are written on the wire.</summary>
    public UplinkEncoding Encoding { get; init; } = UplinkEncoding.Protobuf;

    /// <summary>Whose word confirms a record.</summary>
    public ConfirmMode Confirm { get; init; } = ConfirmMode.Auto;

    /// <summary>Which box of this device id this is; an acknowledgement that means another one is not for it.</summary>
    public uint Takeover { get; init; }

    /// <summary>Most messages in flight; the broker's receive maximum may allow fewer. Chosen: what mosquitto allows without being told is 20.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Most backlog records that the broker has and the centre has not confirmed.</summary>
    public int MostUnacknowledged { get; init; } = 512;

    /// <summary>Most bytes of them. Chosen: twice what <see cref="MostUnacknowledged"/> records of 12 leads take.</summary>
    public long MostUnacknowledgedBytes { get; init; } = 8 << 20;

    /// <summary>The backlog's share of the line, bits per second; 0 for all of it.</summary>
    public long BacklogBitsPerSecond { get; init; }

    /// <summary>How long the broker keeps what the centre says while this box is away. Chosen: an hour's acknowledgements are small.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The MQTT library: <see cref="MqttProviders.Auto"/> or a provider's name.</summary>
    public string Provider { get; init; } = MqttProviders.Auto;

    /// <summary>MQTT keep-alive, whole seconds: a dead link is known after at most twice this time.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}
