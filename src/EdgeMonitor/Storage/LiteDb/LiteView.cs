using EdgeMonitor.Storage.LogPages;
using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>What a journal holds at one moment, as seen beside its owner.</summary>
internal sealed class LiteView : IDisposable
{
    private readonly string _directory;
    private readonly Dictionary<int, LiteFile> _files = [];
    private readonly Dictionary<string, long> _lasts = new(StringComparer.Ordinal);
    private readonly (string Files, ulong Marks) _seen;
    private IStoreFile? _log;
    private LogContent _content = LogContent.Empty;

    private LiteView(string directory)
    {
        _directory = directory;
        _seen = Look(out var marks);
        foreach (var (stream, mark) in marks?.Streams ?? new Dictionary<string, TrimMarks.Mark>()) _lasts[stream] = mark.Last;
        Marks = marks;
    }

    /// <summary>What lies where.</summary>
    public RecordIndex Index { get; } = new(LiteRoom.Of);

    /// <summary>True while the journal holds what is seen here and nothing else.</summary>
    public bool IsCurrent => WasUndisturbed && Look(out _) == _seen && LogContent.Read(_log!) is var now && now.End == _content.End;

    /// <summary>True while no checkpoint has begun since, so that all that was read is what it was.</summary>
    public bool WasUndisturbed => _log is not null && LogHead.Read(_log) == _content.Generation && !LogHead.HasNotice(_log, _content.Generation);

    private TrimMarks? Marks { get; }

    /// <summary>Opens all files.</summary>
    /// <exception cref="IOException">The owner is changing them, or one is damaged: where it comes again, the latter.</exception>
    public static LiteView Open(string directory)
    {
        var view = new LiteView(directory);
        var done = false;
        try
        {
            foreach (var number in LiteNames.In(directory)) view.Take(number);
            done = true;
            return view;
        }
        finally
        {
            if (!done) view.Dispose();
        }
    }

    /// <summary>The stream's last sequence.</summary>
    public long LastOf(string stream) => _lasts.GetValueOrDefault(stream);

    /// <summary>Records of the stream above a sequence.</summary>
    public List<JournalRecord> ReadFrom(string stream, long after, int limit)
    {
        var records = new List<JournalRecord>();
        foreach (var (first, last) in LitePlan.Runs(Index.After(stream, after, limit))) records.AddRange(_files[first.File].Read(first.KeyIn(stream), last.KeyIn(stream)));
        return records;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
    }

    private void Take(int number)
    {
        var logPath = Path.Combine(_directory, LiteNames.LogOf(number));
        var log = File.Exists(logPath) ? DiskFile.OpenForReading(logPath) : null;
        var content = log is null ? null : LogContent.Read(log);
        var file = LiteFile.OpenForReading(DiskFile.OpenForReading(Path.Combine(_directory, LiteNames.Of(number))), log, content);
        _files[number] = file;
        if (log is not null) (_log, _content) = (log, content!); // the newest file's
        foreach (var key in file.Keys())
        {
            if (key.Sequence > LastOf(key.Stream)) _lasts[key.Stream] = key.Sequence;
            if (Marks is null || !Marks.Streams.TryGetValue(key.Stream, out var mark) || !mark.Removed.Contains(key.Sequence)) Index.Put(key, number);
        }
    }

    private (string Files, ulong Marks) Look(out TrimMarks? marks)
    {
        marks = TrimMarks.Read(Path.Combine(_directory, TrimMarks.FileName));
        return (string.Join(' ', LiteNames.In(_directory)), marks?.Version ?? 0);
    }
}
