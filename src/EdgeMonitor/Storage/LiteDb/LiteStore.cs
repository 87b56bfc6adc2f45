using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The journal's records: in memory what lies where, each stream's last sequence, and what was removed. Records are removed by the trim marks
/// alone; a file goes whole when none of its records is left (<see cref="LiteTidying"/>). Called under the journal's lock.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="reserve">Which numbers may have been used.</param>
/// <param name="marks">What was removed.</param>
/// <param name="fullBytes">A file of this size is completed: <see cref="FullBytes"/>, less in a test.</param>
internal sealed class LiteStore(LiteFiles files, SequenceReserve reserve, TrimMarks marks, long fullBytes) : IDisposable
{
    /// <summary>A file that has reached this is completed and the next one begun, bytes: between 32 and 64 MiB, with the batch that passes it.</summary>
    public const long FullBytes = 48 << 20;

    // Chosen: a dozen commits of eight records; more would save little, and would be read back at each restart.
    private const long CheckpointBytes = 2 << 20;

    private readonly Dictionary<string, long> _lasts = new(StringComparer.Ordinal);

    /// <summary>The open files.</summary>
    public LiteShelf Shelf { get; } = new(files);

    /// <summary>What lies where.</summary>
    public RecordIndex Index { get; } = new(LiteRoom.Of);

    /// <summary>What was removed, and which files there are.</summary>
    public TrimMarks Marks { get; private set; } = marks;

    /// <summary>The streams that have a last sequence.</summary>
    public IEnumerable<string> Streams => _lasts.Keys.Union(Marks.Streams.Keys);

    /// <summary>The complete files.</summary>
    public IEnumerable<int> Complete => Marks.Files.Where(number => number != Shelf.Number);

    /// <summary>The stream's last sequence; of one that has had no record, where it will begin.</summary>
    public long LastOf(string stream)
    {
        if (_lasts.TryGetValue(stream, out var last)) return last;
        return Marks.Streams.TryGetValue(stream, out var mark) && mark.Last > 0 ? mark.Last : reserve.Floor;
    }

    /// <summary>Makes the stream go on above a sequence; <see cref="Settle"/> brings it to the disk.</summary>
    public void JumpTo(string stream, long last) => _lasts[stream] = last;

    /// <summary>Makes sure, durably, that the sequence may be used.</summary>
    /// <exception cref="IOException">It must not be used.</exception>
    public void Cover(string stream, long last) => reserve.Cover(stream, last);

    /// <summary>Takes up a file that was opened, and all that it holds.</summary>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public void Take(LiteFile file, int number, bool isCurrent)
    {
        var read = false;
        try
        {
            foreach (var key in file.Keys())
            {
                if (key.Sequence > LastOf(key.Stream)) _lasts[key.Stream] = key.Sequence;
                if (!Marks.Streams.TryGetValue(key.Stream, out var mark) || !mark.Removed.Contains(key.Sequence)) Index.Put(key, number);
            }

            read = true;
        }
        finally
        {
            if (!read) file.Dispose();
        }

        Shelf.Put(file, number, isCurrent);
        Marks.Files.Add(number);
    }

    /// <summary>Begins the first file, or one after a newest that was set aside.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Begin(int number)
    {
        Shelf.Begin(number);
        Marks.Files.Add(number);
    }

    /// <summary>After an opening: brings to the disk what was found, and that the streams' next numbers may be used.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Settle(bool reviseCeilings)
    {
        SaveMarks();
        new LiteTidying(this, files).RemoveSpent();
        foreach (var stream in Streams.ToList()) Cover(stream, reviseCeilings ? LastOf(stream) + 1 : LastOf(stream));
    }

    /// <summary>
    /// Sets a file aside that turned out to be damaged when it was read. First what is known now is brought to the disk: that it holds no records any
    /// more, and the last sequences, which it alone may have had. So the next opening neither misses it nor passes numbers over.
    /// </summary>
    /// <exception cref="IOException">The disk refuses: the file is where it was; open the journal anew.</exception>
    public string Retire(int number, Exception why)
    {
        if (number == Shelf.Number)
        {
            Shelf.Follow();
            Marks.Files.Add(Shelf.Number!.Value);
        }

        Marks.Files.Remove(number);
        SaveMarks();
        return SetAside(number, why);
    }

