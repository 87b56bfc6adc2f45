using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>The statements that read, prepared once for each opening; the caller lets one run at a time.</summary>
internal sealed class SqliteReads : IDisposable
{
    private readonly SqliteCommand _range;
    private readonly SqliteCommand _first;

    /// <summary>Prepares the statements.</summary>
    public SqliteReads(SqliteConnection connection)
    {
        _range = Prepare(
            connection, "SELECT id, bytes FROM records WHERE id > $from AND id <= $to ORDER BY id LIMIT $limit", "$from", "$to", "$limit");
        _first = Prepare(connection, "SELECT min(id) FROM records WHERE id BETWEEN $from AND $to", "$from", "$to");
    }

    /// <summary>Records of the stream with a sequence above <paramref name="after"/>, in order.</summary>
    public List<JournalRecord> ReadFrom(StreamTable.Entry stream, long after, int limit)
    {
        _range.Parameters[0].Value = stream.RowOf(after);
        _range.Parameters[1].Value = stream.RowOf(long.MaxValue);
        _range.Parameters[2].Value = limit;
        var records = new List<JournalRecord>();
        using var rows = _range.ExecuteReader();
        while (rows.Read()) records.Add(new JournalRecord(stream.Name, rows.GetInt64(0) - stream.RowOf(0), rows.GetFieldValue<byte[]>(1)));
        return records;
    }

    /// <summary>The lowest stored sequence of the stream, or null.</summary>
    public long? First(StreamTable.Entry stream)
    {
        _first.Parameters[0].Value = stream.RowOf(0);
        _first.Parameters[1].Value = stream.RowOf(long.MaxValue);
        return _first.ExecuteScalar() is long row ? row - stream.RowOf(0) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _range.Dispose();
        _first.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string text, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters) command.Parameters.Add(parameter, SqliteType.Integer);
        command.Prepare();
        return command;
    }
}
