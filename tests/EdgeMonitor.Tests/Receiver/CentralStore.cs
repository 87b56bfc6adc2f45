using EdgeMonitor.Receiver;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Npgsql;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>Where the receiver of an end-to-end test stores, and how the test looks into it.</summary>
internal sealed class CentralStore : IAsyncDisposable
{
    private readonly string _directory;
    private readonly PostgresServer? _server;

    private CentralStore(string directory, PostgresServer? server) => (_directory, _server) = (directory, server);

    /// <summary>The receiver's arguments.</summary>
    public string[] Arguments => _server is null ? ["--files", _directory] : ["--postgres", _server.Connection];

    public static async Task<CentralStore> MakeAsync(string kind, string directory) =>
        new(directory, kind == "postgres" ? await PostgresServer.StartAsync() : null);

    /// <summary>How many records it has.</summary>
    public async Task<long> CountAsync()
    {
        if (_server is null) return Directory.Exists(_directory) ? ReadCommand.Records(_directory).Count() : 0;
        // The receiver makes the table when it first comes.
        return await _server.CountAsync("SELECT count(*) FROM pg_class WHERE relname = 'edgemonitor_records'") == 0
            ? 0
            : await _server.CountAsync("SELECT count(*) FROM edgemonitor_records");
    }

    /// <summary>All records of a stream, doubles too.</summary>
    public async Task<List<Record>> RecordsAsync(string stream)
    {
        if (_server is null)
        {
            return [.. ReadCommand.Records(_directory).Where(record => record.Stream == stream).Select(record => RecordCodec.Decode(record.Frame.Bytes))];
        }

        await using var source = NpgsqlDataSource.Create(_server.Connection);
        await using var ask = source.CreateCommand("SELECT record FROM edgemonitor_records WHERE stream = $1");
        ask.Parameters.AddWithValue(stream);
        var records = new List<Record>();
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) records.Add(RecordCodec.Decode(rows.GetFieldValue<byte[]>(0)));
        return records;
    }

    /// <summary>Looks again and again until something is so; three minutes at the most: the box's longest wait between tries, and starts on a busy machine.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (!await condition()) await beat.WaitForNextTickAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
