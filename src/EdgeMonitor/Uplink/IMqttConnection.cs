namespace EdgeMonitor.Uplink;

/// <summary>Where and as whom to connect.</summary>
/// <param name="Host">Broker's host name; the server certificate must carry it.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="ClientId">MQTT client identifier: the device id.</param>
/// <param name="Tls">Certificates; null connects without TLS, which only a loopback broker of the demo may see.</param>
/// <param name="KeepAlive">MQTT keep-alive, whole seconds.</param>
/// <param name="Will">The last will, published retained at QoS 1 by the broker when the connection dies; null for none.</param>
internal sealed record MqttSettings(string Host, int Port, string ClientId, MqttTls? Tls, TimeSpan KeepAlive, MqttMessage? Will)
{
    /// <summary>How long the broker keeps the session, with what it queues, after the connection ended (MQTT 5 session expiry); null begins a clean one that ends with it.</summary>
    public TimeSpan? SessionLife { get; init; }
}

/// <summary>The PEM files of mutual TLS.</summary>
/// <param name="CaFile">The certificate authority that the broker's certificate must come from.</param>
/// <param name="CertificateFile">This device's certificate.</param>
/// <param name="KeyFile">Its private key.</param>
internal sealed record MqttTls(string CaFile, string CertificateFile, string KeyFile);

/// <summary>One message, always at QoS 1.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Payload">Bytes.</param>
/// <param name="ContentType">MQTT 5 content type; empty for none.</param>
/// <param name="Retain">True to be kept by the broker.</param>
/// <param name="UserProperties">MQTT 5 user properties, in order.</param>
internal sealed record MqttMessage(
    string Topic, ReadOnlyMemory<byte> Payload, string ContentType = "", bool Retain = false, IReadOnlyList<KeyValuePair<string, string>>? UserProperties = null);

/// <summary>
/// One connection to a broker, MQTT 5, used once: connect, publish and subscribe until it is closed, then make another.
/// All members may be called from any thread.
/// </summary>
internal interface IMqttConnection : IAsyncDisposable
{
    /// <summary>Completes, with the cause in words, when the connection has ended, whoever ended it; never faults.</summary>
    Task<string> Closed { get; }

    /// <summary>How many publishes the broker allows in flight (MQTT 5 receive maximum); known once connected.</summary>
    int ReceiveMaximum { get; }

    /// <summary>A subscribed message arrived; called on the connection's own thread, must return at once.</summary>
    event Action<MqttMessage>? MessageReceived;

    /// <summary>Connects and waits for CONNACK.</summary>
    /// <exception cref="MqttException">Not reached, refused, or a certificate was not accepted; the message says which and what to do.</exception>
    Task ConnectAsync(CancellationToken stop);

    /// <summary>
    /// Publishes at QoS 1 and completes at PUBACK; false where the broker says that nobody is subscribed and it has kept the message for nobody.
    /// Not every broker says so.
    /// </summary>
    /// <exception cref="MqttException">The connection ended first, or the broker refused the message.</exception>
    Task<bool> PublishAsync(MqttMessage message, CancellationToken stop);

    /// <summary>Subscribes at QoS 1 and completes at SUBACK.</summary>
    /// <exception cref="MqttException">The connection ended first, or the broker refused the filter.</exception>
    Task SubscribeAsync(string filter, CancellationToken stop);

    /// <summary>Ends the connection in order, so that the last will is not published.</summary>
    Task DisconnectAsync(CancellationToken stop);
}

/// <summary>A way to reach MQTT brokers: a provider of the port <see cref="IMqttConnection"/>.</summary>
internal interface IMqttProvider
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Name { get; }

    /// <summary>Null when the provider can work here; else one sentence that says what to install.</summary>
    string? Unavailable { get; }

    /// <summary>Makes a connection that is not yet open.</summary>
    IMqttConnection Create(MqttSettings settings);
}

/// <summary>The broker could not be used; the message says why in one sentence and what to do.</summary>
/// <param name="message">One sentence for people.</param>
/// <param name="refusal">The broker's MQTT 5 reason code, 128 or above, where it refused this one message or filter and the connection lives on.</param>
/// <param name="inner">What caused it, where there is one.</param>
internal sealed class MqttException(string message, int? refusal = null, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The reason code of a refusal of this one message or filter; null where the connection itself failed.</summary>
    public int? Refusal { get; } = refusal;

    /// <summary>The reason code of a CONNACK that refused the connection; null where there was no CONNACK.</summary>
    public int? ConnectRefusal { get; init; }
}
