using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// What stands in the database. A record's <c>total</c> is the sum of the bytes of all records ever appended to its stream, itself included; the
/// stream's row has the sum of those removed: what is held is the difference, whatever holes there are. Format 1 had no sums.
/// </summary>
internal static class SqliteFormat
{
    /// <summary>The format that is written.</summary>
    public const int Version = 2;

    /// <summary>The tables. The sum stands behind the bytes, where a column can be added to an older database without touching its records.</summary>
    public const string Tables =
        """
        CREATE TABLE streams(id INTEGER PRIMARY KEY, name TEXT NOT NULL, last INTEGER NOT NULL, missing INTEGER NOT NULL,
            total INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE records(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL, total INTEGER NOT NULL DEFAULT 0);
        """;

    /// <summary>The lowest and the highest row of a stream that stands in the row <c>streams</c> of a statement.</summary>
    public static readonly string Rows = $"BETWEEN streams.id << {SqliteStore.SequenceBits} AND ((streams.id + 1) << {SqliteStore.SequenceBits}) - 1";

    /// <summary>The format of an open database.</summary>
    public static long Of(SqliteConnection connection) => SqliteStore.Number(connection, "PRAGMA user_version");

    /// <summary>Brings a database of format 1 to this one, wholly or not at all: its records stay as they are, their bytes are counted this once.</summary>
    /// <exception cref="SqliteException">It could not be done; the database is as it was.</exception>
    public static void Renew(SqliteConnection writer)
    {
        if (Of(writer) == Version) return;
        using var transaction = writer.BeginTransaction(deferred: false);
        using var command = writer.CreateCommand();
        command.Transaction = transaction;
        // Old records have no sum: the stream's row says what it is up to the highest of them.
        command.CommandText =
            $"""
            ALTER TABLE streams ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE streams ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE records ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
            UPDATE streams SET
                last = max(last, coalesce((SELECT max(id) FROM records WHERE id {Rows}) - (id << {SqliteStore.SequenceBits}), 0)),
                total = (SELECT coalesce(sum(length(bytes)), 0) FROM records WHERE id {Rows});
            PRAGMA user_version={Version};
            """;
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}
