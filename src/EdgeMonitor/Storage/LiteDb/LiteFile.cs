using EdgeMonitor.Storage.LogPages;
using EdgeMonitor.Storage.RecordFiles;
using LiteDB;
using LiteDB.Engine;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// One LiteDB file with its log, opened: records as documents of a key and bytes, in one collection. One thread at a time uses it. After any
/// error it is given up and opened anew; nothing is retried on the same engine.
/// </summary>
internal sealed class LiteFile : IDisposable
{
    /// <summary>The largest record, bytes: what LiteDB takes in one document, with room for its key.</summary>
    public const int MaxRecordBytes = 15 << 20;

    private const string Records = "records";
    private const string Bytes = "b";
    private const int LastPageAt = 64; // of the header page, uint
    private readonly IStoreFile _dataFile;
    private readonly IStoreFile? _logFile;
    private readonly DataStream _data;
    private readonly LogStream _log;
    private readonly LiteEngine _engine;

    private LiteFile(IStoreFile dataFile, IStoreFile? logFile, LogStream log, EngineSettings settings)
    {
        (_dataFile, _logFile, _log, _data) = (dataFile, logFile, log, (DataStream)settings.DataStream);
        _engine = new LiteEngine(settings);
    }

    /// <summary>Why the engine must be given up; null while all went well.</summary>
    public IOException? Fault => _log.Fault;

    /// <summary>False where a failed commit is certainly not stored.</summary>
    public bool MayHaveCommitted => _log.MayHaveCommitted;

    /// <summary>True where nothing is in the log that is not in the file.</summary>
    public bool IsComplete => _log.Length == 0;

    /// <summary>Bytes of the log in use.</summary>
    public long LogBytes => _log.UsedBytes;

    /// <summary>Bytes of the file and its log.</summary>
    public long Size => _dataFile.Length + _log.UsedBytes;

    /// <summary>Makes the content of a new file and its log: the one collection, and no checkpoint but those asked for.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Create(IStoreFile data, IStoreFile log)
    {
        LogStream.Create(log);
        var stream = LogStream.Open(log, LogContent.Read(log));
        using var file = new LiteFile(data, null, stream, Settings(new DataStream(data) { MayWrite = true }, stream, Collation.Binary));
        file._engine.Pragma("CHECKPOINT", 0);
        var first = new BsonDocument { ["_id"] = Array.Empty<byte>() }; // a collection is made by its first document
        file._engine.Insert(Records, [first], BsonAutoId.ObjectId);
        file._engine.Delete(Records, [first["_id"]]);
        file.Checkpoint();
        if (file.Fault is { } fault) throw fault;
    }

    /// <summary>Opens a file for its owner; what its log holds is brought into it first.</summary>
    /// <param name="data">The data file; disposed with this, but not where opening fails.</param>
    /// <param name="log">Its log; null where the file is complete and has none.</param>
    /// <param name="content">What the log holds.</param>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public static LiteFile Open(IStoreFile data, IStoreFile? log, LogContent? content)
    {
        // Less than a page, and LiteDB would begin a file of its own over it.
        if (data.Length < Page.Bytes) throw new PageDamagedException("It has not a single page.");
        var stream = log is null ? NoLog(data) : Replayed(data, log, content!);
        var file = Start(data, log, stream);
        file.CheckLength();
        return file;
    }

    /// <summary>Opens a file beside its owner; nothing is written.</summary>
    public static LiteFile OpenForReading(IStoreFile data, IStoreFile? log, LogContent? content) =>
        Start(data, log, log is null ? NoLog(data) : LogStream.OpenForReading(log, content!));

    /// <summary>The keys of all documents, in order, from the index alone.</summary>
    public IEnumerable<RecordKey> Keys()
    {
        var query = new Query { Select = BsonExpression.Create("_id"), OrderBy = BsonExpression.Create("_id") };
        using var rows = _engine.Query(Records, query);
        while (rows.Read())
        {
            if (RecordKey.Parse(rows.Current["_id"].AsBinary) is not { } key) throw new PageDamagedException("It holds what is no record.");
            yield return key;
        }
    }

