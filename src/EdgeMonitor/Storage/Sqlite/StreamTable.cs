using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// What is known of each stream, read at opening and kept in step with the commits. The row on the disk is written only when records are
/// removed: until then the highest stored sequence says the same, and a commit writes one page less. As sequences have no holes but those
/// that were removed or jumped over, their number gives the count without walking the records.
/// </summary>
internal sealed class StreamTable
{
    /// <summary>The most streams a journal may have. Chosen: ten times what the appliance uses.</summary>
    public const int MaxStreams = 64;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>All streams.</summary>
    public ICollection<Entry> All => _entries.Values;

    /// <summary>Reads the table.</summary>
    /// <exception cref="SqliteException">It could not be read.</exception>
    public static StreamTable Read(SqliteConnection connection)
    {
        var table = new StreamTable();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT id, name, missing, last, (SELECT max(id) FROM records WHERE id BETWEEN streams.id << {SqliteStore.SequenceBits}
                AND ((streams.id + 1) << {SqliteStore.SequenceBits}) - 1) FROM streams
            """;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var entry = new Entry(rows.GetInt64(0), rows.GetString(1)) { Missing = rows.GetInt64(2) };
            var highest = rows.IsDBNull(4) ? 0 : rows.GetInt64(4) - entry.RowOf(0);
            entry.Last = Math.Max(rows.GetInt64(3), highest);
            table.Add(entry);
        }

        return table;
    }

    /// <summary>The stream, or null where it has never had a record.</summary>
    public Entry? Find(string stream) => _entries.GetValueOrDefault(stream);

    /// <summary>An entry for a new stream that begins above <paramref name="last"/>; <see cref="Add"/> takes it up after the commit.</summary>
    public Entry Next(string stream, long last, int newBefore) =>
        new(_entries.Count + newBefore + 1, stream) { Last = last, Missing = last };

    /// <summary>Takes up a new stream.</summary>
    public void Add(Entry entry) => _entries[entry.Name] = entry;

    /// <summary>One stream.</summary>
    internal sealed class Entry(long id, string name)
    {
        /// <summary>Its number in the database, 1 to <see cref="MaxStreams"/>.</summary>
        public long Id { get; } = id;

        /// <summary>Its name.</summary>
        public string Name { get; } = name;

        /// <summary>The highest sequence appended or jumped over.</summary>
        public long Last { get; set; }

        /// <summary>How many sequences up to <see cref="Last"/> are not stored.</summary>
        public long Missing { get; set; }

        /// <summary>The row of a sequence; those beyond what an id holds become the last one possible.</summary>
        public long RowOf(long sequence) =>
            (Id << SqliteStore.SequenceBits) | Math.Clamp(sequence, 0, (1L << SqliteStore.SequenceBits) - 1);
    }
}
