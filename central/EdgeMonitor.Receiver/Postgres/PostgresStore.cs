using System.Net.Sockets;
using Npgsql;

namespace EdgeMonitor.Receiver.Postgres;

/// <summary>
/// Records in one table of PostgreSQL, whose primary key is the dedupe key. A commit is answered only once it is on the server's disk: the session
/// asks for that itself, and a server that was told not to sync is refused.
/// </summary>
/// <param name="connection">The connection string; a password is better in PGPASSFILE.</param>
internal sealed class PostgresStore(string connection) : IRecordStore
{
    /// <summary>The table, as README.md beside the project gives it.</summary>
    private const string Table = """
        CREATE TABLE IF NOT EXISTS edgemonitor_records (
          device   text        NOT NULL,
          stream   text        NOT NULL,
          sequence bigint      NOT NULL,
          takeover bigint      NOT NULL,
          received timestamptz NOT NULL DEFAULT now(),
          digest   bytea       NOT NULL,
          record   bytea       NOT NULL,
          PRIMARY KEY (device, stream, sequence))
        """;

    private const string Insert = """
        INSERT INTO edgemonitor_records (device, stream, sequence, takeover, digest, record)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        RETURNING device, stream, sequence
        """;

    private const string Find = """
        SELECT device, stream, sequence, digest FROM edgemonitor_records
        JOIN unnest($1, $2, $3) AS asked (device, stream, sequence) USING (device, stream, sequence)
        """;

    /// <summary>The server's settings without which a commit may be lost after it was answered.</summary>
    private static readonly string[] Durability = ["fsync", "full_page_writes", "synchronous_commit"];

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    /// <inheritdoc/>
    public string Name
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return $"PostgreSQL, database {parts.Database} at {parts.Host}";
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, uint>> OpenAsync(CancellationToken stop) => GuardedAsync(async session =>
    {
        foreach (var setting in Durability)
        {
            await using var show = new NpgsqlCommand("SHOW " + setting, session);
            if (await show.ExecuteScalarAsync(stop) as string is var value and not "on")
                throw new StoreException($"{setting} is {value} in this PostgreSQL: switch it on, as it may else forget what it has committed, and nothing could be acknowledged.");
        }

        await using (var table = new NpgsqlCommand(Table, session)) await table.ExecuteNonQueryAsync(stop);
        var highest = new Dictionary<string, uint>(StringComparer.Ordinal);
        await using var ask = new NpgsqlCommand("SELECT device, max(takeover) FROM edgemonitor_records GROUP BY device", session);
        await using var rows = await ask.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop)) highest[rows.GetString(0)] = (uint)rows.GetInt64(1);
        return (IReadOnlyDictionary<string, uint>)highest;
    }, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Kept>> CommitAsync(IReadOnlyList<ReceivedRecord> batch, CancellationToken stop) => GuardedAsync(async session =>
    {
        // One statement must not name a key twice: the first one counts, as it would in two commits.
        var first = batch.DistinctBy(KeyOf).ToList();
        await using var transaction = await session.BeginTransactionAsync(stop);
        var added = await InsertAsync(session, first, stop);
        var known = new Dictionary<RecordKey, byte[]>();
        foreach (var record in first.Where(record => added.Contains(KeyOf(record)))) known.Add(KeyOf(record), record.Digest);
        await FindAsync(session, [.. first.Where(record => !added.Contains(KeyOf(record)))], known, stop);
        await transaction.CommitAsync(stop);

        var kept = new Kept[batch.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            var key = KeyOf(batch[i]);
            kept[i] = !known[key].AsSpan().SequenceEqual(batch[i].Digest) ? Kept.Contradiction : added.Remove(key) ? Kept.Stored : Kept.Double;
        }

        return (IReadOnlyList<Kept>)kept;
    }, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static RecordKey KeyOf(ReceivedRecord record) => new(record.Device, record.Stream, record.Sequence);

    private static async Task<HashSet<RecordKey>> InsertAsync(NpgsqlConnection session, List<ReceivedRecord> records, CancellationToken stop)
    {
        await using var insert = new NpgsqlCommand(Insert, session)
        {
            Parameters =
            {
                Of(records.Select(record => record.Device)),
                Of(records.Select(record => record.Stream)),
                Of(records.Select(record => record.Sequence)),
                Of(records.Select(record => (long)record.Takeover)),
                Of(records.Select(record => record.Digest)),
                Of(records.Select(record => record.Bytes)),
            },
        };
        var added = new HashSet<RecordKey>();
        await using var rows = await insert.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop)) added.Add(new RecordKey(rows.GetString(0), rows.GetString(1), rows.GetInt64(2)));
        return added;
    }

    private static async Task FindAsync(NpgsqlConnection session, List<ReceivedRecord> records, Dictionary<RecordKey, byte[]> known, CancellationToken stop)
    {
        if (records.Count == 0) return;
        await using var find = new NpgsqlCommand(Find, session)
        {
            Parameters = { Of(records.Select(record => record.Device)), Of(records.Select(record => record.Stream)), Of(records.Select(record => record.Sequence)) },
        };
        await using var rows = await find.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop)) known[new RecordKey(rows.GetString(0), rows.GetString(1), rows.GetInt64(2))] = rows.GetFieldValue<byte[]>(3);
    }

    private static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };

    private async Task<T> GuardedAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken stop)
    {
        try
        {
            await using var session = await _source.OpenConnectionAsync(stop);
            await using (var durable = new NpgsqlCommand("SET synchronous_commit TO on", session)) await durable.ExecuteNonQueryAsync(stop);
            return await act(session);
        }
        catch (Exception failed) when (failed is NpgsqlException or SocketException or TimeoutException or (IOException and not StoreException))
        {
            throw new StoreException($"{Name} cannot be used: {failed.Message.TrimEnd('.')}. See that it runs, has room, and lets this user in.", failed);
        }
    }

    private readonly record struct RecordKey(string Device, string Stream, long Sequence);
}
