using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>The journal's database as opened once: what is done with a damaged or missing one, and where its sequences go on.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>The database's file name.</summary>
    public const string FileName = "journal.sqlite";

    private const string LogName = FileName + "-wal";
    private const string IndexName = FileName + "-shm";
    private readonly SequenceReserve _reserve;

    private SqliteSession(SqliteStore store, SequenceReserve reserve, bool fresh)
    {
        Store = store;
        _reserve = reserve;
        IsFresh = fresh;
        Writes = new SqliteWrites(store.Writer);
        Reads = new SqliteReads(store.Reader);
        Streams = StreamTable.Read(store.Writer);
    }

    /// <summary>The connections.</summary>
    public SqliteStore Store { get; }

    /// <summary>What changes the database.</summary>
    public SqliteWrites Writes { get; }

    /// <summary>What reads it.</summary>
    public SqliteReads Reads { get; }

    /// <summary>Its streams.</summary>
    public StreamTable Streams { get; }

    /// <summary>True where the database was begun by this opening.</summary>
    public bool IsFresh { get; }

    /// <summary>The last sequence before the first record of a stream that is not in <see cref="Streams"/>.</summary>
    public long LastBeforeFirst => _reserve.Floor;

    /// <summary>Opens the database; one that is damaged or foreign is set aside, kept, and a fresh one begun.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="suspect">True to check the whole file.</param>
    /// <param name="unresolved">True where a commit's fate is unknown.</param>
    /// <param name="notes">Receives what a person must know.</param>
    /// <exception cref="SqliteException">It could not be opened or made.</exception>
    /// <exception cref="IOException">The directory could not be used.</exception>
    public static SqliteSession Open(JournalDirectory directory, bool suspect, bool unresolved, ICollection<string> notes)
    {
        var reserve = SequenceReserve.Read(directory, "sqlite");
        var (session, lost) = OpenStanding(directory, reserve, suspect, unresolved, notes);
        if (session is null)
        {
            if (lost && !reserve.Known) notes.Add("The last sequence numbers are not known either: all streams go on from far above.");
            // Another provider's records are to be moved here at their old numbers, which must be below.
            if (!lost && !reserve.Known && ProviderFiles.ProvidersIn(directory.Root).Any(provider => provider != "sqlite")) reserve.JumpFar();
            SqliteStore.Create(directory.PathOf(FileName), [.. reserve.Streams.Select(stream => (stream, reserve.CeilingOf(stream)))]);
            session = Start(SqliteStore.Open(directory.PathOf(FileName), suspect: false, unresolved: false), reserve, fresh: true);
        }

        var settled = false;
        try
        {
            session.GoOn(notes);
            settled = true;
            return session;
        }
        finally
        {
            if (!settled) session.Dispose();
        }
    }

    /// <summary>Makes sure, durably, that sequences up to this one may be used.</summary>
    /// <exception cref="IOException">They must not be used.</exception>
    public void Cover(string stream, long sequence) => _reserve.Cover(stream, sequence);

    /// <inheritdoc/>
    public void Dispose()
    {
        Writes.Dispose();
        Reads.Dispose();
        Store.Dispose();
    }

    private static (SqliteSession? Session, bool Lost) OpenStanding(
        JournalDirectory directory, SequenceReserve reserve, bool suspect, bool unresolved, ICollection<string> notes)
    {
        var path = directory.PathOf(FileName);
        var log = new FileInfo(path + "-wal");
        if (File.Exists(path) && new FileInfo(path).Length > 0)
        {
            if (SqliteLogCheck.LostCommits(path, log.FullName) is > 0 and var commits)
            {
                SetAside(directory, reserve, notes, $"{commits} commits stand behind a damaged place of its log");
                return (null, true);
            }

            try
            {
                return (Start(SqliteStore.Open(path, suspect, unresolved), reserve, fresh: false), false);
            }
            catch (SqliteException error) when (SqliteFault.IsDamage(error))
            {
                SetAside(directory, reserve, notes, error.Message);
                return (null, true);
            }
        }

        // An empty database beside a log: SQLite would throw the log away.
        if (File.Exists(path) || (log.Exists && log.Length > 0))
        {
            SetAside(directory, reserve, notes, "The database is empty or missing.");
            return (null, true);
        }

        // Where the power failed after an earlier opening had set it aside, and before the fresh one was there.
        var aside = SetAsideFile.Waiting(directory.Root).FirstOrDefault(file => Path.GetFileName(file.Path).StartsWith(FileName + JournalDirectory.SetAsideMark, StringComparison.Ordinal));
        if (aside is not null) notes.Add($"The journal was damaged or foreign and is set aside as {aside.Path}: keep it, it may hold unsent records.");
        else if (reserve.Streams.Any() && !reserve.IsHandedOver) notes.Add($"The journal {path} is missing although it was used: a fresh one was begun; find out who removed it.");
        return (null, false);
    }

    private static void SetAside(JournalDirectory directory, SequenceReserve reserve, ICollection<string> notes, string why)
    {
        if (!reserve.Known) reserve.JumpFar(); // before the renaming: a power cut in between must not begin again at 1
        var name = directory.SetAside(FileName, LogName, IndexName);
        notes.Add($"The journal was damaged or foreign ({why}) and is set aside as {directory.PathOf(name)}: keep it, it may hold unsent records.");
    }

    private static SqliteSession Start(SqliteStore store, SequenceReserve reserve, bool fresh)
    {
        SqliteSession? session = null;
        try
        {
            return session = new SqliteSession(store, reserve, fresh);
        }
        finally
        {
            if (session is null) store.Dispose();
        }
    }

    /// <summary>A store that is fresh, or that another provider's has overtaken, goes on above every number that may have been used.</summary>
    private void GoOn(ICollection<string> notes)
    {
        if (IsFresh || _reserve.OwnedByAnother)
        {
            var begun = _reserve.Streams.Where(stream => Streams.Find(stream) is null).ToList();
            var fresh = begun.Select((stream, index) => Streams.Next(stream, _reserve.CeilingOf(stream), index)).ToList();
            var jumps = Streams.All.Select(stream => (Stream: stream, Last: _reserve.CeilingOf(stream.Name)))
                .Where(jump => jump.Last > jump.Stream.Last).ToList();
            Writes.Jump(fresh, jumps);
            foreach (var stream in fresh) Streams.Add(stream);
            foreach (var (stream, last) in jumps) (stream.Missing, stream.Last) = (stream.Missing + last - stream.Last, last);
            // Behind another provider, whose records are here, that is the ordinary beginning.
            if (!_reserve.IsHandedOver && (fresh.Count + jumps.Count > 0 || (IsFresh && Streams.All.Count > 0))) notes.Add("Sequence numbers go on from above all that may have been used: the gap holds no records.");
        }

        foreach (var stream in Streams.All) _reserve.Cover(stream.Name, IsFresh || _reserve.OwnedByAnother ? stream.Last + 1 : stream.Last);
    }
}
