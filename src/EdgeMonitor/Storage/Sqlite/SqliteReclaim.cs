using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Storage.Sqlite;

/// <summary>
/// Gives the database's free pages back to the disk, a portion at a time, each a transaction of its own. What is given back is cut off at the file's end,
/// and what still lies there must be moved to the front first: so a trim waits until little is left to be moved. Used under the writing lock.
/// </summary>
internal sealed class SqliteReclaim(SqliteAccess access)
{
    /// <summary>What stays in the file for the next records, bytes. Chosen: more than half an hour of twelve leads.</summary>
    public const long KeptBytes = 16 << 20;

    /// <summary>Bytes given back in one transaction. Measured: some milliseconds, which is what an alarm may have to wait.</summary>
    public const long PortionBytes = 256 << 10;

    /// <summary>Free pages for each used one from which on a trim gives them back by itself. Measured: moving the records of a backlog that is still draining writes it once more.</summary>
    private const int FreeToUsed = 3;

    /// <summary>Bytes that the next records use without taking more of the disk.</summary>
    public long Reusable() => access.Session().Store.Space().Free;

    /// <summary>True where there is something to give back and hardly anything to be moved for it.</summary>
    public bool IsCheap() => Look() is var (free, all) && free > KeptBytes && free >= FreeToUsed * (all - free);

    /// <summary>Gives one portion back; false where nothing is left to give, or the disk refuses: only space is not given back then.</summary>
    public bool Step()
    {
        if (access.HasFailed || Look().Free <= KeptBytes) return false;
        try
        {
            access.Session().Store.Vacuum(PortionBytes);
            access.Wrote(2 * PortionBytes);
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
