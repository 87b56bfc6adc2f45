using System.Collections.Concurrent;

namespace EdgeMonitor.Storage;

/// <summary>A record as the daemon makes and reads it.</summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Bytes">The plain bytes.</param>
/// <param name="Episode">The patient's episode whose key seals it; null for what belongs to no patient, and for a record that was read.</param>
internal readonly record struct PlainRecord(string Stream, long Sequence, ReadOnlyMemory<byte> Bytes, Episode? Episode = null);

/// <summary>A stored record that cannot be opened: changed, or sealed with another key.</summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Why">One sentence.</param>
internal readonly record struct UnreadableRecord(string Stream, long Sequence, string Why);

/// <summary>A stored record whose key was destroyed on purpose: no fault, and gone for good.</summary>
/// <param name="Stream">Stream name.</param>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Key">The name of the key that is no more.</param>
internal readonly record struct ShreddedRecord(string Stream, long Sequence, KeyId Key);

/// <summary>What a reading brought, all parts in the order of their sequences.</summary>
/// <param name="Records">Those that could be opened.</param>
/// <param name="Unreadable">Those that could not: to be skipped, kept, and reported as a technical alarm.</param>
/// <param name="Shredded">Those that were destroyed on purpose: to be skipped and removed, without an alarm.</param>
internal readonly record struct JournalPage(IReadOnlyList<PlainRecord> Records, IReadOnlyList<UnreadableRecord> Unreadable, IReadOnlyList<ShreddedRecord> Shredded)
{
    /// <summary>The sequences of all parts.</summary>
    public IEnumerable<long> Sequences => Records.Select(record => record.Sequence).Concat(Unreadable.Select(record => record.Sequence)).Concat(Shredded.Select(record => record.Sequence));

    /// <summary>The highest sequence of all parts, where the next reading goes on; null where the reading brought nothing.</summary>
    public long? Last
    {
        get
        {
            var last = Math.Max(Records.Count == 0 ? 0 : Records[^1].Sequence, Unreadable.Count == 0 ? 0 : Unreadable[^1].Sequence);
            last = Math.Max(last, Shredded.Count == 0 ? 0 : Shredded[^1].Sequence);
            return last == 0 ? null : last;
        }
    }
}

/// <summary>The journal as those who only read it see it: opened records, with unreadable and shredded ones told apart.</summary>
internal class SealedReader(IJournalReader journal, RecordSeal seal)
{
    /// <summary>The provider's name.</summary>
    public string Provider => journal.Provider;

    /// <summary>Up to <paramref name="limit"/> records of the stream above <paramref name="after"/>, unreadable and shredded ones told apart.</summary>
    public JournalPage ReadFrom(string stream, long after, int limit)
    {
        var stored = journal.ReadFrom(stream, after, limit);
        var records = new List<PlainRecord>(stored.Count);
        List<UnreadableRecord>? unreadable = null;
        List<ShreddedRecord>? shredded = null;
        foreach (var record in stored)
        {
            try
            {
                records.Add(new PlainRecord(stream, record.Sequence, seal.Open(stream, record.Sequence, record.Bytes.Span)));
            }
            catch (RecordShreddedException error)
            {
                (shredded ??= []).Add(new ShreddedRecord(stream, record.Sequence, error.Key));
            }
            catch (RecordUnreadableException error)
            {
                (unreadable ??= []).Add(new UnreadableRecord(stream, record.Sequence, error.Message));
            }
        }

        return new JournalPage(records, unreadable ?? [], shredded ?? []);
    }

    /// <summary>Which keys have sealed the stream's stored records, in order.</summary>
    /// <inheritdoc cref="KeyRun.Of"/>
    public IReadOnlyList<KeyRun> KeysOf(string stream, IReadOnlySet<KeyId> episodes) => KeyRun.Of(journal, stream, episodes);

