using EdgeMonitor.Receiver;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>Records as boxes send them, whose contents follow from their key.</summary>
internal static class ReceivedRecords
{
    public const string Site = "icu";

    public static Record Of(string device, string stream, long sequence, uint takeover = 0, string detail = "")
    {
        var record = new Record { Device = device, Stream = stream, Sequence = sequence, Takeover = takeover, WallMs = 1_700_000_000_000 + sequence };
        if (stream == JournalStreams.Alarms) record.Alarm = new AlarmEvent { Id = $"a{sequence}", Condition = "asystole", Reason = detail };
        else if (stream == JournalStreams.Audit) record.Audit = new AuditEntry { Who = "nurse", Action = "ack", Detail = detail };
        else record.Telemetry = new Telemetry { Readings = { new Reading { Name = "MDC_ECG_HEART_RATE", Value = sequence, Missing = detail } } };
        return record;
    }

    public static MqttMessage Message(Record record, bool json = false, bool historical = false)
    {
        var bytes = historical ? RecordCodec.MarkHistorical(RecordCodec.Encode(record)) : RecordCodec.Encode(record);
        var topic = new Topics(Site, record.Device).Of(record.Stream);
        return json
            ? new MqttMessage(topic, RecordCodec.ToJson(RecordCodec.Decode(bytes)), RecordCodec.JsonType)
            : new MqttMessage(topic, bytes, RecordCodec.ProtobufType);
    }

    public static ReceivedRecord Received(string device, string stream, long sequence, uint takeover = 0, string detail = "") =>
        ReceivedRecord.Read(Message(Of(device, stream, sequence, takeover, detail)), Site);
}
