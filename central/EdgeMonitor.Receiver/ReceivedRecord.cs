using System.Security.Cryptography;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Receiver;

/// <summary>A record that came, with what it is stored under.</summary>
/// <param name="Device">The device that it names, which is that of its topic.</param>
/// <param name="Stream">The stream that it names, which is that of its topic.</param>
/// <param name="Sequence">Its number in the stream; the three together are the dedupe key.</param>
/// <param name="Takeover">Which box of the device id made it.</param>
/// <param name="IsHistorical">True where it was sent as such: it claims nothing about now.</param>
/// <param name="Digest">What tells two records of one key apart: <see cref="DigestBytes"/> bytes, the same however the record was sent.</param>
/// <param name="Bytes">The record in protobuf.</param>
internal sealed record ReceivedRecord(string Device, string Stream, long Sequence, uint Takeover, bool IsHistorical, byte[] Digest, byte[] Bytes)
{
    /// <summary>Length of a digest, bytes. Chosen: half a SHA-256, which no accident meets twice.</summary>
    public const int DigestBytes = 16;

    /// <summary>Longest payload that is looked at, bytes. Chosen: a second of 64 signals at 1 kHz as JSON is a quarter of it.</summary>
    public const int LongestPayload = 4 << 20;

    /// <summary>Reads the record of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="site">The site that is listened to.</param>
    /// <exception cref="InvalidDataException">It is no record of that topic; one sentence.</exception>
    public static ReceivedRecord Read(MqttMessage message, string site)
    {
        if (message.Payload.Length > LongestPayload) throw new InvalidDataException($"{message.Payload.Length} bytes on {message.Topic} are more than {LongestPayload}.");
        var json = message.ContentType == RecordCodec.JsonType;
        var record = json ? RecordCodec.FromJson(message.Payload.Span) : RecordCodec.Decode(message.Payload.Span);
        // The broker's access list has vouched for the topic only.
        if (!Topics.IsName(record.Device) || record.Device.Trim('.').Length == 0 || !JournalStreams.All.Contains(record.Stream) || message.Topic != new Topics(site, record.Device).Of(record.Stream))
            throw new InvalidDataException($"What came on {message.Topic} calls itself a record of \"{record.Device}\" in \"{record.Stream}\".");
        if (record.Sequence < 1) throw new InvalidDataException($"What came on {message.Topic} has the sequence {record.Sequence}.");
        var bytes = json ? RecordCodec.Encode(record) : message.Payload.ToArray();
        return new ReceivedRecord(record.Device, record.Stream, record.Sequence, record.Takeover, record.Historical, DigestOf(record), bytes);
    }

    /// <summary>Of what the box stored: how late it was sent, and what was only known then, may differ from one time to the next.</summary>
    private static byte[] DigestOf(Record record)
    {
        record.Historical = false;
        record.ClearCorrectedWallMs();
        return SHA256.HashData(record.ToByteArray())[..DigestBytes];
    }
}