    /// <summary>True where a record that was found somewhere was sealed by this box for its stream and its number, and nothing in it has changed.</summary>
    public bool IsSound(JournalRecord record)
    {
        try
        {
            seal.Open(record.Stream, record.Sequence, record.Bytes.Span);
            return true;
        }
        catch (RecordUnreadableException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="RecordSeal.IsLocked"/>
    public bool IsLocked(JournalRecord record) => seal.IsLocked(record.Bytes.Span);

    /// <inheritdoc cref="IJournalReader.LastSequence"/>
    public long LastSequence(string stream) => journal.LastSequence(stream);

    /// <inheritdoc cref="IJournalReader.FirstSequence"/>
    public long? FirstSequence(string stream) => journal.FirstSequence(stream);

    /// <inheritdoc cref="IJournalReader.Count"/>
    public long Count(string stream) => journal.Count(stream);

    /// <inheritdoc cref="IJournalReader.Bytes"/>
    public long Bytes(string stream) => journal.Bytes(stream);
}

/// <summary>
/// The journal as the rest of the daemon uses it: sealed, and with a signal for those who send records. Threads as
/// <see cref="IJournal"/> has them. Every member throws <see cref="JournalException"/> as <see cref="IJournal"/> does; after one from <see cref="Append"/> ask
/// <see cref="NextSequence"/> anew, because the numbers may have jumped.
/// </summary>
internal sealed class SealedJournal(IJournal journal, RecordSeal seal) : SealedReader(journal, seal)
{
    private readonly IJournal _journal = journal;
    private readonly RecordSeal _seal = seal;
    private readonly AbsenceAccount _absent = new(journal, seal);
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Lock _taking = new(); // what is removed and what is put back take turns
    private long _appendedBytes;

    /// <summary>Records were stored; raised on the appending thread, the handler returns at once.</summary>
    public event Action? Appended;

    /// <summary>
    /// Records of a stream, the lowest and the highest sequence of them, were put back below what was appended: those who have passed there go back.
    /// Raised on the restoring thread, the handler returns at once.
    /// </summary>
    public event Action<string, long, long>? Restored;

    /// <summary>What a person must know about how the journal was opened.</summary>
    public IReadOnlyList<string> OpeningNotes => _journal.OpeningNotes;

    /// <summary>Bytes of all records that were stored since this was opened, sealed.</summary>
    public long AppendedBytes => Interlocked.Read(ref _appendedBytes);

    /// <summary>The number that the stream's next record must have.</summary>
    public long NextSequence(string stream) => _journal.LastSequence(stream) + 1;

    /// <summary>Seals and stores all records in one commit; when it returns they are on the disk, and those who listen are told.</summary>
    public void Append(IReadOnlyList<PlainRecord> records)
    {
        if (records.Count == 0) return;
        var batch = new JournalRecord[records.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            var (stream, sequence, bytes, episode) = records[i];
            batch[i] = new JournalRecord(stream, sequence, _seal.Seal(stream, sequence, bytes.Span, episode));
        }

        foreach (var stream in batch.GroupBy(record => record.Stream))
        {
            // The store was opened anew meanwhile, and goes on far above.
            if (!_last.TryGetValue(stream.Key, out var last) || stream.First().Sequence <= last + 1) continue;
            lock (_taking) _absent.Skipped(stream.Key, last + 1, stream.First().Sequence - 1);
        }

        try
        {
            _journal.Append(batch);
        }
        catch (ArgumentException jumped)
        {
            // Another thread's trouble had the store opened anew meanwhile, and its numbers have jumped.
            throw new JournalException($"The numbers have changed: it is tried again. {jumped.Message}", jumped);
        }

        foreach (var record in batch) _last[record.Stream] = record.Sequence;
        Interlocked.Add(ref _appendedBytes, batch.Sum(record => (long)record.Bytes.Length));
        Appended?.Invoke();
    }

    /// <summary>
    /// Takes account of the numbers that have no record although older ones are stored: those that this opening has skipped. What has happened
    /// to the others was told as it happened (<see cref="Absences"/>).
    /// </summary>
    /// <param name="isSkip">True where a stream's last number is one to which the journal has jumped.</param>
    /// <exception cref="JournalException">It could not be written now; it is written with the next entry.</exception>
    public void TakeStock(Func<string, long, bool> isSkip)
    {
        lock (_taking) _absent.TakeStock(isSkip);
    }

    /// <summary>Puts records back that <see cref="SealedReader.IsSound"/> has found true; those who listen are told.</summary>
    public void Restore(IReadOnlyList<JournalRecord> records)
    {
        lock (_taking) PutBack(records);
        Announce(records);
    }

    /// <summary>
    /// Puts the records of another provider's files in, as they are sealed, and reads each back: the only other copy is removed after this.
    /// </summary>
    /// <param name="records">Of one stream, in order.</param>
    public void TakeOver(IReadOnlyList<JournalRecord> records)
    {
        lock (_taking) // nobody removes one before it is read back
        {
            PutBack(records);
            var stream = records[0].Stream;
            var there = _journal.ReadFrom(stream, records[0].Sequence - 1, records.Count);
            for (var i = 0; i < records.Count; i++)
            {
                var sequence = records[i].Sequence;
                // Others may lie between them already.
                var found = i < there.Count && there[i].Sequence == sequence ? there[i] : _journal.ReadFrom(stream, sequence - 1, 1) is [var one] ? one : default;
                if (found.Sequence != sequence || !found.Bytes.Span.SequenceEqual(records[i].Bytes.Span)) throw new JournalException($"Record {sequence} of {stream} is not the same after it was moved.");
            }
        }

        Announce(records);
    }

    /// <inheritdoc cref="IJournal.Trim"/>
    public void Trim(string stream, long first, long last)
    {
        lock (_taking)
        {
            _absent.Removing(stream, first, last);
            _journal.Trim(stream, first, last);
        }
    }

    /// <inheritdoc cref="IJournal.ReusableBytes"/>
    public long ReusableBytes => _journal.ReusableBytes;

    /// <inheritdoc cref="IJournal.Reclaim"/>
    public bool Reclaim() => _journal.Reclaim();

    /// <inheritdoc cref="IJournal.KeepBallast"/>
    public bool KeepBallast(long bytes) => _journal.KeepBallast(bytes);

    /// <inheritdoc cref="IJournal.GiveUpBallast"/>
    public bool GiveUpBallast() => _journal.GiveUpBallast();

    private void PutBack(IReadOnlyList<JournalRecord> records)
    {
        foreach (var stream in records.GroupBy(record => record.Stream)) _absent.PuttingBack(stream.Key, [.. stream.Select(record => record.Sequence)]);
        _journal.Restore(records);
    }

    private void Announce(IReadOnlyList<JournalRecord> records)
    {
        foreach (var stream in records.GroupBy(record => record.Stream))
            Restored?.Invoke(stream.Key, stream.Min(record => record.Sequence), stream.Max(record => record.Sequence));
        Appended?.Invoke();
    }
}
