namespace EdgeMonitor.Uplink;

/// <summary>One broker of the list.</summary>
/// <param name="Host">Its host name; its certificate must carry it.</param>
/// <param name="Port">Its TCP port, 1 to 65535.</param>
/// <param name="Tls">Certificates; null for no TLS, which only a loopback broker of the demo may see.</param>
internal sealed record Broker(string Host, int Port, MqttTls? Tls)
{
    /// <summary>Where it is, as people write it.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
