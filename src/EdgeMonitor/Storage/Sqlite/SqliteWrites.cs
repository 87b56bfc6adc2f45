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
    private readonly SqliteParameter _total;

    /// <summary>Prepares the statements.</summary>
    public SqliteWrites(SqliteConnection connection)
    {
        _connection = connection;
        _insert = connection.CreateCommand();
        _insert.CommandText = "INSERT INTO records(id, bytes, total) VALUES($row, $bytes, $total)";
        _row = _insert.Parameters.Add("$row", SqliteType.Integer);
        _bytes = _insert.Parameters.Add("$bytes", SqliteType.Blob);
        _total = _insert.Parameters.Add("$total", SqliteType.Integer);
        _insert.Prepare();
    }

    /// <summary>Stores new streams and records; <paramref name="committing"/> is true from the moment on from which they may be stored.</summary>
    public void Append(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<NewRow> records, ref bool committing)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        _insert.Transaction = transaction;
        foreach (var (row, bytes, total) in records)
        {
            (_row.Value, _total.Value) = (row, total);
            _bytes.Value = MemoryMarshal.TryGetArray(bytes, out var part) && part.Array!.Length == part.Count ? part.Array : bytes.ToArray();
            _insert.ExecuteNonQuery();
        }

        _bytes.Value = DBNull.Value; // lets go of the last record
        committing = true;
        transaction.Commit();
    }

    /// <summary>
    /// Removes at most <paramref name="limit"/> rows of the range and writes the stream's row; returns how many went, and their bytes. It is on the disk with
    /// the next commit: a power cut before it brings back records that were confirmed or given up, which is harmless, and a removal costs no sync.
    /// </summary>
    public (int Rows, long Bytes) Trim(StreamTable.Entry stream, long first, long last, int limit)
    {
        SqliteStore.Execute(_connection, "PRAGMA synchronous=NORMAL");
        try
        {
            return Remove(stream, first, last, limit);
        }
        finally
        {
            SqliteStore.Execute(_connection, "PRAGMA synchronous=FULL");
        }
    }

    private (int Rows, long Bytes) Remove(StreamTable.Entry stream, long first, long last, int limit)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var (from, to) = (stream.RowOf(first), stream.RowOf(last));
        using (var end = Command(transaction, "SELECT id FROM records WHERE id BETWEEN $a AND $b ORDER BY id LIMIT 1 OFFSET $c", from, to, limit - 1))
        {
            if (end.ExecuteScalar() is long enough) to = enough;
        }

        // The length stands before a record's bytes: none of them is read for the sum.
        using var sum = Command(transaction, "SELECT coalesce(sum(length(bytes)), 0) FROM records WHERE id BETWEEN $a AND $b", from, to);
        var bytes = (long)sum.ExecuteScalar()!;
        using var delete = Command(transaction, "DELETE FROM records WHERE id BETWEEN $a AND $b", from, to);
        var rows = delete.ExecuteNonQuery();
        if (rows > 0) Update(transaction, stream, stream.Last, stream.Missing + rows, stream.Removed + bytes);
        transaction.Commit();
        return (rows, bytes);
    }

    /// <summary>Stores rows of streams that have passed their numbers already, and says which of them were not there.</summary>
    public void Restore(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<RestoreBatch.Part> parts)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        foreach (var part in parts)
        {
            (part.Restored, part.RestoredBytes) = (0, 0);
            foreach (var (row, bytes) in part.Rows)
            {
                using var insert = Command(transaction, "INSERT OR IGNORE INTO records(id, bytes) VALUES($a, $b)", row, bytes);
                if (insert.ExecuteNonQuery() == 0) continue;
                part.Restored++;
                part.RestoredBytes += bytes.Length;
            }

            // What was restored counts as never removed.
            if (part.Restored > 0) Update(transaction, part.Stream, part.Stream.Last, part.Stream.Missing - part.Restored, part.Stream.Removed - part.RestoredBytes);
        }

        transaction.Commit();
    }

    /// <summary>Makes the streams go on above the given sequences.</summary>
    public void Jump(IEnumerable<StreamTable.Entry> newStreams, IEnumerable<(StreamTable.Entry Stream, long Last)> jumps)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var stream in newStreams) Insert(transaction, stream);
        foreach (var (stream, last) in jumps) Update(transaction, stream, last, stream.Missing + last - stream.Last, stream.Removed);
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

    private void Update(SqliteTransaction transaction, StreamTable.Entry stream, long last, long missing, long removed)
    {
        using var command = Command(
            transaction, "UPDATE streams SET last=$b, missing=$c, total=$d, removed=$e WHERE id=$a", stream.Id, last, missing, stream.Total, removed);
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
