using EdgeMonitor.Storage.LogPages;
using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// Holds the journal's open store. After any error the engine is not trusted again: the store is given up, and the next call opens it anew. All
/// members are called under the journal's lock.
/// </summary>
/// <param name="directory">The journal's directory.</param>
/// <param name="open">Opens a file.</param>
/// <param name="fullBytes">A file of this size is completed.</param>
internal sealed class LiteAccess(JournalDirectory directory, Func<string, IStoreFile> open, long fullBytes) : IDisposable
{
    private const int MaxNotes = 16;
    private const long RetryBytes = 1 << 20; // what is committed before a checkpoint that failed is tried again
    private readonly LiteFiles _files = new(directory, open);
    private readonly List<string> _notes = [];
    private readonly List<string> _gaps = [];
    private LiteStore? _store;
    private long _checkpointFrom;
    private bool _disposed;

    /// <summary>What a person must know about the openings so far.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Those of them that tell of missing records; the first of a run that has many.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>The journal's directory.</summary>
    public JournalDirectory Directory => directory;

    /// <summary>True where the next call will open the store anew.</summary>
    public bool HasFailed => _store is null;

    /// <summary>The open store; opens it where there is none.</summary>
    /// <exception cref="JournalException">It cannot be opened.</exception>
    public LiteStore Store()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_store is not null) return _store;
        var known = _notes.Count;
        try
        {
            _store = LiteOpening.Run(_files, fullBytes, _notes);
        }
        catch (IOException full) when (LiteFault.IsFull(full) && directory.GiveUpSpare())
        {
            _store = Guard("Nothing was done.", () => LiteOpening.Run(_files, fullBytes, _notes));
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            throw LiteFault.Explain(error, directory.Root, "Nothing was done.");
        }
        finally
        {
            _gaps.AddRange(_notes.Skip(known).Take(MaxNotes - _gaps.Count));
        }

        if (!KeepSpare(JournalDirectory.SpareBytes)) _notes.Add($"The disk of {directory.Root} has no room for the journal's spare file: free space on it.");
        if (_notes.Count > MaxNotes) _notes.RemoveRange(1, _notes.Count - MaxNotes); // the first and the last ones tell most
        return _store;
    }

    /// <summary>Bytes that tidying will give back to the disk.</summary>
    /// <exception cref="JournalException">The store cannot be opened.</exception>
    public long SpentBytes => new LiteTidying(Store(), _files).SpentBytes;

    /// <summary>
    /// Gives room back to the disk, in whose trouble nobody has a part: the records stay where they are, and a file that turns out to be damaged is set
    /// aside. <paramref name="otherwise"/> where there was trouble.
    /// </summary>
    public T Tidy<T>(Func<LiteTidying, T> work, T otherwise)
    {
        if (HasFailed) return otherwise; // whoever uses the journal next reports it
        try
        {
            return work(new LiteTidying(Store(), _files));
        }
        catch (LiteDamageException damaged)
        {
            try
            {
                SetAside(damaged.Number, damaged.InnerException!);
            }
            catch (Exception error) when (LiteFault.IsFault(error))
            {
                // It stays where it is until somebody reads it, who is told.
            }

            GiveUp();
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            GiveUp();
        }

        return otherwise;
    }

    /// <summary>Makes sure of the spare file; false where the disk refuses.</summary>
    public bool KeepSpare(long bytes)
    {
        try
        {
            return directory.KeepSpare(bytes);
        }
        catch (IOException)
        {
            return false; // not even what was begun can be removed
        }
    }

    /// <summary>Gives the store up: what is not on the disk is not there.</summary>
    public void GiveUp()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <summary>Runs what uses the store; an error gives it up and becomes the journal's exception, which ends with <paramref name="result"/>.</summary>
    public T Guard<T>(string result, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            GiveUp();
            throw LiteFault.Explain(error, directory.Root, result);
        }
    }

    /// <summary>Reads records that follow each other in one file. A file that turns out to be damaged is set aside, and its records are a gap.</summary>
    public List<JournalRecord> Read(string stream, RecordIndex.Entry first, RecordIndex.Entry last)
    {
        try
        {
            return Store().Read(stream, first, last);
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            if (LiteFault.IsDamage(error)) Guard("Nothing was read.", () => SetAside(first.File, error));
            GiveUp();
            throw LiteFault.Explain(error, directory.Root, "Nothing was read.");
        }
    }

    /// <summary>Copies a long log into its file. The records are on the disk already, so trouble here fails no caller.</summary>
    public void Checkpoint()
    {
        if (_store is not { } store || store.Shelf.Current.LogBytes < _checkpointFrom) return;
        try
        {
            store.Checkpoint();
            _checkpointFrom = 0;
        }
        catch (Exception error) when (LiteFault.IsFault(error))
        {
            _checkpointFrom = store.Shelf.Current.LogBytes + RetryBytes;
            GiveUp();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _store?.Close();
        _store = null;
        directory.Dispose();
    }

    private bool SetAside(int number, Exception why)
    {
        string note;
        try
        {
            note = Store().Retire(number, why);
        }
        catch (IOException full) when (LiteFault.IsFull(full) && directory.GiveUpSpare())
        {
            note = Store().Retire(number, why);
        }

        _notes.Add(note);
        if (_gaps.Count < MaxNotes) _gaps.Add(note);
        return true;
    }
}
