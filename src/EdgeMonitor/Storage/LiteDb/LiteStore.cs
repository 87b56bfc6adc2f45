using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The journal's open files: one that is appended to, complete ones before it, and in memory what lies where. Records are removed by the trim
/// marks alone; a file goes whole when none of its records is left. Called under the journal's lock.
/// </summary>
internal sealed class LiteStore(LiteFiles files, SequenceReserve reserve, TrimMarks marks) : IDisposable
{
    /// <summary>A file that has reached this is completed and the next one begun, bytes: between 32 and 64 MiB, with the batch that passes it.</summary>
    public const long FullBytes = 48 << 20;

    // Chosen: a dozen commits of eight records; more would save little, and must fit beside a file that is renewed on a full disk.
    private const long CheckpointBytes = 2 << 20;

    private const long RenewLogBytes = 512 << 10; // as CheckpointBytes, while a file is renewed in little room
    private const long RenewingBytes = 3 * RenewLogBytes; // a renewed file's log, with a commit that passes it, and fixed pages
    private const int RenewPortion = 16; // records carried in one commit

    private readonly RecordIndex _index = new();
    private readonly Dictionary<string, long> _lasts = new(StringComparer.Ordinal);
    private (LiteFile File, int Number)? _current;
    private (LiteFile File, int Number)? _reading; // the complete file that was read last
    private TrimMarks _marks = marks;

    /// <summary>True where there is a file that is appended to.</summary>
    public bool HasCurrent => _current is not null;

    /// <summary>Bytes in the log of the file that is appended to.</summary>
    public long LogBytes => _current?.File.LogBytes ?? 0;

    /// <summary>What lies where.</summary>
    public RecordIndex Index => _index;

    /// <summary>The streams that have a last sequence.</summary>
    public IEnumerable<string> Streams => _lasts.Keys.Union(_marks.Streams.Keys);

    /// <summary>The complete files.</summary>
    public IEnumerable<int> Complete => _marks.Files.Where(number => number != _current?.Number);

    /// <summary>Bytes of complete files that hold nothing now: they go back to the disk with their file.</summary>
    public long SpentBytes => Complete.Sum(number => Math.Max(0, SizeOf(number) - _index.TotalsOf(number).Bytes));

    /// <summary>The stream's last sequence; of one that has had no record, where it will begin.</summary>
    public long LastOf(string stream) =>
        _lasts.TryGetValue(stream, out var last) ? last : _marks.Streams.TryGetValue(stream, out var mark) ? mark.Last : reserve.Floor;

    /// <summary>Makes the stream go on above a sequence; <see cref="Settle"/> brings it to the disk.</summary>
    public void JumpTo(string stream, long last) => _lasts[stream] = last;

    /// <summary>Makes sure, durably, that the sequence may be used.</summary>
    /// <exception cref="IOException">It must not be used.</exception>
    public void Cover(string stream, long last) => reserve.Cover(stream, last);

    /// <summary>Takes up a file that was opened, and all that it holds.</summary>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public void Take(LiteFile file, int number, bool isCurrent)
    {
        var taken = false;
        try
        {
            foreach (var key in file.Keys())
            {
                if (key.Sequence > LastOf(key.Stream)) _lasts[key.Stream] = key.Sequence;
                if (!_marks.Streams.TryGetValue(key.Stream, out var mark) || !mark.Removed.Contains(key.Sequence)) _index.Put(key, number);
            }

            taken = isCurrent;
            if (isCurrent) _current = (file, number);
            else if (file.IsComplete) files.RemoveLog(number);
        }
        finally
        {
            if (!taken) file.Dispose();
        }

        _marks.Files.Add(number);
    }

    /// <summary>Begins a new file.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Begin(int number)
    {
        files.Create(number);
        _current = (files.Open(number, out _), number);
        _marks.Files.Add(number);
    }

