using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using Microsoft.Data.Sqlite;

[assembly: JournalProvider<SqliteJournal>("sqlite", rank: 2)]

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// The journal on SQLite: write-ahead log, every commit synced. Appending and trimming take turns under one lock, in portions, so that an
/// alarm never waits for a long trim; reading has its own connection and lock (<see cref="SqliteAccess"/>). The lock order is writing, then
/// reading.
/// </summary>
internal sealed class SqliteJournal : IJournal, IJournalProvider
{
    private const int TrimPortion = 256; // rows removed in one transaction: some milliseconds
    private const long TransactionBytes = 8 * SqliteStore.PageBytes; // estimate: tree, free-list and pointer pages of one transaction
    private static readonly TimeSpan MaxYield = TimeSpan.FromMilliseconds(100);

    private readonly Lock _writing = new();
    private readonly SqliteAccess _access;
    private readonly SqliteReclaim _reclaim;
    private int _appendsWaiting;

    private SqliteJournal(JournalDirectory directory)
    {
        _access = new SqliteAccess(directory);
        _reclaim = new SqliteReclaim(_access);
    }

    /// <inheritdoc/>
    public string Provider => "sqlite";

    /// <inheritdoc/>
    public IReadOnlyList<string> OpeningNotes
    {
        get { lock (_writing) return [.. _access.Notes]; }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Gaps
    {
        get { lock (_writing) return [.. _access.Gaps]; }
    }

    /// <summary>Takes the directory for this process and opens the journal in it.</summary>
    /// <exception cref="JournalException">Another process owns the directory, or the disk refuses.</exception>
    public static IJournal Open(string directory)
    {
        var journal = new SqliteJournal(JournalDirectory.Own(directory));
        var opened = false;
        try
        {
            lock (journal._writing) journal._access.Session();
            opened = true;
            return journal;
        }
        finally
        {
            if (!opened) journal.Dispose();
        }
    }

    /// <inheritdoc cref="IJournalProvider.OpenReader"/>
    public static IJournalReader OpenReader(string directory) => SqliteReader.Open(directory);

    /// <inheritdoc cref="IJournalProvider.Salvage"/>
    public static IEnumerable<JournalRecord> Salvage(string file) => SqliteSalvage.Read(file);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0) return;
        Interlocked.Increment(ref _appendsWaiting);
        lock (_writing)
        {
            Interlocked.Decrement(ref _appendsWaiting);
            var session = _access.Session();
            var batch = AppendBatch.Plan(session, records);
            _access.Guard("Nothing of this batch was stored.", () => batch.Cover(session));
            if (!Commit(session, batch)) return; // stored, as the reopened journal shows
            batch.Done(session);
            _access.Wrote(batch.Bytes + TransactionBytes);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit) =>
        _access.Read(session => session.Streams.Find(stream) is { } found ? session.Reads.ReadFrom(found, after, limit) : [], _writing);

    /// <inheritdoc/>
    public long? FirstSequence(string stream) =>
        _access.Read(session => session.Streams.Find(stream) is { } found ? session.Reads.First(found) : null, _writing);

    /// <inheritdoc/>
    public long LastSequence(string stream)
    {
        lock (_writing)
        {
            var session = _access.Session();
            return session.Streams.Find(stream)?.Last ?? session.LastBeforeFirst;
        }
    }

    /// <inheritdoc/>
    public long Count(string stream)
    {
        lock (_writing) return _access.Session().Streams.Find(stream) is { } found ? found.Last - found.Missing : 0;
    }

    /// <inheritdoc/>
    public long Bytes(string stream)
    {
        lock (_writing) return _access.Session().Streams.Find(stream) is { } found ? found.Total - found.Removed : 0;
    }

    /// <inheritdoc/>
    public long ReusableBytes
    {
        get
        {
            var bytes = 0L;
            lock (_writing) _access.Guard("Nothing was read.", () => bytes = _reclaim.Reusable());
            return bytes;
        }
    }

    /// <inheritdoc/>
    public void Trim(string stream, long first, long last)
    {
        while (Yielding(() => TrimSome(stream, first, last)) == TrimPortion)
        {
        }
    }

    /// <inheritdoc/>
    public bool Reclaim() => Yielding(_reclaim.Step);

    /// <inheritdoc/>
    public bool KeepBallast(long bytes)
    {
        var kept = false;
        lock (_writing) _access.Guard("There is no ballast.", () => kept = _access.Directory.KeepSpare(bytes));
        return kept;
    }

    /// <inheritdoc/>
    public bool GiveUpBallast()
    {
        var room = false;
        lock (_writing) _access.Guard("The disk stays full.", () => room = _access.MakeRoom(_access.Session()));
        return room;
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0) return;
        Yielding(() =>
        {
            var bytes = 0L;
            _access.Guard("Some of the records may have been put back.", () =>
            {
                var session = _access.Session();
                var batch = RestoreBatch.Plan(session, records);
                session.Writes.Restore(batch.NewStreams, batch.Rows);
                batch.Done(session);
                bytes = batch.Bytes + TransactionBytes;
            });
            _access.Wrote(bytes);
            return true;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing) _access.Dispose();
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
            _access.Note(error, unresolved: committing);
            if (_access.HasFailed && committing && IsStored(batch, error)) return false;
            throw _access.Explain(error, "Nothing of this batch was stored.");
        }
    }

    private bool IsStored(AppendBatch batch, SqliteException cause)
    {
        try
        {
            return batch.IsStoredIn(_access.Session());
        }
        catch (JournalException)
        {
            var unknown = _access.Explain(cause, "It is not known whether this batch was stored.");
            throw new JournalException(unknown.Message, cause) { MayBeStored = true };
        }
    }

    private int TrimSome(string stream, long first, long last)
    {
        var (removed, bytes) = (0, 0L);
        _access.Guard("Some of the records may have been removed.", () =>
        {
            var session = _access.Session();
            if (session.Streams.Find(stream) is not { } found) return;
            try
            {
                (removed, bytes) = session.Writes.Trim(found, first, last, TrimPortion);
            }
            catch (SqliteException error) when (SqliteFault.IsFull(error))
            {
                // Not in the filter, which runs while the failed transaction is still open.
                if (!_access.MakeRoom(session)) throw;
                (removed, bytes) = session.Writes.Trim(found, first, last, TrimPortion);
            }

            (found.Missing, found.Removed) = (found.Missing + removed, found.Removed + bytes);
        });
        if (removed > 0) _access.Wrote(TransactionBytes + (removed * TransactionBytes / 4));
        return removed;
    }

    /// <summary>Does a portion of long work that waits for those who append, not they for it.</summary>
    private T Yielding<T>(Func<T> portion)
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _appendsWaiting) == 0, MaxYield);
        lock (_writing) return portion();
    }
}
