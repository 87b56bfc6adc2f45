namespace EdgeMonitor.Storage.Sqlite;

/// <summary>A record as a row.</summary>
/// <param name="Row">The row's id.</param>
/// <param name="Bytes">The record.</param>
/// <param name="Total">Bytes of all records of its stream up to and including this one.</param>
internal readonly record struct NewRow(long Row, ReadOnlyMemory<byte> Bytes, long Total);

/// <summary>One call of append, checked and turned into rows.</summary>
internal sealed class AppendBatch
{
    private const int MaxNameLength = 64;
    private readonly Dictionary<string, (StreamTable.Entry Stream, long Last, long Total)> _lasts = new(StringComparer.Ordinal);
    private readonly List<StreamTable.Entry> _newStreams = [];
    private readonly List<NewRow> _rows;

    private AppendBatch(int count) => _rows = new List<NewRow>(count);

    /// <summary>Streams that have their first record in this batch.</summary>
    public IReadOnlyList<StreamTable.Entry> NewStreams => _newStreams;

    /// <summary>The rows in the order of the records.</summary>
    public IReadOnlyList<NewRow> Rows => _rows;

    /// <summary>All bytes of the records.</summary>
    public long Bytes { get; private set; }

    /// <summary>Checks the records against what is stored.</summary>
    /// <exception cref="ArgumentException">A sequence is not its stream's next one: the caller's mistake, nothing is stored.</exception>
    public static AppendBatch Plan(SqliteSession session, IReadOnlyList<JournalRecord> records)
    {
        var batch = new AppendBatch(records.Count);
        foreach (var record in records) batch.Add(session, record);
        return batch;
    }

    /// <summary>Makes sure, durably, that the batch's numbers may be used.</summary>
    public void Cover(SqliteSession session)
    {
        foreach (var (stream, last, _) in _lasts.Values) session.Cover(stream.Name, last);
    }

    /// <summary>The batch is stored: takes it up in the session's table.</summary>
    public void Done(SqliteSession session)
    {
        foreach (var (stream, last, total) in _lasts.Values) (stream.Last, stream.Total) = (last, total);
        foreach (var stream in _newStreams) session.Streams.Add(stream);
    }

    /// <summary>Whether a session opened after a failed commit holds the batch; one row tells, as a commit is whole or not at all.</summary>
    public bool IsStoredIn(SqliteSession session)
    {
        var (stream, last, _) = _lasts.Values.First();
        return session.Streams.Find(stream.Name) is { } found && session.Reads.ReadFrom(found, last - 1, 1).Any(record => record.Sequence == last);
    }

    private void Add(SqliteSession session, JournalRecord record)
    {
        if (!_lasts.TryGetValue(record.Stream, out var planned))
        {
            var stream = session.Streams.Find(record.Stream) ?? Begin(session, record.Stream);
            planned = (stream, stream.Last, stream.Total);
        }

        if (record.Sequence != planned.Last + 1)
            throw new ArgumentException($"Sequence {record.Sequence} of stream {record.Stream} is out of turn: {planned.Last + 1} is next.");
        planned = (planned.Stream, record.Sequence, planned.Total + record.Bytes.Length);
        _lasts[record.Stream] = planned;
        _rows.Add(new NewRow(planned.Stream.RowOf(record.Sequence), record.Bytes, planned.Total));
        Bytes += record.Bytes.Length;
    }

    private StreamTable.Entry Begin(SqliteSession session, string name)
    {
        if (name.Length is 0 or > MaxNameLength) throw new ArgumentException($"A stream's name has 1 to {MaxNameLength} characters.");
        if (session.Streams.All.Count + _newStreams.Count >= StreamTable.MaxStreams)
            throw new ArgumentException($"A journal has at most {StreamTable.MaxStreams} streams.");
        var stream = session.Streams.Next(name, session.LastBeforeFirst, _newStreams.Count);
        _newStreams.Add(stream);
        return stream;
    }
}