    /// <summary>After an opening: brings to the disk what was found, and that the streams' next numbers may be used.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Settle(bool reviseCeilings)
    {
        SaveMarks();
        RemoveSpent();
        foreach (var stream in Streams.ToList()) Cover(stream, reviseCeilings ? LastOf(stream) + 1 : LastOf(stream));
    }

    /// <summary>Sets a file aside; returns the sentence that says so.</summary>
    public string SetAside(int number, Exception why)
    {
        if (_reading?.Number == number) CloseReading();
        if (_current?.Number == number) CloseCurrent();
        _index.Remove(number);
        _marks.Files.Remove(number);
        var name = files.SetAside(number);
        return $"The journal was damaged or foreign ({why.Message}) and is set aside as {files.Directory.PathOf(name)}: keep it, it may hold unsent records.";
    }

    /// <summary>Stores records in one commit. After an error close this and open it anew; <see cref="LiteFile.MayHaveCommitted"/> is asked for before.</summary>
    /// <exception cref="LiteCommitException">It is stored nowhere, or that is not known.</exception>
    public void Store(IReadOnlyCollection<JournalRecord> records)
    {
        var begun = false;
        try
        {
            if (_current!.Value.File.Size >= FullBytes) CompleteCurrent();
            begun = true;
            var (file, number) = _current.Value;
            file.Append(records);
            if (file.Fault is { } fault) throw fault;
            foreach (var record in records)
            {
                _index.Put(new RecordKey(record.Stream, record.Sequence, record.Bytes.Length), number);
                if (record.Sequence > LastOf(record.Stream)) _lasts[record.Stream] = record.Sequence;
            }
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            throw new LiteCommitException(error, begun && _current!.Value.File.MayHaveCommitted);
        }
    }

    /// <summary>Copies the log into the file when it is long.</summary>
    /// <exception cref="IOException">The disk refuses: everything is in the log; open the journal anew.</exception>
    public void Checkpoint(long whenBytes = CheckpointBytes)
    {
        var file = _current!.Value.File;
        if (file.LogBytes < whenBytes) return;
        file.Checkpoint();
        if (file.Fault is { } fault) throw fault;
    }

    /// <summary>Completes the file that is appended to and begins the next one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void CompleteCurrent()
    {
        var (file, number) = _current!.Value;
        file.Checkpoint();
        if (file.Fault is { } fault) throw fault;
        files.Create(number + 1);
        CloseCurrent();
        files.RemoveLog(number);
        _current = (files.Open(number + 1, out _), number + 1);
        _marks.Files.Add(number + 1);
        SaveMarks();
    }

    /// <summary>
    /// On a full disk: carries what is left in the file that is appended to into a fresh one and removes it. Its log need not be copied before,
    /// which would want room.
    /// </summary>
    /// <exception cref="IOException">The disk refuses: nothing is lost; open the journal anew.</exception>
    public void Renew()
    {
        var (file, number) = _current!.Value;
        files.Create(number + 1);
        CloseReading();
        _reading = (file, number);
        _current = (files.Open(number + 1, out _), number + 1);
        _marks.Files.Add(number + 1);
        while (Carry(number, RenewPortion))
        {
            Checkpoint(RenewLogBytes);
        }

        SaveMarks();
        RemoveSpent();
    }

    /// <summary>The records of entries that lie in one file and follow each other.</summary>
    public List<JournalRecord> Read(string stream, RecordIndex.Entry first, RecordIndex.Entry last) =>
        FileOf(first.File).Read(first.KeyIn(stream), last.KeyIn(stream));

    /// <summary>Marks the stream's records of the range as removed; false where there were none.</summary>
    /// <exception cref="IOException">It is not known whether that is on the disk.</exception>
    public bool Remove(string stream, long first, long last)
    {
        if (_index.Around(stream, first, last) is not { } range) return false;
        _marks.Of(stream).Removed.Add(range.First, range.Last);
        SaveMarks();
        _index.Remove(stream, range.First, range.Last);
        return true;
    }

