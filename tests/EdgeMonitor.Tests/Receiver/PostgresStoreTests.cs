using EdgeMonitor.Receiver;
using EdgeMonitor.Receiver.Postgres;
using static EdgeMonitor.Tests.Receiver.ReceivedRecords;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>What only a server can do to the receiver's store.</summary>
internal sealed class PostgresStoreTests
{
    [Test]
    public async Task AServerThatWasToldNotToSyncIsRefused()
    {
        await using var server = await PostgresServer.StartAsync("fsync=off");
        await using var store = new PostgresStore(server.Connection);
        Assert.That(async () => await store.OpenAsync(default), Throws.TypeOf<StoreException>().With.Message.Contains("fsync is off"));
    }

    [Test]
    public async Task ASessionThatDefaultsToAnsweringEarlyIsToldToWaitForTheDisk()
    {
        await using var server = await PostgresServer.StartAsync("synchronous_commit=off");
        await using var store = new PostgresStore(server.Connection);
        Assert.That(await store.OpenAsync(default), Is.Empty);
        Assert.That(await store.CommitAsync([Received("bed-1", "alarms", 1)], default), Is.EqualTo(new[] { Kept.Stored }));
    }

    [Test]
    public async Task AKilledServerHasEverythingThatItAnswered()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = new PostgresStore(server.Connection);
        await store.OpenAsync(default);
        for (var sequence = 1; sequence <= 100; sequence++)
        {
            await store.CommitAsync([Received("bed-1", "telemetry", sequence)], default);
            if (sequence % 40 != 0) continue;
            await server.KillAsync();
            Assert.That(async () => await store.CommitAsync([Received("bed-1", "telemetry", 1000)], default), Throws.TypeOf<StoreException>());
            await server.StartAgainAsync();
        }

        Assert.That(await server.CountAsync("SELECT count(*) FROM edgemonitor_records WHERE sequence <= 100"), Is.EqualTo(100));
    }
}
