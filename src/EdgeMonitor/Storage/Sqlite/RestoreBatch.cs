namespace EdgeMonitor.Storage.Sqlite;

/// <summary>Records to be put back at their old numbers, checked and turned into rows, stream by stream.</summary>
internal sealed class RestoreBatch
{
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private readonly List<StreamTable.Entry> _newStreams = [];

    private RestoreBatch()
    {
    }

    /// <summary>Streams that are not in the database yet.</summary>
    public IReadOnlyList<StreamTable.Entry> NewStreams => _newStreams;

    /// <summary>The rows of each stream.</summary>
    public IReadOnlyCollection<Part> Rows => _parts.Values;

    /// <summary>All bytes of the records.</summary>
    public long Bytes { get; private set; }

    /// <summary>Checks the records against what is stored.</summary>
    /// <exception cref="ArgumentException">A number is above its stream's last one, and might be used again: the caller's mistake, nothing is stored.</exception>
    public static RestoreBatch Plan(SqliteSession session, IReadOnlyList<JournalRecord> records)
    {
        var batch = new RestoreBatch();
        foreach (var record in records) batch.Add(session, record);
        return batch;
    }

    /// <summary>The batch is stored: takes it up in the session's table.</summary>
    public void Done(SqliteSession session)
    {
        foreach (var stream in _newStreams) session.Streams.Add(stream);
        foreach (var part in _parts.Values) (part.Stream.Missing, part.Stream.Removed) = (part.Stream.Missing - part.Restored, part.Stream.Removed - part.RestoredBytes);
    }

    private void Add(SqliteSession session, JournalRecord record)
    {
        if (!_parts.TryGetValue(record.Stream, out var part)) _parts[record.Stream] = part = new Part(Find(session, record.Stream));
        if (record.Sequence < 1 || record.Sequence > part.Stream.Last)
            throw new ArgumentException($"Sequence {record.Sequence} of stream {record.Stream} cannot be put back: {part.Stream.Last} is its last one.");
        part.Rows.Add((part.Stream.RowOf(record.Sequence), record.Bytes.ToArray()));
        Bytes += record.Bytes.Length;
    }

    private StreamTable.Entry Find(SqliteSession session, string name)
    {
        if (session.Streams.Find(name) is { } found) return found;
        var stream = session.Streams.Next(name, session.LastBeforeFirst, _newStreams.Count);
        _newStreams.Add(stream);
        return stream;
    }

    /// <summary>The rows of one stream.</summary>
    internal sealed class Part(StreamTable.Entry stream)
    {
        /// <summary>The stream.</summary>
        public StreamTable.Entry Stream { get; } = stream;

        /// <summary>Row ids and bytes.</summary>
        public List<(long Row, byte[] Bytes)> Rows { get; } = [];

        /// <summary>How many of them were not there before.</summary>
        public int Restored { get; set; }

        /// <summary>Their bytes.</summary>
        public long RestoredBytes { get; set; }
    }
}
