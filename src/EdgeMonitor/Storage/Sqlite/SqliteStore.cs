using System.Globalization;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// One opening of the database: a connection that writes and checkpoints and one that reads. SQLite below 3.51.3 can corrupt a database
/// when two connections write or checkpoint at the same moment (sqlite.org/wal.html, "WAL-reset bug"): here only one ever does either.
/// </summary>
internal sealed class SqliteStore : IDisposable
{
    /// <summary>Bits of a row's id that hold the sequence; the stream's number is above them. One B-tree, each stream a range of it.</summary>
    public const int SequenceBits = 48;

    /// <summary>
    /// Bytes of a page in a new database; an older one keeps its 4096. Measured: of 0.5, 1, 2 and 4 KiB it writes least for records of 7 to 20 KiB,
    /// because the few pages that every commit touches are written whole.
    /// </summary>
    public const int PageBytes = 512;

    /// <summary>Bytes of a page in databases begun by a version before this one.</summary>
    public const int EarlierPageBytes = 4096;

    private const int ApplicationId = 0x45644A31; // "EdJ1"
    private const long LogLimitBytes = 8 << 20; // what the write-ahead log keeps of its space after a checkpoint

    // A full check reads the whole file: about 3 s from a memory card. Chosen; a larger file is checked when something looks wrong.
    private const long CheckedAtStartBytes = 256 << 20;
    private readonly SqliteConnection _reader;
    private readonly long _pageBytes;

    private SqliteStore(SqliteConnection writer, SqliteConnection reader)
    {
        Writer = writer;
        _reader = reader;
        _pageBytes = Number(writer, "PRAGMA page_size");
    }

    /// <summary>The only connection that writes and checkpoints.</summary>
    public SqliteConnection Writer { get; }

    /// <summary>The connection that reads beside it.</summary>
    public SqliteConnection Reader => _reader;

    /// <summary>Makes an empty database, complete or not at all, even if the power goes in between.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="begun">Streams that were in use before, and the number above which each goes on: a database without them would use numbers again.</param>
    /// <exception cref="SqliteException">It could not be made.</exception>
    /// <exception cref="IOException">It could not be brought to the disk.</exception>
    public static void Create(string path, IReadOnlyList<(string Stream, long Last)> begun)
    {
        var temporary = path + ".new";
        foreach (var leftover in (string[])[temporary, temporary + "-wal", temporary + "-shm"]) File.Delete(leftover);
        JournalDirectory.CreatePrivate(temporary);
        using (var connection = Connect(temporary))
        {
            Execute(connection, $"PRAGMA page_size={PageBytes}; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            Execute(
                connection,
                $"""
                BEGIN IMMEDIATE;
                PRAGMA application_id={ApplicationId};
                PRAGMA user_version={SqliteFormat.Version};
                {SqliteFormat.Tables}
                COMMIT;
                """);
            foreach (var (stream, last) in begun) Begin(connection, stream, last);
            // Closing copies the log too, but keeps a failure to itself: the file would go without its log.
            Checkpoint(connection, "TRUNCATE");
        }

        using (var file = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite)) DurableFile.Sync(file);
        File.Move(temporary, path);
        DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Opens the database and brings all that its log holds into it, so that what is read from now on is on the disk for certain: after a
    /// failed sync or a killed process the log may look complete only because the kernel still remembers it.
    /// </summary>
    /// <param name="path">The database file, which exists.</param>
    /// <param name="suspect">True to check the whole file whatever its size.</param>
    /// <param name="unresolved">True where a commit's fate is unknown, so that a full disk must not hide it.</param>
    /// <exception cref="SqliteException">It could not be opened; <see cref="SqliteFault.IsDamage"/> says whether it is damaged.</exception>
    public static SqliteStore Open(string path, bool suspect, bool unresolved)
    {
        SqliteStore? store = null;
        SqliteConnection? reader = null;
        var writer = Connect(path);
        try
        {
            Recognise(writer);
            Settle(writer);
            Drain(writer, unresolved);
            SqliteFormat.Renew(writer);
            if ((suspect || new FileInfo(path).Length <= CheckedAtStartBytes) && Text(writer, "PRAGMA quick_check(1)") is var found and not "ok")
                throw new SqliteException(found, SQLITE_CORRUPT);
            reader = Connect(path);
            Execute(reader, "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;");
            return store = new SqliteStore(writer, reader);
        }
        finally
        {
            if (store is null)
            {
                reader?.Dispose();
                writer.Dispose();
            }
        }
    }

