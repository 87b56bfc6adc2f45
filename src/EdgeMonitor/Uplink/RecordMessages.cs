using System.Globalization;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>Makes the MQTT messages of one device's records.</summary>
/// <param name="settings">Who sends, and how it is encoded.</param>
/// <param name="clocks">What corrects the wall times of a clock that was synchronised late; null corrects none.</param>
internal sealed class RecordMessages(UplinkSettings settings, BootClocks? clocks = null)
{
    /// <summary>User property: <c>device/stream/sequence</c>, by which a receiver drops doubles.</summary>
    public const string DedupeKey = "dedupe-key";

    /// <summary>User property: the version of <c>edgemonitor.proto</c>.</summary>
    public const string Schema = "schema";

    /// <summary>User property of records sent late; absent on others.</summary>
    public const string Historical = "historical";

    private static readonly KeyValuePair<string, string> SchemaProperty = new(Schema, RecordCodec.SchemaVersion);
    private static readonly KeyValuePair<string, string> HistoricalProperty = new(Historical, "true");

    /// <summary>The topics that the messages go to.</summary>
    public Topics Topics { get; } = new(settings.Site, settings.Device);

    /// <summary>A stored record's message.</summary>
    /// <exception cref="InvalidDataException">It is to be JSON, and the bytes are no record.</exception>
    public MqttMessage Of(string stream, long sequence, ReadOnlyMemory<byte> bytes, bool historical)
    {
        var key = new KeyValuePair<string, string>(DedupeKey, string.Create(CultureInfo.InvariantCulture, $"{settings.Device}/{stream}/{sequence}"));
        KeyValuePair<string, string>[] properties = historical ? [key, SchemaProperty, HistoricalProperty] : [key, SchemaProperty];
        return new MqttMessage(Topics.Of(stream), Payload(bytes, historical), ContentType, Retain: false, properties);
    }

    /// <summary>The retained message of the device's status, and its last will.</summary>
    public MqttMessage OfStatus(Record status) =>
        new(Topics.Status, settings.Encoding == UplinkEncoding.Json ? RecordCodec.ToJson(status) : RecordCodec.Encode(status), ContentType, Retain: true, [SchemaProperty]);

    private string ContentType => settings.Encoding == UplinkEncoding.Json ? RecordCodec.JsonType : RecordCodec.ProtobufType;

    private ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> bytes, bool historical)
    {
        var corrected = clocks?.CorrectedMilliseconds(bytes.Span);
        if (settings.Encoding == UplinkEncoding.Protobuf)
        {
            if (corrected is { } late) bytes = RecordCodec.MarkCorrected(bytes.Span, late);
            return historical ? RecordCodec.MarkHistorical(bytes.Span) : bytes;
        }

        var record = RecordCodec.Decode(bytes.Span);
        record.Historical |= historical;
        if (corrected is { } wall) record.CorrectedWallMs = wall;
        return RecordCodec.ToJson(record);
    }
}