    /// <summary>Sets a file aside; returns the sentence that says so.</summary>
    public string SetAside(int number, Exception why)
    {
        Shelf.Close(number);
        Index.Remove(number);
        Marks.Files.Remove(number);
        var name = files.SetAside(number);
        return $"The journal was damaged or foreign ({why.Message}) and is set aside as {files.Directory.PathOf(name)}: keep it, it may hold unsent records.";
    }

    /// <summary>Stores records in one commit.</summary>
    /// <exception cref="LiteCommitException">It is stored nowhere, or that is not known: close this and open it anew.</exception>
    public void Store(IReadOnlyCollection<JournalRecord> records)
    {
        var begun = false;
        try
        {
            if (Shelf.Current.Size >= fullBytes) CompleteCurrent();
            begun = true;
            Shelf.Current.Append(records);
            if (Shelf.Current.Fault is { } fault) throw fault;
            foreach (var record in records)
            {
                Index.Put(new RecordKey(record.Stream, record.Sequence, record.Bytes.Length), Shelf.Number!.Value);
                if (record.Sequence > LastOf(record.Stream)) _lasts[record.Stream] = record.Sequence;
            }
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            throw new LiteCommitException(error, begun && Shelf.Current.MayHaveCommitted);
        }
    }

    /// <summary>Copies the log into the file when it is long.</summary>
    /// <exception cref="IOException">The disk refuses: everything is in the log; open the journal anew.</exception>
    public void Checkpoint(long whenBytes = CheckpointBytes)
    {
        if (Shelf.Current.LogBytes < whenBytes) return;
        Shelf.Current.Checkpoint();
        if (Shelf.Current.Fault is { } fault) throw fault;
    }

    /// <summary>The records of entries that lie in one file and follow each other.</summary>
    /// <exception cref="IOException">The disk refuses, or a page is damaged.</exception>
    public List<JournalRecord> Read(string stream, RecordIndex.Entry first, RecordIndex.Entry last) =>
        Shelf.Open(first.File).Read(first.KeyIn(stream), last.KeyIn(stream));

    /// <summary>Marks the stream's records of the range as removed; false where there were none.</summary>
    /// <exception cref="IOException">It is not known whether that is on the disk.</exception>
    public bool Remove(string stream, long first, long last)
    {
        if (Index.Around(stream, first, last) is not { } range) return false;
        Marks.Of(stream).Removed.Add(range.First, range.Last);
        SaveMarks();
        Index.Remove(stream, range.First, range.Last);
        return true;
    }

    /// <summary>Takes the marks off records that are to come back; returns those that the newest file does not have anyway.</summary>
    /// <exception cref="IOException">It is not known whether that is on the disk.</exception>
    public IReadOnlyList<JournalRecord> Unmark(IReadOnlyCollection<JournalRecord> records)
    {
        var gone = new List<JournalRecord>();
        foreach (var record in records) Marks.Of(record.Stream).Removed.Restore(record.Sequence);
        SaveMarks();
        foreach (var record in records)
        {
            if (Shelf.Current.Find(record.Stream, record.Sequence) is { } there) Index.Put(there, Shelf.Number!.Value);
            else gone.Add(record);
        }

        return gone;
    }

    /// <summary>Brings the marks to the disk, and with them each stream's last sequence.</summary>
    /// <exception cref="IOException">It is not known whether they are.</exception>
    public void SaveMarks()
    {
        foreach (var (stream, last) in _lasts) Marks.Of(stream).Last = Math.Max(last, Marks.Of(stream).Last);
        try
        {
            Marks.Save();
        }
        catch (IOException)
        {
            Marks = TrimMarks.Read(files.Directory.PathOf(TrimMarks.FileName)) ?? Marks; // which of the two halves counts now
            throw;
        }
    }

    /// <summary>Closes in order: what the log holds is copied into the file.</summary>
    public void Close()
    {
        try
        {
            if (Shelf.Number is not null && Shelf.Current.Fault is null) Shelf.Current.Checkpoint();
        }
        catch (IOException)
        {
            // Everything is in the log, which the next opening reads.
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Shelf.Dispose();

    private void CompleteCurrent()
    {
        Shelf.Complete();
        Marks.Files.Add(Shelf.Number!.Value);
        SaveMarks();
    }
}
