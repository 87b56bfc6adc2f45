using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Uplink;

/// <summary>One entry of <c>Uplink:Brokers</c>.</summary>
internal sealed class BrokerEntry
{
    /// <summary>8883 is MQTT over TLS (IANA: secure-mqtt).</summary>
    public const int UsualPort = 8883;

    /// <summary>The broker's host name, as its certificate carries it.</summary>
    [Required]
    public string Host { get; init; } = "";

    /// <summary>TCP port; 8883 is MQTT over TLS.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = UsualPort;

    /// <summary>PEM file of the certificate authority of this broker, where it is another than <c>Uplink:CaFile</c>.</summary>
    public string CaFile { get; init; } = "";
}
