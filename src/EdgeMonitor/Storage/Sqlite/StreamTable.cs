using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// What is known of each stream, read at opening and kept in step with the commits. The row on the disk is written only when records are
/// removed: until then the highest stored record says the same, and a commit writes one page less. As sequences have no holes but those
/// that were removed or jumped over, their number gives the count without walking the records, and the sums give the bytes.
/// </summary>
internal sealed class StreamTable
{
    /// <summary>The most streams a journal may have. Chosen: ten times what the appliance uses.</summary>
    public const int MaxStreams = 64;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>All streams.</summary>
    public ICollection<Entry> All => _entries.Values;

    /// <summary>Reads the table.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="format">Its format: 1 has no sums of bytes, and they are left 0.</param>
    /// <exception cref="SqliteException">It could not be read.</exception>
    public static StreamTable Read(SqliteConnection connection, long format = SqliteFormat.Version)
    {
        var table = new StreamTable();
        using var command = connection.CreateCommand();
        var sums = format == 1 ? "0, 0, 0" : "streams.total, streams.removed, highest.total";
        command.CommandText =
            $"""
            SELECT streams.id, streams.name, streams.missing, streams.last, highest.id, {sums} FROM streams
                LEFT JOIN records AS highest ON highest.id = (SELECT max(id) FROM records WHERE id {SqliteFormat.Rows})
            """;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var entry = new Entry(rows.GetInt64(0), rows.GetString(1)) { Missing = rows.GetInt64(2), Removed = rows.GetInt64(6) };
            var highest = rows.IsDBNull(4) ? 0 : rows.GetInt64(4) - entry.RowOf(0);
            // The later of the two knows the sum: a commit writes the record's only, a removal the stream's.
            (entry.Last, entry.Total) = rows.GetInt64(3) is var last && highest > last ? (highest, rows.GetInt64(7)) : (last, rows.GetInt64(5));
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

        /// <summary>Bytes of all records ever appended.</summary>
        public long Total { get; set; }

        /// <summary>Bytes of those that were removed.</summary>
        public long Removed { get; set; }

        /// <summary>The row of a sequence; those beyond what an id holds become the last one possible.</summary>
        public long RowOf(long sequence) =>
            (Id << SqliteStore.SequenceBits) | Math.Clamp(sequence, 0, (1L << SqliteStore.SequenceBits) - 1);
    }
}
