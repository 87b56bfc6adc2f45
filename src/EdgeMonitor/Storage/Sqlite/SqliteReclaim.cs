using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// Gives the database's free pages back to the disk, a portion at a time, each a transaction of its own. What is given back is cut off at the file's end, and
/// what still lies there is moved to the front first. For each page that is moved SQLite walks the list of free pages, which takes milliseconds where that holds
/// half a gigabyte: so a portion is as small as its time demands, and nothing is given back while a backlog drains. Used under the writing lock.
/// </summary>
internal sealed class SqliteReclaim(SqliteAccess access)
{
    /// <summary>What stays in the file for the next records, bytes. Chosen: more than half an hour of twelve leads.</summary>
    public const long KeptBytes = 16 << 20;

    /// <summary>Bytes given back in one transaction, at the least and at the most.</summary>
    private const long LeastBytes = SqliteStore.PageBytes, MostBytes = 256 << 10;

    /// <summary>What an alarm may have to wait for one portion, unless a single page takes longer. Chosen: nobody hears it, and a commit on a card takes as long.</summary>
    private static readonly TimeSpan PortionTime = TimeSpan.FromMilliseconds(5);

    private long _portion = LeastBytes;

    /// <summary>Bytes that the next records use without taking more of the disk.</summary>
    public long Reusable() => access.Session().Store.Space().Free;

    /// <summary>Gives one portion back; false where nothing is left to give, or the disk refuses: only space is not given back then.</summary>
    public bool Step()
    {
        if (access.HasFailed || Look().Free <= KeptBytes) return false;
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            access.Session().Store.Vacuum(_portion);
            var took = TimeProvider.System.GetElapsedTime(began);
            access.Wrote(2 * _portion);
            if (took > PortionTime) _portion = Math.Max(LeastBytes, _portion / 2);
            else if (took < PortionTime / 2) _portion = Math.Min(MostBytes, 2 * _portion);
            return true;
        }
        catch (SqliteException error)
        {
            access.Note(error);
            return false;
        }
    }

    private (long Free, long All) Look()
    {
        if (access.HasFailed) return default; // whoever uses the journal next reports it
        try
        {
            return access.Session().Store.Space();
        }
        catch (SqliteException error)
        {
            access.Note(error);
            return default;
        }
    }
}
