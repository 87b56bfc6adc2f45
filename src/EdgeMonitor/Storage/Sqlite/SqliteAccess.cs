using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// Holds the journal's open session. After an error other than a full disk its connections are not trusted again: they are given up, and
/// the next call opens them anew. All members but <see cref="Read"/> are called under the journal's writing lock.
/// </summary>
internal sealed class SqliteAccess(JournalDirectory directory) : IDisposable
{
    private const int MaxNotes = 16;
    private const long SmallSpareBytes = 2 << 20; // on a disk that has no room for a whole one: the log of one removal many times over
    private const int NoSpace = 28; // ENOSPC
    private const long CheckpointBytes = 4 << 20; // what may be in the log before it is copied into the database
    private readonly Lock _reading = new();
    private readonly List<string> _notes = [];
    private readonly List<string> _gaps = [];
    private readonly string _path = directory.PathOf(SqliteSession.FileName);
    private SqliteSession? _session;
    private volatile bool _failed = true; // the connections must be opened (again)
    private bool _suspect;
    private bool _unresolved;
    private bool _disposed;
    private long _logBytes;

    /// <summary>What a person must know about the openings so far.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Those of them that tell of missing records; the first of a run that has many.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>The journal's directory.</summary>
    public JournalDirectory Directory => directory;

    /// <summary>True where the next call will open the session anew.</summary>
    public bool HasFailed => _failed;

    /// <summary>Runs a query; opens the session first where it has failed.</summary>
    /// <exception cref="JournalException">Nothing was read.</exception>
    public T Read<T>(Func<SqliteSession, T> query, Lock writing)
    {
        if (_failed)
        {
            lock (writing) Session();
        }

        lock (_reading)
        {
            if (_session is not { } session) throw new JournalException($"The journal {_path} is being opened again: try again.");
            try
            {
                return query(session);
            }
            catch (SqliteException error)
            {
                Note(error);
                throw Explain(error, "Nothing was read.");
            }
        }
    }

    /// <summary>The open session; opens one where there is none or the last has failed. Called under the writing lock.</summary>
    public SqliteSession Session()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_failed) return _session!;
        Close();
        Guard("Nothing was done.", () =>
        {
            SqliteSession session;
            var known = _notes.Count;
            try
            {
                session = SqliteSession.Open(directory, _suspect, _unresolved, _notes);
            }
            catch (SqliteException error) when (SqliteFault.MayWantRoom(error))
            {
                if (!directory.GiveUpSpare()) throw;
                session = SqliteSession.Open(directory, _suspect, _unresolved, _notes);
            }

            _gaps.AddRange(_notes.Skip(known).Take(MaxNotes - _gaps.Count));
            if (!directory.KeepSpare() && !directory.KeepSpare(SmallSpareBytes)) _notes.Add($"The disk of {directory.Root} has no room for the journal's spare file: free space on it.");
            if (_notes.Count > MaxNotes) _notes.RemoveRange(1, _notes.Count - MaxNotes); // the first and the last ones tell most
            lock (_reading)
            {
                // Together, so that a reader's trouble with the new session is not taken for the old one's.
                (_session, _failed, _suspect, _unresolved, _logBytes) = (session, false, false, false, 0);
            }
        });
        return _session!;
    }

    /// <summary>Turns what the disk refuses into the journal's exception, which ends with <paramref name="result"/>.</summary>
    public void Guard(string result, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException error)
        {
            Note(error);
            throw Explain(error, result);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not JournalException))
        {
            throw new JournalException(
                $"The journal's directory {directory.Root} failed: {error.Message} {result} Check the disk and its free space.", error)
            { IsFull = error.HResult == NoSpace };
        }
    }

    /// <summary>Takes note of an error: a full disk leaves the connections good, anything else does not.</summary>
    public void Note(SqliteException error, bool unresolved = false)
    {
        if (SqliteFault.IsFull(error)) return;
        _suspect |= SqliteFault.IsDamage(error);
        _unresolved |= unresolved;
        _failed = true;
    }

    /// <summary>The journal's exception for an error of SQLite.</summary>
    public JournalException Explain(SqliteException error, string result) => SqliteFault.Explain(error, _path, result);

    /// <summary>
    /// Makes room on a full disk: gives up the spare file, and brings the log into the database, so that its space is written over; false where there
    /// is neither.
    /// </summary>
    /// <exception cref="SqliteException">The disk refuses even so.</exception>
    public bool MakeRoom(SqliteSession session)
    {
        if (!directory.GiveUpSpare() && _logBytes == 0) return false;
        lock (_reading) session.Store.Checkpoint(truncate: false);
        _logBytes = 0;
        return true;
    }

    /// <summary>
    /// Counts what was committed, about, and copies the log into the database when it is long. The records are on the disk already, so
    /// trouble here fails no caller.
    /// </summary>
    public void Wrote(long bytes)
    {
        _logBytes += bytes;
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

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _failed = true;
        Close();
        directory.Dispose();
    }

    private void Close()
    {
        lock (_reading)
        {
            _session?.Dispose();
            _session = null;
        }
    }
}
