using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using Microsoft.Data.Sqlite;

[assembly: JournalProvider<SqliteJournal>("sqlite", rank: 2)]

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// The journal on SQLite: write-ahead log, every commit synced. Appending and trimming take turns under one lock, in portions, so that an
/// alarm never waits for a long trim; reading has its own connection and lock. The lock order is writing, then reading. After an error
/// other than a full disk the connections are given up and opened anew by the next call.
/// </summary>
internal sealed class SqliteJournal : IJournal, IJournalProvider
{
    private const int TrimPortion = 256; // rows removed in one transaction: some milliseconds
    private const int VacuumPortion = 256; // pages given back to the disk in one transaction
    private const int VacuumPortions = 8; // at most 8 MiB a trim, so that a drained backlog shrinks the file by and by
    private const long KeptFreePages = 4096; // 16 MiB stay in the file for the next records
    private const long CheckpointBytes = 4 << 20; // what may be in the log before it is copied into the database
    private const long TransactionBytes = 8 * SqliteStore.PageBytes; // estimate: tree, free-list and pointer pages of one transaction
    private const int MaxNotes = 16;
    private static readonly TimeSpan MaxYield = TimeSpan.FromMilliseconds(100);

    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
    private readonly List<string> _notes = [];
    private readonly JournalDirectory _directory;
    private SqliteSession? _session;
    private volatile bool _failed = true; // the connections must be opened (again)
    private bool _suspect;
    private bool _unresolved;
    private bool _disposed;
    private int _appendsWaiting;
    private long _logBytes;

    private SqliteJournal(JournalDirectory directory) => _directory = directory;

    /// <inheritdoc/>
    public string Provider => "sqlite";

    /// <inheritdoc/>
    public IReadOnlyList<string> OpeningNotes
    {
        get { lock (_writing) return [.. _notes]; }
    }

    private string DatabasePath => _directory.PathOf(SqliteSession.FileName);