    /// <summary>The key under which a record of this sequence is there, be it removed or not; null where there is none.</summary>
    public RecordKey? Find(string stream, long sequence) =>
        Documents(new RecordKey(stream, sequence, 0), new RecordKey(stream, sequence, int.MaxValue)).Select(found => RecordKey.Parse(found["_id"].AsBinary)).FirstOrDefault();

    /// <summary>The records of a run of sequences without a hole.</summary>
    public List<JournalRecord> Read(RecordKey first, RecordKey last)
    {
        var records = new List<JournalRecord>();
        foreach (var document in Documents(first, last))
        {
            var (key, bytes) = (RecordKey.Parse(document["_id"].AsBinary), document[Bytes].AsBinary);
            if (key is not { } found || bytes is null || bytes.Length != found.Length) throw new PageDamagedException("A record has not the length that its key says.");
            records.Add(new JournalRecord(found.Stream, found.Sequence, bytes));
        }

        if (records.Count != last.Sequence - first.Sequence + 1) throw new PageDamagedException("A record is not where the index has it.");
        return records;
    }

    /// <summary>Stores the records in one transaction; it is on the disk when this returns and there is no <see cref="Fault"/>.</summary>
    public void Append(IEnumerable<JournalRecord> records) => _engine.Insert(Records, records.Select(Document), BsonAutoId.ObjectId);

    /// <summary>Copies the log into the data file, brings that to the disk and empties the log.</summary>
    /// <exception cref="IOException">The disk refuses: give the engine up; the log has everything.</exception>
    public void Checkpoint()
    {
        if (IsComplete) return;
        _log.GiveNotice();
        _data.MayWrite = true;
        _engine.Checkpoint();
        _data.MayWrite = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _logFile?.Dispose();
        _dataFile.Dispose();
    }

    private IEnumerable<BsonValue> Documents(RecordKey first, RecordKey last)
    {
        var query = new Query();
        query.Where.Add(BsonExpression.Create("_id BETWEEN @0 AND @1", first.ToBytes(), last.ToBytes()));
        using var rows = _engine.Query(Records, query);
        while (rows.Read()) yield return rows.Current;
    }

    private static LogStream Replayed(IStoreFile data, IStoreFile log, LogContent content)
    {
        var stream = LogStream.Open(log, content);
        if (content.Frames.Count == 0) return stream;
        try
        {
            Redo.Run(log, content, data);
        }
        catch (IOException full) when (LiteFault.IsFull(full))
        {
            return stream; // LiteDB then reads those pages from the log
        }

        stream.SetLength(0);
        return stream.Fault is { } fault ? throw fault : stream;
    }

    private static LiteFile Start(IStoreFile data, IStoreFile? log, LogStream stream) => new(data, log, stream, Settings(new DataStream(data), stream, null));

    private static EngineSettings Settings(DataStream data, LogStream log, Collation? collation) =>
        new() { DataStream = data, LogStream = log, Collation = collation };

    private static LogStream NoLog(IStoreFile data) => LogStream.OpenForReading(data, LogContent.Empty);

    private static BsonDocument Document(JournalRecord record) => new()
    {
        ["_id"] = new RecordKey(record.Stream, record.Sequence, record.Bytes.Length).ToBytes(),
        [Bytes] = record.Bytes.ToArray(),
    };

    /// <summary>A file that was cut has fewer pages than its first one counts.</summary>
    private void CheckLength()
    {
        var header = new byte[Page.Bytes];
        if (_log.Length > 0) return; // on a full disk: the pages are in the log
        _data.Position = 0;
        _data.ReadExactly(header);
        var pages = BitConverter.ToUInt32(header, LastPageAt) + 1L;
        if (_data.Length < pages * Page.Bytes) throw new PageDamagedException($"The file has {_data.Length / Page.Bytes} pages of {pages}: it was cut.");
    }
}
