namespace EdgeMonitor.Storage.LiteDb;

/// <summary>Gives the room of removed records back to the disk: files go whole, and what is left of one that is mostly spent is carried to the newest.</summary>
internal sealed class LiteTidying(LiteStore store, LiteFiles files)
{
    private const long RenewLogBytes = 512 << 10; // at which a renewed file's log is copied, as there is little room
    private const long RenewingBytes = 3 * RenewLogBytes; // that log, with a commit that passes it, and fixed pages
    private const int CarryPortion = 16; // records carried in one commit

    /// <summary>Bytes of complete files that hold nothing now: they go back to the disk with their file.</summary>
    public long SpentBytes => store.Complete.Sum(number => Math.Max(0, store.Shelf.SizeOf(number) - store.Index.TotalsOf(number).Bytes));

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
    /// <exception cref="IOException">They stay where they were; open the journal anew.</exception>
    public bool CarrySome(int part)
    {
        var spent = store.Complete.Cast<int?>().FirstOrDefault(number => store.Index.TotalsOf(number!.Value).Bytes < store.Shelf.SizeOf(number.Value) / part);
        return spent is { } file && (Carry(file) || RemoveSpent());
    }

    /// <summary>
    /// True where the file that is appended to is better renewed when there is no room: half of it or more is removed, and the rest fits.
    /// </summary>
    public bool IsRenewable(long room)
    {
        if (store.Shelf.Number is not { } number) return false;
        var left = store.Index.TotalsOf(number).Bytes;
        return left + (left / 16) + RenewingBytes <= room && left < store.Shelf.SizeOf(number) / 2; // a sixteenth for the pages' heads
    }

    /// <summary>
    /// On a full disk: carries what is left in the file that is appended to into a fresh one and removes it. Its log need not be copied before,
    /// which would want room.
    /// </summary>
    /// <exception cref="IOException">The disk refuses: nothing is lost; open the journal anew.</exception>
    public void Renew()
    {
        var number = store.Shelf.Number!.Value;
        store.Shelf.Follow();
        store.Marks.Files.Add(store.Shelf.Number!.Value);
        while (Carry(number)) store.Checkpoint(RenewLogBytes);
        store.SaveMarks();
        RemoveSpent();
    }

    private bool Carry(int number)
    {
        var keys = store.Index.In(number, CarryPortion);
        if (keys.Count == 0) return false;
        store.Store([.. keys.Select(key => store.Shelf.Open(number).Read(key, key)[0])]);
        return true;
    }
}