    /// <summary>
    /// Opens the database for reading beside whoever owns it: it never writes, never checkpoints, and holds a lock only while one statement runs.
    /// </summary>
    /// <param name="path">The database file, which exists.</param>
    /// <exception cref="SqliteException">It could not be opened.</exception>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = Connect(path, "ReadOnly");
        var recognised = false;
        try
        {
            Recognise(connection);
            Execute(connection, "PRAGMA query_only=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;");
            recognised = true;
            return connection;
        }
        finally
        {
            if (!recognised) connection.Dispose();
        }
    }

    /// <summary>Pages of the file that hold nothing now, and all of them, in bytes.</summary>
    public (long Free, long All) Space() =>
        (Number(Writer, "PRAGMA freelist_count") * _pageBytes, Number(Writer, "PRAGMA page_count") * _pageBytes);

    /// <summary>Gives free pages back to the disk, about so many bytes of them.</summary>
    public void Vacuum(long bytes) => Execute(Writer, $"PRAGMA incremental_vacuum({Math.Max(1, bytes / _pageBytes)})"); // 0 would be all

    /// <summary>Copies the log into the database. Nobody may be reading meanwhile, or the log would go on growing.</summary>
    /// <exception cref="SqliteException">The disk refused.</exception>
    public void Checkpoint(bool truncate) => Checkpoint(Writer, truncate ? "TRUNCATE" : "PASSIVE");

    /// <summary>Runs statements that give no rows back.</summary>
    public static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    /// <summary>A whole number from a statement.</summary>
    public static long Number(SqliteConnection connection, string statement) => long.Parse(Text(connection, statement), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        Writer.Dispose();
    }

    private static SqliteConnection Connect(string path, string mode = "ReadWrite")
    {
        // One process writes and readers are short, so a lock that is not free at once is a fault: one second, not the usual thirty.
        var connection = new SqliteConnection($"Data Source={path};Mode={mode};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    private static void Begin(SqliteConnection connection, string stream, long last)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO streams(name, last, missing) VALUES($name, $last, $last)";
        command.Parameters.AddWithValue("$name", stream);
        command.Parameters.AddWithValue("$last", last);
        command.ExecuteNonQuery();
    }

    private static void Recognise(SqliteConnection writer)
    {
        if (Number(writer, "PRAGMA application_id") != ApplicationId) throw new SqliteException("It is no journal of this program.", SQLITE_NOTADB);
        var version = SqliteFormat.Of(writer);
        if (version is < 1 or > SqliteFormat.Version) throw new SqliteException($"Its format {version} is not known to this version.", SQLITE_NOTADB);
    }

    private static void Settle(SqliteConnection writer)
    {
        // The cache, KiB, holds the list of the free pages of a whole backlog: it is walked again and again while they are given back.
        Execute(
            writer,
            $"""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={LogLimitBytes};
            PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF; PRAGMA mmap_size=0; PRAGMA cache_size=-8192; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;
            """);

        // A pragma that SQLite does not accept is silently ignored: what matters is read back.
        (string Name, string Expected)[] settings =
        [
            ("journal_mode", "wal"), ("synchronous", "2"), ("wal_autocheckpoint", "0"), ("temp_store", "2"), ("secure_delete", "0"),
            ("auto_vacuum", "2"),
            ("journal_size_limit", LogLimitBytes.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, expected) in settings)
        {
            var found = Text(writer, $"PRAGMA {name}");
            if (found != expected) throw new SqliteException($"PRAGMA {name} is {found} and not {expected}.", SQLITE_ERROR);
        }
    }

    private static void Drain(SqliteConnection writer, bool unresolved)
    {
        try
        {
            Checkpoint(writer, "TRUNCATE");
        }
        catch (SqliteException error) when (SqliteFault.IsFull(error) && !unresolved)
        {
            // The log stays as it is; reading and, with the spare file given up, trimming still work and make room.
        }
    }

    private static void Checkpoint(SqliteConnection writer, string mode)
    {
        using var command = writer.CreateCommand();
        command.CommandText = $"PRAGMA wal_checkpoint({mode})";
        using var row = command.ExecuteReader();
        row.Read();
        if (row.GetInt64(0) != 0) throw new SqliteException("The log is in use.", SQLITE_BUSY);
    }

    private static string Text(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
