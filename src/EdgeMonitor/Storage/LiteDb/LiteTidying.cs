using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>Gives the room of removed records back to the disk: files go whole, and what is left of one that is mostly spent is carried to the newest.</summary>
internal sealed class LiteTidying(LiteStore store, LiteFiles files)
{
    private const long RenewLogBytes = 512 << 10; // at which a renewed file's log is copied, as there is little room
    private const long RenewingBytes = 3 * RenewLogBytes; // that log, with a commit that passes it, and fixed pages
    private const int CarryPortion = 16; // records carried in one commit

    /// <summary>A trim carries what is left of a file once this is a quarter. Chosen: a carried byte for three won.</summary>
    public const int CarriedPart = 4;

    /// <summary>When it is quiet, once this is half.</summary>
    public const int ReclaimedPart = 2;

    /// <summary>
    /// Bytes that go back to the disk when what is left in complete files is carried: of those of which so little is left that it will be. What was
    /// removed from others waits there until more is, and what pages leave free was never room.
    /// </summary>
    public long SpentBytes => store.Complete.Where(number => IsMostlySpent(number, ReclaimedPart)).Sum(number => store.Shelf.SizeOf(number) - store.Index.TotalsOf(number).Room);

    /// <summary>Removes complete files that hold no record any more; true where there was one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool RemoveSpent()
    {
        var spent = store.Complete.Where(number => store.Index.TotalsOf(number).Count == 0).ToList();
        if (spent.Count == 0) return false;
        spent.ForEach(store.Shelf.Close);
        store.Marks.Files.ExceptWith(spent); // first: a file that is gone and still listed would be called missing
        store.SaveMarks();
        spent.ForEach(files.Remove);
        return true;
    }

    /// <summary>Carries some records of a complete file of which at most such a part is left, or removes it; false where there is no such file.</summary>
    /// <exception cref="LiteDamageException">A page of it is damaged: set it aside.</exception>
    /// <exception cref="IOException">They stay where they were; open the journal anew.</exception>
    public bool CarrySome(int part)
    {
        var spent = store.Complete.Cast<int?>().FirstOrDefault(number => IsMostlySpent(number!.Value, part));
        return spent is { } file && (Carry(file) || RemoveSpent());
    }

    /// <summary>
    /// True where the file that is appended to is better renewed when there is no room: half of it or more is removed, and the rest fits.
    /// </summary>
    public bool IsRenewable(long room)
    {
        if (store.Shelf.Number is not { } number) return false;
        return store.Index.TotalsOf(number).Room + RenewingBytes <= room && IsMostlySpent(number, ReclaimedPart);
    }

    /// <summary>
    /// On a full disk: begins a fresh file in place of the one that is appended to, whose number it returns: <see cref="RenewSome"/> carries what is left
    /// in it. Its log need not be copied before, which would want room.
    /// </summary>
    /// <exception cref="IOException">The disk refuses: nothing is lost; open the journal anew.</exception>
    public int BeginRenewal()
    {
        var number = store.Shelf.Number!.Value;
        store.Shelf.Follow();
        store.Marks.Files.Add(store.Shelf.Number!.Value);
        store.SaveMarks();
        return number;
    }

    /// <summary>Carries some records of the file that is renewed, and removes it once none is left; false then.</summary>
    /// <exception cref="LiteDamageException">A page of it is damaged: set it aside.</exception>
    /// <exception cref="IOException">The disk refuses: nothing is lost; open the journal anew.</exception>
    public bool RenewSome(int number)
    {
        var carried = Carry(number);
        if (carried) store.Checkpoint(RenewLogBytes);
        else RemoveSpent();
        return carried;
    }

    private bool IsMostlySpent(int number, int part) => store.Index.TotalsOf(number).Room < store.Shelf.SizeOf(number) / part;

    private bool Carry(int number)
    {
        var keys = store.Index.In(number, CarryPortion);
        if (keys.Count == 0) return false;
        store.Store(Read(number, keys));
        return true;
    }

    private List<JournalRecord> Read(int number, List<RecordKey> keys)
    {
        try
        {
            return [.. keys.Select(key => store.Shelf.Open(number).Read(key, key)[0])];
        }
        catch (Exception error) when (LiteFault.IsFault(error) && LiteFault.IsDamage(error))
        {
            throw new LiteDamageException(number, error);
        }
    }
}
