using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>The statements that change the database, prepared once for each opening; each call is one transaction.</summary>
internal sealed class SqliteWrites : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _row;
    private readonly SqliteParameter _bytes;

    /// <summary>Prepares the statements.</summary>
    public SqliteWrites(SqliteConnection connection)
    {
        _connection = connection;
        _insert = connection.CreateCommand();
        _insert.CommandText = "INSERT INTO records(id, bytes) VALUES($row, $bytes)";
        _row = _insert.Parameters.Add("$row", SqliteType.Integer);
        _bytes = _insert.Parameters.Add("$bytes", SqliteType.Blob);
        _insert.Prepare();
    }

    /// <summary>Stores new streams and records; <paramref name="committing"/> is true from the moment on from which they may be stored.</summary>
    public void Append(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<(long Row, ReadOnlyMemory<byte> Bytes)> records, ref bool committing)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        _insert.Transaction = transaction;
        foreach (var (row, bytes) in records)
        {
            _row.Value = row;
            _bytes.Value = MemoryMarshal.TryGetArray(bytes, out var part) && part.Array!.Length == part.Count ? part.Array : bytes.ToArray();
            _insert.ExecuteNonQuery();
        }

        _bytes.Value = DBNull.Value; // lets go of the last record
        committing = true;
        transaction.Commit();
    }

    /// <summary>Removes at most <paramref name="limit"/> rows of the range and writes the stream's row; returns how many went.</summary>
    public int Trim(StreamTable.Entry stream, long first, long last, int limit)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        using var delete = Command(
            transaction, "DELETE FROM records WHERE id IN (SELECT id FROM records WHERE id BETWEEN $a AND $b ORDER BY id LIMIT $c)",
            stream.RowOf(first), stream.RowOf(last), limit);
        var removed = delete.ExecuteNonQuery();
        if (removed > 0) Update(transaction, stream.Id, stream.Last, stream.Missing + removed);
        transaction.Commit();
        return removed;
    }

    /// <summary>Stores rows of streams that have passed their numbers already, and says which of them were not there.</summary>
    public void Restore(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<RestoreBatch.Part> parts)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        foreach (var part in parts)
        {
            part.Restored = 0;
            foreach (var (row, bytes) in part.Rows)
            {
                using var insert = Command(transaction, "INSERT OR IGNORE INTO records(id, bytes) VALUES($a, $b)", row, bytes);
                part.Restored += insert.ExecuteNonQuery();
            }

            if (part.Restored > 0) Update(transaction, part.Stream.Id, part.Stream.Last, part.Stream.Missing - part.Restored);
        }

        transaction.Commit();
    }

    /// <summary>Makes the streams go on above the given sequences.</summary>
    public void Jump(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<(StreamTable.Entry Stream, long Last)> jumps)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        foreach (var (stream, last) in jumps) Update(transaction, stream.Id, last, stream.Missing + last - stream.Last);
        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();

    private void Insert(SqliteTransaction transaction, StreamTable.Entry stream)
    {
        using var command = Command(
            transaction, "INSERT INTO streams(id, name, last, missing) VALUES($a, $b, $c, $d)", stream.Id, stream.Name, stream.Last, stream.Missing);
        command.ExecuteNonQuery();
    }

    private void Update(SqliteTransaction transaction, long id, long last, long missing)
    {
        using var command = Command(transaction, "UPDATE streams SET last=$b, missing=$c WHERE id=$a", id, last, missing);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction transaction, string text, params ReadOnlySpan<object> values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${(char)('a' + i)}", values[i]);
        return command;
    }
}
