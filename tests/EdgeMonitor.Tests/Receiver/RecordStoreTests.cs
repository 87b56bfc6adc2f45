using EdgeMonitor.Receiver;
using EdgeMonitor.Receiver.Files;
using EdgeMonitor.Receiver.Postgres;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using static EdgeMonitor.Tests.Receiver.ReceivedRecords;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>What every store of the receiver must do, on the real thing.</summary>
[TestFixture("files")]
[TestFixture("postgres")]
internal sealed class RecordStoreTests(string kind)
{
    private TemporaryFolder _folder = null!;
    private PostgresServer? _server;

    [SetUp]
    public async Task Make()
    {
        _folder = new TemporaryFolder();
        if (kind == "postgres") _server = await PostgresServer.StartAsync();
    }

    [TearDown]
    public async Task Remove()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task AKeyIsStoredOnceAlsoOverARestart()
    {
        ReceivedRecord[] batch = [Received("bed-1", "alarms", 1), Received("bed-1", "telemetry", 1), Received("bed-2", "alarms", 1), Received("bed-1", "alarms", 1)];
        await using (var store = await OpenAsync())
        {
            Assert.That(await store.CommitAsync(batch, default), Is.EqualTo(new[] { Kept.Stored, Kept.Stored, Kept.Stored, Kept.Double }));
            Assert.That(await store.CommitAsync([batch[1], Received("bed-1", "telemetry", 2)], default), Is.EqualTo(new[] { Kept.Double, Kept.Stored }));
        }

        await using var again = await OpenAsync();
        Assert.That(await again.CommitAsync(batch, default), Is.All.EqualTo(Kept.Double));
        Assert.That(await again.CommitAsync([Received("bed-1", "telemetry", 3)], default), Is.EqualTo(new[] { Kept.Stored }));
        Assert.That(await StoredAsync(), Is.EquivalentTo(["bed-1 alarms 1", "bed-1 telemetry 1", "bed-1 telemetry 2", "bed-1 telemetry 3", "bed-2 alarms 1"]));
    }

    [Test]
    public async Task AnotherRecordUnderAStoredKeyIsAContradictionAndTheFirstOneStays()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync([Received("bed-1", "alarms", 1, detail: "first")], default);
        ReceivedRecord[] others = [Received("bed-1", "alarms", 1, detail: "second"), Received("bed-1", "alarms", 2, detail: "third"), Received("bed-1", "alarms", 2, detail: "fourth")];
        Assert.That(await store.CommitAsync(others, default), Is.EqualTo(new[] { Kept.Contradiction, Kept.Stored, Kept.Contradiction }));
        Assert.That(await store.CommitAsync([Received("bed-1", "alarms", 1, detail: "first")], default), Is.EqualTo(new[] { Kept.Double }));
        Assert.That(await store.CommitAsync(others[..1], default), Is.EqualTo(new[] { Kept.Contradiction }));
    }

    [Test]
    public async Task ARecordThatIsSentLateOrAsJsonIsTheSameRecord()
    {
        await using var store = await OpenAsync();
        var record = Of("bed-1", "telemetry", 7);
        await store.CommitAsync([ReceivedRecord.Read(Message(record), Site)], default);
        var corrected = record.Clone();
        corrected.CorrectedWallMs = 5;
        ReceivedRecord[] again = [ReceivedRecord.Read(Message(record, historical: true), Site), ReceivedRecord.Read(Message(corrected, json: true, historical: true), Site)];
        Assert.That(await store.CommitAsync(again, default), Is.All.EqualTo(Kept.Double));
    }

    [Test]
    public async Task TheHighestTakeoverOfEachDeviceIsKnownAfterARestart()
    {
        await using (var store = await OpenAsync())
        {
            await store.CommitAsync([Received("bed-1", "alarms", 1, takeover: 3), Received("bed-1", "audit", 1, takeover: 2), Received("bed-2", "audit", 1)], default);
        }

        await using var again = NewStore();
        Assert.That(await again.OpenAsync(default), Is.EquivalentTo(new Dictionary<string, uint> { ["bed-1"] = 3, ["bed-2"] = 0 }));
    }

    [Test]
    public async Task ManyRecordsInAnyOrderAreAllThereOnce()
    {
        var random = new Random(7);
        var sequences = Enumerable.Range(1, 500).SelectMany(sequence => new[] { sequence, sequence }).OrderBy(_ => random.Next()).ToList();
        foreach (var batch in sequences.Chunk(97))
        {
            // Opened anew each time: a restart at every commit.
            await using var store = await OpenAsync();
            Assert.That(await store.CommitAsync([.. batch.Select(sequence => Received("bed-1", "telemetry", sequence))], default), Has.None.EqualTo(Kept.Contradiction));
        }

        Assert.That(await StoredAsync(), Is.EquivalentTo(Enumerable.Range(1, 500).Select(sequence => $"bed-1 telemetry {sequence}")));
    }

    private IRecordStore NewStore() => kind == "files"
        ? new FileStore(_folder.Path, NullLogger<FileStore>.Instance) { SegmentBytes = 4096 }
        : new PostgresStore(_server!.Connection);

    private async Task<IRecordStore> OpenAsync()
    {
        var store = NewStore();
        await store.OpenAsync(default);
        return store;
    }

    private async Task<List<string>> StoredAsync()
    {
        if (kind == "files") return [.. ReadCommand.Records(_folder.Path).Select(record => $"{record.Device} {record.Stream} {record.Frame.Sequence}")];
        await using var source = Npgsql.NpgsqlDataSource.Create(_server!.Connection);
        await using var ask = source.CreateCommand("SELECT device || ' ' || stream || ' ' || sequence FROM edgemonitor_records");
        await using var rows = await ask.ExecuteReaderAsync();
        var stored = new List<string>();
        while (await rows.ReadAsync()) stored.Add(rows.GetString(0));
        return stored;
    }
}
