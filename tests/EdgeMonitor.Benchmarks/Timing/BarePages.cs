using System.Globalization;
using System.Security.Cryptography;
using EdgeMonitor.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// The least that SQLite's write-ahead log can write for some bytes: they overwrite pages that are there already, one behind another, and nothing else
/// changes: no tree, no list of free pages, no size of the file. Pages and checkpoints as the journal has them. No table of records can do with less.
/// </summary>
internal sealed class BarePages : IDisposable
{
    private const long CheckpointBytes = 4 << 20;
    private readonly SqliteConnection _connection;
    private long _at;
    private long _logged;

    private BarePages(SqliteConnection connection) => _connection = connection;

    /// <summary>Makes the database with room for so many bytes.</summary>
    public static BarePages Open(string path, long bytes)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var pages = new BarePages(connection);
        pages.Execute($"PRAGMA page_size={SqliteStore.PageBytes}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;");
        pages.Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE room(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL); INSERT INTO room VALUES(1, zeroblob({bytes}));"));
        pages.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return pages;
    }

    /// <summary>One transaction.</summary>
    public void Commit(int bytes)
    {
        using (var transaction = _connection.BeginTransaction())
        {
            using (var room = new SqliteBlob(_connection, "room", "bytes", 1))
            {
                room.Position = _at;
                room.Write(RandomNumberGenerator.GetBytes(bytes));
            }

            transaction.Commit();
        }

        (_at, _logged) = (_at + bytes, _logged + bytes);
        if (_logged < CheckpointBytes) return;
        Execute("PRAGMA wal_checkpoint(PASSIVE)");
        _logged = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Execute(string statements)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
