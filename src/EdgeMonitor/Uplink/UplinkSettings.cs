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
/// <param name="Host">The broker's host name; its certificate must carry it.</param>
/// <param name="Port">The broker's TCP port, 1 to 65535.</param>
/// <param name="Tls">Certificates; null for no TLS, which only a loopback broker of the demo may see.</param>
/// <param name="Site">The site's name in the topics (<see cref="Topics.IsName"/>).</param>
/// <param name="Device">The device id: MQTT client id and name in the topics (<see cref="Topics.IsName"/>).</param>
internal sealed record UplinkSettings(string Host, int Port, MqttTls? Tls, string Site, string Device)
{
    /// <summary>How records are written on the wire.</summary>
    public UplinkEncoding Encoding { get; init; } = UplinkEncoding.Protobuf;

    /// <summary>Most messages in flight; the broker's receive maximum may allow fewer. Chosen: 16 s of telemetry, about 30 KiB.</summary>
    public int Window { get; init; } = 16;

    /// <summary>The MQTT library: <see cref="MqttProviders.Auto"/> or a provider's name.</summary>
    public string Provider { get; init; } = MqttProviders.Auto;

    /// <summary>MQTT keep-alive, whole seconds: a dead link is known after at most twice this time.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}
