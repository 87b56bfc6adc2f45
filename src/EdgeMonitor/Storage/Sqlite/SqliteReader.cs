using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// The journal of another process, for reading: what is committed is seen at once, as the write-ahead log lets one process write while others
/// read. Each call is a short statement of its own, so that the owner's checkpoints are not held up. Used by one thread.
/// </summary>
internal sealed class SqliteReader : IJournalReader
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteReads _reads;
    private readonly long _format;

    private SqliteReader(string path, SqliteConnection connection)
    {
        (_path, _connection) = (path, connection);
        (_reads, _format) = (new SqliteReads(connection), SqliteFormat.Of(connection));
    }

    /// <inheritdoc/>
    public string Provider => "sqlite";

    /// <inheritdoc cref="IJournalProvider.OpenReader"/>
    public static IJournalReader Open(string directory)
    {
        var path = Path.Combine(Path.GetFullPath(directory), SqliteSession.FileName);
        if (!MayRead(path)) throw new JournalException($"There is no journal in {Path.GetDirectoryName(path)}: name the state directory of a box that has run.");
        SqliteConnection? connection = null;
        SqliteReader? reader = null;
        try
        {
            connection = SqliteStore.OpenForReading(path);
            return reader = new SqliteReader(path, connection);
        }
        catch (SqliteException error)
        {
            throw SqliteFault.Explain(error, path, "Nothing was read.");
        }
        finally
        {
            if (reader is null) connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit) =>
        Ask<IReadOnlyList<JournalRecord>>(stream, entry => _reads.ReadFrom(entry, after, limit), []);

    /// <inheritdoc/>
    public long LastSequence(string stream) => Ask(stream, entry => entry.Last, 0);

    /// <inheritdoc/>
    public long? FirstSequence(string stream) => Ask(stream, _reads.First, null);

    /// <inheritdoc/>
    public long Count(string stream) => Ask(stream, entry => entry.Last - entry.Missing, 0);

    /// <inheritdoc/>
    public long Bytes(string stream) => Ask(stream, entry => _format == 1 ? Walked(entry) : entry.Total - entry.Removed, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reads.Dispose();
        _connection.Dispose();
    }

    /// <summary>Opened once to see whether this user may: the database's own error does not tell a missing right from a missing file.</summary>
    private static bool MayRead(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return true;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new JournalException($"The journal {path} cannot be read by this user: run this as the service's user or as root.", refused);
        }
    }

    /// <summary>The bytes in a database that no daemon of this version has opened yet.</summary>
    private long Walked(StreamTable.Entry stream) => SqliteStore.Number(
        _connection, $"SELECT coalesce(sum(length(bytes)), 0) FROM records WHERE id BETWEEN {stream.RowOf(0)} AND {stream.RowOf(long.MaxValue)}");

    private T Ask<T>(string stream, Func<StreamTable.Entry, T> question, T none)
    {
        try
        {
            // Read anew each time: the owner adds streams and records meanwhile.
            return StreamTable.Read(_connection, _format).Find(stream) is { } entry ? question(entry) : none;
        }
        catch (SqliteException error)
        {
            throw SqliteFault.Explain(error, _path, "Nothing was read.");
        }
    }
}
