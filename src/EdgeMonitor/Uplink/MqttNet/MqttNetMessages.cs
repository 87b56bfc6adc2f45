using System.Buffers;
using System.Net;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeMonitor.Uplink.MqttNet;

/// <summary>Our messages and settings in the library's types, and back.</summary>
internal static class MqttNetMessages
{
    /// <summary>Messages that the broker may send us before we have taken them. Chosen: what libmosquitto allows, so that the library's queue stays short.</summary>
    private const ushort Incoming = 20;

    /// <summary>The message at QoS 1.</summary>
    /// <exception cref="MqttException">Its topic is none.</exception>
    public static MqttApplicationMessage Of(MqttMessage message)
    {
        try
        {
            MqttTopicValidator.ThrowIfInvalid(message.Topic);
        }
        catch (MqttProtocolViolationException none)
        {
            throw new MqttException($"The message was not sent: {none.Message}", inner: none);
        }

        return new MqttApplicationMessage
        {
            Topic = message.Topic,
            Payload = new ReadOnlySequence<byte>(message.Payload),
            ContentType = message.ContentType.Length > 0 ? message.ContentType : null,
            Retain = message.Retain,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            UserProperties = PropertiesOf(message),
        };
    }

    /// <summary>A received message; its bytes are copied, since the library may use them again.</summary>
    public static MqttMessage Of(MqttApplicationMessage message) => new(
        message.Topic,
        message.Payload.ToArray(),
        message.ContentType ?? "",
        message.Retain,
        message.UserProperties?.Select(property => new KeyValuePair<string, string>(property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span))).ToList() ?? []);

    /// <summary>One filter at QoS 1.</summary>
    public static MqttClientSubscribeOptions SubscriptionOf(string filter) => new()
    {
        TopicFilters = [new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
    };

    /// <summary>What CONNECT says.</summary>
    /// <param name="settings">Where, as whom, with which will.</param>
    /// <param name="timeout">The library's own limit, for what has no other.</param>
    public static MqttClientOptions OptionsOf(MqttSettings settings, TimeSpan timeout)
    {
        var options = new MqttClientOptions
        {
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = settings.ClientId,
            CleanSession = settings.SessionLife is null,
            SessionExpiryInterval = (uint)Math.Clamp(settings.SessionLife?.TotalSeconds ?? 0, 0, uint.MaxValue),
            KeepAlivePeriod = KeepAliveOf(settings),
            ReceiveMaximum = Incoming,
            Timeout = timeout,
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint(settings.Host, settings.Port) },
        };
        if (settings.Will is not { } will) return options;
        options.WillTopic = will.Topic;
        options.WillPayload = will.Payload.ToArray();
        options.WillContentType = will.ContentType.Length > 0 ? will.ContentType : null;
        options.WillRetain = will.Retain;
        options.WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
        options.WillUserProperties = PropertiesOf(will);
        return options;
    }

    /// <summary>The keep-alive as CONNECT carries it: whole seconds, at least one, two bytes.</summary>
    public static TimeSpan KeepAliveOf(MqttSettings settings) => TimeSpan.FromSeconds(Math.Clamp((int)settings.KeepAlive.TotalSeconds, 1, ushort.MaxValue));

    private static List<MqttUserProperty>? PropertiesOf(MqttMessage message) =>
        message.UserProperties?.Select(property => new MqttUserProperty(property.Key, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(property.Value)))).ToList();
}
