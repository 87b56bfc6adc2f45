using System.Text;

namespace EdgeMonitor.Uplink;

/// <summary>
/// The longest packet that a broker takes, as its CONNACK says. A longer one makes it end the connection (MQTT 5, 3.2.2.3.6), and the same record would
/// then end every connection anew: so it is not sent, which is a refusal of this one message.
/// </summary>
/// <param name="mostBytes">The broker's word; null or 0 where it has given none.</param>
internal readonly struct PacketLimit(long? mostBytes)
{
    private const int PacketId = 2, LengthOfText = 2, Identifier = 1;

    /// <summary>Refuses a message that is too long.</summary>
    /// <exception cref="MqttException">It is.</exception>
    public void Require(MqttMessage message)
    {
        if (mostBytes is not > 0) return;
        var bytes = BytesOf(message);
        if (bytes > mostBytes) throw new MqttException(MqttDiagnosis.TooLong(message.Topic, bytes, mostBytes.Value), MqttReasons.PacketTooLarge);
    }

    /// <summary>The whole PUBLISH at QoS 1 (MQTT 5, 3.3).</summary>
    public static long BytesOf(MqttMessage message)
    {
        long properties = message.ContentType.Length > 0 ? Identifier + Text(message.ContentType) : 0;
        foreach (var (name, value) in message.UserProperties ?? []) properties += Identifier + Text(name) + Text(value);
        var remaining = Text(message.Topic) + PacketId + Number(properties) + properties + message.Payload.Length;
        return Identifier + Number(remaining) + remaining;
    }

    private static long Text(string text) => LengthOfText + Encoding.UTF8.GetByteCount(text);

    /// <summary>Bytes of a variable byte integer: seven bits each (MQTT 5, 1.5.5).</summary>
    private static int Number(long value)
    {
        var bytes = 1;
        for (; value > 127; value >>= 7) bytes++;
        return bytes;
    }
}