    /// <summary>Takes the directory for this process and opens the journal in it.</summary>
    /// <exception cref="JournalException">Another process owns the directory, or the disk refuses.</exception>
    public static IJournal Open(string directory)
    {
        var journal = new SqliteJournal(JournalDirectory.Own(directory));
        var opened = false;
        try
        {
            lock (journal._writing) journal.Session();
            opened = true;
            return journal;
        }
        finally
        {
            if (!opened) journal.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0) return;
        Interlocked.Increment(ref _appendsWaiting);
        lock (_writing)
        {
            Interlocked.Decrement(ref _appendsWaiting);
            var session = Session();
            var batch = AppendBatch.Plan(session, records);
            Guard("Nothing of this batch was stored.", () => batch.Cover(session));
            if (!Commit(session, batch)) return; // stored, as the reopened journal shows
            batch.Done(session);
            _logBytes += batch.Bytes + TransactionBytes;
            Checkpoint();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit) =>
        Read(session => session.Streams.Find(stream) is { } found ? session.Reads.ReadFrom(found, after, limit) : []);

    /// <inheritdoc/>
    public long? FirstSequence(string stream) =>
        Read(session => session.Streams.Find(stream) is { } found ? session.Reads.First(found) : null);

    /// <inheritdoc/>
    public long LastSequence(string stream)
    {
        lock (_writing)
        {
            var session = Session();
            return session.Streams.Find(stream)?.Last ?? session.LastBeforeFirst;
        }
    }

    /// <inheritdoc/>
    public long Count(string stream)
    {
        lock (_writing) return Session().Streams.Find(stream) is { } found ? found.Last - found.Missing : 0;
    }

    /// <inheritdoc/>
    public void Trim(string stream, long first, long last)
    {
        int removed;
        do
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _appendsWaiting) == 0, MaxYield);
            lock (_writing) removed = TrimSome(stream, first, last);
        }
        while (removed == TrimPortion);

        for (var portion = 0; portion < VacuumPortions; portion++)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _appendsWaiting) == 0, MaxYield);
            lock (_writing)
            {
                if (!Vacuum()) break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_disposed) return;
            _disposed = true;
            Close();
            _directory.Dispose();
        }
    }

    /// <summary>Commits the batch; false where it failed and yet the batch turned out to be stored.</summary>
    private bool Commit(SqliteSession session, AppendBatch batch)
    {
        var committing = false;
        try
        {
            session.Writes.Append(batch.NewStreams, batch.Rows, ref committing);
            return true;
        }
        catch (SqliteException error)
        {
            Note(error);
            if (!_failed || !committing) throw SqliteFault.Explain(error, DatabasePath, "Nothing of this batch was stored.");
            _unresolved = true;
            if (IsStored(batch, error)) return false;
            throw SqliteFault.Explain(error, DatabasePath, "Nothing of this batch was stored.");
        }
    }

    private bool IsStored(AppendBatch batch, SqliteException cause)
    {
        try
        {
            return batch.IsStoredIn(Session());
        }
        catch (JournalException)
        {
            throw new JournalException(SqliteFault.Explain(cause, DatabasePath, "It is not known whether this batch was stored.").Message, cause) { MayBeStored = true };
        }
    }

    private int TrimSome(string stream, long first, long last)
    {
        var removed = 0;
        Guard("Some of the records may have been removed.", () =>
        {
            var session = Session();
            if (session.Streams.Find(stream) is not { } found) return;
            try
            {
                removed = session.Writes.Trim(found, first, last, TrimPortion);
            }
            catch (SqliteException error) when (SqliteFault.IsFull(error) && _directory.GiveUpSpare())
            {
                lock (_reading) session.Store.Checkpoint(truncate: true);
                removed = session.Writes.Trim(found, first, last, TrimPortion);
            }

            found.Missing += removed;
        });
        if (removed > 0) _logBytes += 8 * TransactionBytes;
        Checkpoint();
        return removed;
    }

    /// <summary>Gives one portion of free pages back to the disk; false where there is nothing to give.</summary>
    private bool Vacuum()
    {
        if (_failed || _disposed) return false; // whoever uses the journal next reports it
        var writer = _session!.Store.Writer;
        var worked = false;
        try
        {
            if (SqliteStore.Number(writer, "PRAGMA freelist_count") <= KeptFreePages)
            {
                _directory.KeepSpare(); // given up on a full disk; there may be room again
                return false;
            }

            SqliteStore.Execute(writer, $"PRAGMA incremental_vacuum({VacuumPortion})");
            worked = true;
        }
        catch (SqliteException error)
        {
            Note(error); // what was to be removed is removed: only its space is not yet given back
        }

        _logBytes += 2 * VacuumPortion * SqliteStore.PageBytes;
        Checkpoint();
        return worked;
    }

    /// <summary>Copies the log into the database when it is long. The records are on the disk already, so trouble here fails no caller.</summary>
    private void Checkpoint()
    {
        if (_failed || _logBytes < CheckpointBytes) return;
        try
        {
            lock (_reading) _session!.Store.Checkpoint(truncate: false);
            _logBytes = 0;
        }
        catch (SqliteException error)
        {
            Note(error);
        }
    }

    private T Read<T>(Func<SqliteSession, T> query)
    {
        if (_failed)
        {
            lock (_writing) Session();
        }

        lock (_reading)
        {
            if (_session is not { } session) throw new JournalException($"The journal {DatabasePath} is being opened again: try again.");
            try
            {
                return query(session);
            }
            catch (SqliteException error)
            {
                Note(error);
                throw SqliteFault.Explain(error, DatabasePath, "Nothing was read.");
            }
        }
    }

    /// <summary>The open session; opens one where there is none or the last has failed. Called under the writing lock.</summary>
    private SqliteSession Session()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_failed) return _session!;
        Close();
        Guard("Nothing was done.", () =>
        {
            SqliteSession session;
            try
            {
                session = SqliteSession.Open(_directory, _suspect, _unresolved, _notes);
            }
            catch (SqliteException error) when (SqliteFault.MayWantRoom(error) && _directory.GiveUpSpare())
            {
                session = SqliteSession.Open(_directory, _suspect, _unresolved, _notes);
            }

            if (!_directory.KeepSpare()) _notes.Add($"The disk of {_directory.Root} has no room for the journal's spare file: free space on it.");
            if (_notes.Count > MaxNotes) _notes.RemoveRange(1, _notes.Count - MaxNotes); // the first and the last ones tell most
            lock (_reading) _session = session;
        });
        (_failed, _suspect, _unresolved, _logBytes) = (false, false, false, 0);
        return _session!;
    }

    private void Close()
    {
        lock (_reading)
        {
            _session?.Dispose();
            _session = null;
        }
    }

    private void Guard(string result, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException error)
        {
            Note(error);
            throw SqliteFault.Explain(error, DatabasePath, result);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException($"The journal's directory {_directory.Root} failed: {error.Message} {result} Check the disk and its free space.", error);
        }
    }

    /// <summary>A full disk leaves the connections good; after anything else they are not trusted again.</summary>
    private void Note(SqliteException error)
    {
        if (SqliteFault.IsFull(error)) return;
        if (SqliteFault.IsDamage(error)) _suspect = true;
        _failed = true;
    }
}
