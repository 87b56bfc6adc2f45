using System.Text;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Uplink;

/// <summary>Records as protobuf bytes, and their readable twin in proto3 JSON (where 64-bit integers are strings, as proto3 JSON has them).</summary>
internal static class RecordCodec
{
    /// <summary>The content type of protobuf bytes.</summary>
    public const string ProtobufType = "application/x-protobuf";

    /// <summary>The content type of the JSON twin.</summary>
    public const string JsonType = "application/json";

    /// <summary>The version of <c>edgemonitor.proto</c>, sent with every message.</summary>
    public const string SchemaVersion = "1";

    /// <summary>Every field is written, so that <c>"sequence": "0"</c> and <c>"historical": false</c> can be read off and not only inferred.</summary>
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>A newer sender's field is no reason to lose a record.</summary>
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>The record as it is stored.</summary>
    public static byte[] Encode(Record record) => record.ToByteArray();

    /// <summary>The record of protobuf bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no record.</exception>
    public static Record Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Record.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new InvalidDataException($"The bytes are no record of edgemonitor.proto: {malformed.Message}", malformed);
        }
    }

    /// <summary>The record of protobuf bytes; null where they are none, such as another version's.</summary>
    public static Record? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Decode(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The stored bytes with <c>historical</c> set.</summary>
    public static byte[] MarkHistorical(ReadOnlySpan<byte> bytes) =>
        // In protobuf a field may come again and the last one counts: two bytes more, and nothing is decoded.
        [.. bytes, (Record.HistoricalFieldNumber << 3) | (int)WireFormat.WireType.Varint, 1];

    /// <summary>The bytes with <c>corrected_wall_ms</c> added, likewise.</summary>
    public static byte[] MarkCorrected(ReadOnlySpan<byte> bytes, long wallMilliseconds)
    {
        const uint tag = (Record.CorrectedWallMsFieldNumber << 3) | (int)WireFormat.WireType.Varint;
        byte[] marked = new byte[bytes.Length + CodedOutputStream.ComputeUInt32Size(tag) + CodedOutputStream.ComputeInt64Size(wallMilliseconds)];
        bytes.CopyTo(marked);
        using var end = new CodedOutputStream(new MemoryStream(marked, bytes.Length, marked.Length - bytes.Length));
        end.WriteUInt32(tag);
        end.WriteInt64(wallMilliseconds);
        end.Flush();
        return marked;
    }

    /// <summary>The record as proto3 JSON, UTF-8.</summary>
    public static byte[] ToJson(Record record) => Encoding.UTF8.GetBytes(Json.Format(record));

    /// <summary>The record of proto3 JSON.</summary>
    /// <exception cref="InvalidDataException">The text is no record.</exception>
    public static Record FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return Parser.Parse<Record>(Encoding.UTF8.GetString(json));
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidDataException($"The text is no JSON record of edgemonitor.proto: {malformed.Message}", malformed);
        }
    }
}
