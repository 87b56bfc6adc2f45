using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LiteDb;
using EdgeMonitor.Storage.LogPages;

[assembly: JournalProvider<LiteDbJournal>(LiteDbJournal.Name, rank: 1)]

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// The journal on LiteDB, whose log and pages go through streams of ours (<see cref="LogStream"/>, <see cref="DataStream"/>), as LiteDB alone
/// survives no power cut. One lock, held for short portions, so that an alarm never waits for a long reading or tidying.
/// </summary>
internal sealed class LiteDbJournal : IJournal, IJournalProvider
{
    /// <summary>The provider's name.</summary>
    public const string Name = "litedb";

    private const int ReadPortion = 16; // records read under one hold of the lock: a millisecond or two
    private static readonly TimeSpan MaxYield = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly LiteAccess _access;
    private int _appendsWaiting;

    private LiteDbJournal(LiteAccess access) => _access = access;

    /// <inheritdoc/>
    public string Provider => Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> OpeningNotes
    {
        get { lock (_gate) return [.. _access.Notes]; }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Gaps
    {
        get { lock (_gate) return [.. _access.Gaps]; }
    }

    /// <inheritdoc cref="IJournalProvider.Open"/>
    public static IJournal Open(string directory) => Open(directory, DiskFile.Open, LiteStore.FullBytes);

    /// <summary>Opens the journal with files that a test can cut, and of a size that it reaches.</summary>
    public static LiteDbJournal Open(string directory, Func<string, IStoreFile> open, long fullBytes)
    {
        var journal = new LiteDbJournal(new LiteAccess(JournalDirectory.Own(directory), open, fullBytes));
        var opened = false;
        try
        {
            lock (journal._gate) journal._access.Store();
            opened = true;
            return journal;
        }
        finally
        {
            if (!opened) journal.Dispose();
        }
    }

    /// <inheritdoc cref="IJournalProvider.OpenReader"/>
    public static IJournalReader OpenReader(string directory) => LiteDbReader.Open(directory);

    /// <inheritdoc cref="IJournalProvider.Salvage"/>
    public static IEnumerable<JournalRecord> Salvage(string file) => LiteSalvage.Read(file);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0) return;
        Interlocked.Increment(ref _appendsWaiting);
        lock (_gate)
        {
            Interlocked.Decrement(ref _appendsWaiting);
            var store = _access.Store();
            var lasts = LitePlan.Check(store, records);
            _access.Guard("Nothing of this batch was stored.", () =>
            {
                foreach (var (stream, last) in lasts) store.Cover(stream, last);
                return true;
            });
            Commit(store, records);
        }
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<JournalRecord> records)
    {
        lock (_gate)
        {
            var store = _access.Store();
            LitePlan.CheckOld(store, records);
            var missing = records.Where(record => !store.Index.Contains(record.Stream, record.Sequence)).DistinctBy(record => (record.Stream, record.Sequence)).ToList();
            if (missing.Count == 0) return;
            var gone = _access.Guard("Nothing of these records was stored.", () => store.Unmark(missing));
            if (gone.Count > 0) Commit(store, gone);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit)
    {
        var records = new List<JournalRecord>();
        while (records.Count < limit)
        {
            lock (_gate)
            {
                var entries = _access.Store().Index.After(stream, after, Math.Min(ReadPortion, limit - records.Count));
                if (entries.Count == 0) break;
                foreach (var (first, last) in LitePlan.Runs(entries)) records.AddRange(_access.Read(stream, first, last));
                after = entries[^1].Sequence;
            }

            GiveWay();
        }

        return records;
    }

    /// <inheritdoc/>
    public long? FirstSequence(string stream)
    {
        lock (_gate) return _access.Store().Index.EndsOf(stream)?.First;
    }

    /// <inheritdoc/>
    public long LastSequence(string stream)
    {
        lock (_gate) return _access.Store().LastOf(stream);
    }

    /// <inheritdoc/>
    public long Count(string stream)
    {
        lock (_gate) return _access.Store().Index.TotalsOf(stream).Count;
    }

    /// <inheritdoc/>
    public long Bytes(string stream)
    {
        lock (_gate) return _access.Store().Index.TotalsOf(stream).Bytes;
    }

    /// <inheritdoc/>
    public void Trim(string stream, long first, long last)
    {
        (int Number, long Spare)? renewed;
        lock (_gate)
        {
            if (!_access.Guard("Some of the records may have been removed.", () => _access.Store().Remove(stream, first, last))) return;
            renewed = _access.Tidy(MakeRoom, null);
        }

        if (renewed is { } begun) Renew(begun.Number, begun.Spare);

        // What is left in a file that is mostly spent is carried to the newest one, so that the file can go.
        InPortions(tidying => tidying.CarrySome(LiteTidying.CarriedPart));
    }

    /// <inheritdoc/>
    public long ReusableBytes
    {
        get { lock (_gate) return _access.SpentBytes; }
    }

    /// <inheritdoc/>
    public bool Reclaim()
    {
        lock (_gate) return _access.Tidy(tidying => tidying.CarrySome(LiteTidying.ReclaimedPart), false);
    }

    /// <inheritdoc/>
    public bool KeepBallast(long bytes)
    {
        lock (_gate) return _access.KeepSpare(bytes);
    }

    /// <inheritdoc/>
    public bool GiveUpBallast()
    {
        lock (_gate) return _access.Guard("The disk stays full.", _access.Directory.GiveUpSpare);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _access.Dispose();
    }

    private void GiveWay() => SpinWait.SpinUntil(() => Volatile.Read(ref _appendsWaiting) == 0, MaxYield);

    private void Commit(LiteStore store, IReadOnlyCollection<JournalRecord> records)
    {
        try
        {
            store.Store(records);
        }
        catch (LiteCommitException failed)
        {
            _access.GiveUp();
            if (failed.MayBeStored && IsStored(records, failed.InnerException!)) return;
            throw LiteFault.Explain(failed.InnerException!, _access.Directory.Root, "Nothing of this batch was stored.");
        }

        _access.Checkpoint();
    }

    /// <summary>Whether the journal, opened anew after a failed commit, holds the records; one tells, as a commit is whole or not at all.</summary>
    private bool IsStored(IReadOnlyCollection<JournalRecord> records, Exception cause)
    {
        try
        {
            var one = records.First();
            return _access.Store().Index.Contains(one.Stream, one.Sequence);
        }
        catch (JournalException)
        {
            var unknown = LiteFault.Explain(cause, _access.Directory.Root, "It is not known whether this batch was stored.");
            throw new JournalException(unknown.Message, cause) { MayBeStored = true, IsFull = unknown.IsFull };
        }
    }

    /// <summary>Removes files of which nothing is left. On a full disk the newest one is renewed too, once it is half spent: that is begun here.</summary>
    private (int Number, long Spare)? MakeRoom(LiteTidying tidying)
    {
        tidying.RemoveSpent();
        var (free, spare) = (_access.Directory.Free, _access.Directory.SpareLength);
        if (free >= JournalDirectory.SpareBytes || !tidying.IsRenewable(free + spare)) return null;
        _access.Directory.GiveUpSpare();
        return (tidying.BeginRenewal(), spare);
    }

    private void Renew(int number, long spare)
    {
        InPortions(tidying => tidying.RenewSome(number));
        lock (_gate) _access.KeepSpare(spare);
    }

    /// <summary>Does so until nothing is left to be done, and lets whoever waits to append go before each portion.</summary>
    private void InPortions(Func<LiteTidying, bool> portion)
    {
        for (var more = true; more; GiveWay())
        {
            lock (_gate) more = _access.Tidy(portion, false);
        }
    }
}
