namespace EdgeMonitor.Uplink;

/// <summary>How a record is written on the wire.</summary>
internal enum UplinkEncoding
{
    /// <summary>protobuf: the bytes as they are stored.</summary>
    Protobuf,

    /// <summary>proto3 JSON: readable, a good three times the bytes for waveforms (measured: WireSizeTests).</summary>
    Json,
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

    /// <summary>Most messages in flight; the broker's receive maximum may allow fewer. Chosen: 16 s of telemetry, about 30 KiB.</summary>
    public int Window { get; init; } = 16;

    /// <summary>MQTT keep-alive, whole seconds: a dead link is known after at most twice this time.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}
