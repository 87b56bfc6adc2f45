using System.Text.Json;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class RecordCodecTests
{
    [Test]
    public void ProtobufAndJsonBringTheSameRecordBack([Range(1, 100)] int seed)
    {
        var record = RandomRecords.Make(seed);
        Assert.That(RecordCodec.Decode(RecordCodec.Encode(record)), Is.EqualTo(record));
        Assert.That(RecordCodec.FromJson(RecordCodec.ToJson(record)), Is.EqualTo(record));
    }

    [Test]
    public void MarkingHistoricalChangesNothingElse([Range(1, 20)] int seed)
    {
        var record = RandomRecords.Make(seed);
        var marked = RecordCodec.Decode(RecordCodec.MarkHistorical(RecordCodec.Encode(record)));
        record.Historical = true;
        Assert.That(marked, Is.EqualTo(record));
    }

    [Test]
    public void MarkingCorrectedChangesNothingElse([Range(1, 20)] int seed, [Values(0, 1, 1_800_000_000_123, long.MaxValue)] long wall)
    {
        var record = RandomRecords.Make(seed);
        byte[] stored = RecordCodec.Encode(record);
        byte[] marked = RecordCodec.MarkCorrected(stored, wall);
        Assert.That(marked.AsSpan(0, stored.Length).SequenceEqual(stored), "what was stored stands there as it was");
        record.CorrectedWallMs = wall;
        Assert.That(RecordCodec.Decode(marked), Is.EqualTo(record));
    }

    [Test]
    public void JsonCarriesDeviceStreamAndSequenceAtTheTopEvenWhereTheyAreZero()
    {
        using var json = JsonDocument.Parse(RecordCodec.ToJson(new Record { Device = "bed-7", Stream = "status", Status = new Status { Online = true } }));
        Assert.That(json.RootElement.GetProperty("device").GetString(), Is.EqualTo("bed-7"));
        Assert.That(json.RootElement.GetProperty("stream").GetString(), Is.EqualTo("status"));
        Assert.That(json.RootElement.GetProperty("sequence").GetString(), Is.EqualTo("0"));
        Assert.That(json.RootElement.GetProperty("historical").GetBoolean(), Is.False);
    }

    [Test]
    public void AReadingWithoutAValueHasNoneInJson()
    {
        var record = new Record { Telemetry = new Telemetry { Readings = { new Reading { Missing = "sensor-off" } } } };
        using var json = JsonDocument.Parse(RecordCodec.ToJson(record));
        Assert.That(json.RootElement.GetProperty("telemetry").GetProperty("readings")[0].TryGetProperty("value", out _), Is.False);
    }

    [Test]
    public void BytesThatAreNoRecordAreRefused()
    {
        Assert.That(() => RecordCodec.Decode([0xFF, 0xFF, 0xFF]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => RecordCodec.FromJson("{\"sequence\":"u8), Throws.TypeOf<InvalidDataException>());
    }
}
