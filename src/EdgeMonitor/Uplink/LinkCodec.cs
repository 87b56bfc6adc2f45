using System.Text;
using Google.Protobuf;

namespace EdgeMonitor.Uplink;

/// <summary>The messages of <c>edgemonitor.proto</c> that are not stored, written as protobuf or as its JSON twin and read as their content type says.</summary>
internal static class LinkCodec
{
    /// <summary>Longest payload that is looked at, bytes. Chosen: 64 alarms with long reasons are 20 KiB.</summary>
    public const int LongestPayload = 64 * 1024;

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static readonly KeyValuePair<string, string>[] Properties = [new(RecordMessages.Schema, RecordCodec.SchemaVersion)];

    /// <summary>The message that carries a body, not retained.</summary>
    public static MqttMessage Message(string topic, IMessage body, UplinkEncoding encoding) => encoding == UplinkEncoding.Json
        ? new MqttMessage(topic, Encoding.UTF8.GetBytes(Json.Format(body)), RecordCodec.JsonType, Retain: false, Properties)
        : new MqttMessage(topic, body.ToByteArray(), RecordCodec.ProtobufType, Retain: false, Properties);

    /// <summary>The body of a message.</summary>
    /// <exception cref="InvalidDataException">It is no such body, or too long.</exception>
    public static T Decode<T>(MqttMessage message)
        where T : IMessage<T>, new()
    {
        if (message.Payload.Length > LongestPayload) throw new InvalidDataException($"{message.Payload.Length} bytes on {message.Topic} are more than {LongestPayload}.");
        try
        {
            if (message.ContentType == RecordCodec.JsonType) return Parser.Parse<T>(Encoding.UTF8.GetString(message.Payload.Span));
            var body = new T();
            body.MergeFrom(message.Payload.Span);
            return body;
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidDataException($"What came on {message.Topic} cannot be read: {malformed.Message}", malformed);
        }
    }
}