    /// <summary>Takes the marks off records that are to come back; returns those that the newest file does not have anyway.</summary>
    /// <exception cref="IOException">It is not known whether that is on the disk.</exception>
    public IReadOnlyList<JournalRecord> Unmark(IReadOnlyCollection<JournalRecord> records)
    {
        var gone = new List<JournalRecord>();
        foreach (var record in records) _marks.Of(record.Stream).Removed.Restore(record.Sequence);
        SaveMarks();
        foreach (var record in records)
        {
            if (_current!.Value.File.Find(record.Stream, record.Sequence) is { } there) _index.Put(there, _current.Value.Number);
            else gone.Add(record);
        }

        return gone;
    }

    /// <summary>Removes complete files that hold no record any more; true where there was one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool RemoveSpent()
    {
        var spent = Complete.Where(number => _index.TotalsOf(number).Count == 0).ToList();
        if (spent.Count == 0) return false;
        if (_reading is { } reading && spent.Contains(reading.Number)) CloseReading();
        _marks.Files.ExceptWith(spent); // first: a file that is gone and still listed would be called missing
        SaveMarks();
        spent.ForEach(files.Remove);
        return true;
    }

    /// <summary>
    /// True where the file that is appended to is better renewed when there is no room: half of it or more is removed, and the rest fits.
    /// </summary>
    public bool IsRenewable(long room) =>
        _current is { } current && _index.TotalsOf(current.Number).Bytes is var left && left + (left / 16) + RenewingBytes <= room && left < current.File.Size / 2;

    /// <summary>A complete file of which at most such a part is left, so that its records are better carried to the newest one; null where there is none.</summary>
    public int? SpentTo(int part) => Complete.Cast<int?>().FirstOrDefault(number => _index.TotalsOf(number!.Value).Bytes < SizeOf(number.Value) / part);

    /// <summary>Carries some records of a file to the newest one; false where none is left in it.</summary>
    /// <exception cref="LiteCommitException">They stay where they were; close this and open it anew.</exception>
    public bool Carry(int number, int limit)
    {
        var keys = _index.In(number, limit);
        if (keys.Count == 0) return false;
        var records = keys.Select(key => FileOf(number).Read(key, key)[0]).ToList();
        Store(records);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseReading();
        CloseCurrent();
    }

    /// <summary>Closes in order: what the log holds is copied into the file.</summary>
    public void Close()
    {
        try
        {
            if (_current is { File.Fault: null } current) current.File.Checkpoint();
        }
        catch (IOException)
        {
            // Everything is in the log, which the next opening reads.
        }

        Dispose();
    }

    private long SizeOf(int number) => new FileInfo(files.Directory.PathOf(LiteNames.Of(number))) is { Exists: true } file ? file.Length : 0;

    private LiteFile FileOf(int number)
    {
        if (_current is { } current && current.Number == number) return current.File;
        if (_reading is { } reading && reading.Number == number) return reading.File;
        CloseReading();
        var file = files.Open(number, out _);
        _reading = (file, number);
        return file;
    }

    private void SaveMarks()
    {
        foreach (var (stream, last) in _lasts) _marks.Of(stream).Last = Math.Max(last, _marks.Of(stream).Last);
        try
        {
            _marks.Save();
        }
        catch (IOException)
        {
            _marks = TrimMarks.Read(files.Directory.PathOf(TrimMarks.FileName)) ?? _marks; // which of the two halves counts now
            throw;
        }
    }

    private void CloseCurrent()
    {
        _current?.File.Dispose();
        _current = null;
    }

    private void CloseReading()
    {
        _reading?.File.Dispose();
        _reading = null;
    }
}

/// <summary>A commit failed.</summary>
internal sealed class LiteCommitException(Exception cause, bool mayBeStored) : IOException(cause.Message, cause)
{
    /// <summary>False where it is certain that nothing of it is stored.</summary>
    public bool MayBeStored { get; } = mayBeStored;
}
