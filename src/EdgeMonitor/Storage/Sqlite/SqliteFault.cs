using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>What an error of SQLite means for the journal, in one sentence that says what to do.</summary>
internal static class SqliteFault
{
    /// <summary>True where the disk has no room: nothing was written, and the connection is as good as before.</summary>
    public static bool IsFull(SqliteException error) => error.SqliteErrorCode == SQLITE_FULL;

    /// <summary>True where opening may have failed for want of room: the log's index file must be made and given its size.</summary>
    public static bool MayWantRoom(SqliteException error) =>
        IsFull(error) || error.SqliteErrorCode == SQLITE_CANTOPEN || error.SqliteExtendedErrorCode == SQLITE_IOERR_SHMSIZE;

    /// <summary>True where the file's content is not what SQLite wrote.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>The journal's exception for an error of SQLite.</summary>
    /// <param name="error">The error.</param>
    /// <param name="path">The database file.</param>
    /// <param name="result">What became of the call, as a sentence.</param>
    public static JournalException Explain(SqliteException error, string path, string result) =>
        new($"{Cause(error.SqliteErrorCode, path)} {result} [SQLite {error.SqliteExtendedErrorCode}]", error) { IsFull = IsFull(error) };

    private static string Cause(int code, string path) => code switch
    {
        SQLITE_FULL => $"The disk of {path} is full: free space on it or let the uplink drain.",
        SQLITE_IOERR => $"The disk of {path} reported an input/output error: check the disk and its cable, and replace it if this comes again.",
        SQLITE_CORRUPT or SQLITE_NOTADB =>
            $"The journal {path} is damaged: it will be set aside and a fresh one begun; replace the disk if this comes again.",
        SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH =>
            $"The journal {path} cannot be written: make it, its directory and its file system writable for this service.",
        SQLITE_CANTOPEN => $"The journal {path} cannot be opened: check that its directory exists and belongs to this service.",
        SQLITE_BUSY or SQLITE_LOCKED => $"The journal {path} is held by another program: close the tool that has it open.",
        SQLITE_NOMEM => $"There is no memory left to use the journal {path}: look for what takes it.",
        _ => $"The journal {path} failed: see the log before this line.",
    };
}
