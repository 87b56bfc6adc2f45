using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Benchmarks;

/// <summary>A table of blobs in SQLite, written in transactions of some rows; the pages and checkpoints are SQLite's own choice.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    private RawSqlite(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO records(bytes) VALUES($bytes)";
        _insert.Parameters.Add("$bytes", SqliteType.Blob);
    }

    /// <summary>Makes the database.</summary>
    public static RawSqlite Open(string path) => new(path);

    /// <summary>One transaction.</summary>
    public void Commit(byte[] bytes, int rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        _insert.Parameters[0].Value = bytes;
        for (var row = 0; row < rows; row++) _insert.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Removes all rows.</summary>
    public void Empty() => Execute("DELETE FROM records");

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Execute(string statements)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
