namespace EdgeMonitor.Uplink;

/// <summary>
/// What has become of one stream's records in this process, over all its connections: sent, in flight, taken by the broker and not confirmed,
/// confirmed and to be trimmed. A sequence is sent again only after it was released here. Used by one thread.
/// </summary>
internal sealed class StreamLedger(string stream)
{
    private readonly SequenceRanges _sent = new(), _delivered = new(), _done = new();
    private readonly HashSet<long> _inFlight = []; // never more than the window
    private readonly Dictionary<long, int> _counted = []; // bounded by those who ask for Counted before they send
    private readonly UnconfirmedRecords _unconfirmed = new();

    /// <summary>The stream.</summary>
    public string Stream => stream;

    /// <summary>What is confirmed and neither trimmed nor marked yet, nor taken to be.</summary>
    public SequenceRanges Confirmed { get; private set; } = new();

    /// <summary>Records that the broker has taken and nobody has confirmed.</summary>
    public long Waiting => _unconfirmed.Count;

    /// <summary>Those among them, and in flight, that were sent as counted ones.</summary>
    public int CountedRecords => _counted.Count;

    /// <summary>Their bytes.</summary>
    public long CountedBytes { get; private set; }

    /// <summary>True for a record that a centre may have met before: it is sent again as historical.</summary>
    public bool WasDelivered(long sequence) => _delivered.Contains(sequence);

    /// <summary>True for a record that is not on its way, does not wait for somebody's word or its turn, and is not confirmed.</summary>
    public bool MayBeSent(long sequence) => !_inFlight.Contains(sequence) && EndOfSettled(sequence) is null;

    /// <summary>True for a record in flight.</summary>
    public bool IsInFlight(long sequence) => _inFlight.Contains(sequence);

    /// <summary>The end of a run of records that wait or are confirmed, where this is one of them; so a reader can pass over them.</summary>
    public long? EndOfSettled(long sequence) => _done.EndOf(sequence) ?? _unconfirmed.EndOf(sequence);

    /// <summary>The lowest record above this one that was released to be sent again; null where there is none.</summary>
    public long? NextReleased(long after) => _unconfirmed.NextReleased(after);

    /// <summary>The record is being sent.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="bytes">Its payload's length.</param>
    /// <param name="counted">True where it counts against the bound of unacknowledged records.</param>
    public void Send(long sequence, int bytes, bool counted)
    {
        _sent.Add(sequence);
        _inFlight.Add(sequence);
        if (counted && _counted.TryAdd(sequence, bytes)) CountedBytes += bytes;
    }

    /// <summary>The broker has taken the record; that is its confirmation, or it waits for one. True where it is newly confirmed by this.</summary>
    public bool Deliver(long sequence, bool confirms)
    {
        _inFlight.Remove(sequence);
        _delivered.Add(sequence);
        if (_done.Contains(sequence)) return false; // the centre was faster
        if (confirms) Confirm(sequence, sequence);
        else _unconfirmed.Add(sequence);
        return confirms;
    }

    /// <summary>The record was destroyed on purpose, and a gap record has said so: nobody waits for it, and its place can be given back.</summary>
    public void Skip(long sequence) => Confirm(sequence, sequence);

    /// <summary>The record did not reach the broker, or nobody knows: it may be sent again.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="isRefused">True where the broker refused it: it has a time of its own, and takes nobody's turn meanwhile.</param>
    public void Fail(long sequence, bool isRefused = false)
    {
        _inFlight.Remove(sequence);
        Uncount(sequence, sequence);
        if (isRefused) _unconfirmed.Unrelease(sequence);
    }

    /// <summary>The record is not stored any more, or cannot be read: it takes nobody's turn.</summary>
    public void PassOver(long sequence) => _unconfirmed.Unrelease(sequence);

    /// <summary>Nothing below this one is stored any more: nobody waits for what was.</summary>
    public void ForgetBelow(long oldest) => _unconfirmed.Remove(0, oldest - 1);

    /// <summary>
    /// The centre has these records; those that this process never sent stay as they are. Answers how many are newly confirmed, and whether all
    /// of them were sent.
    /// </summary>
    public (long Newly, bool AllSent) Acknowledge(long first, long last)
    {
        var sent = _sent.Within(first, last).ToList();
        var before = _done.Count;
        foreach (var (from, to) in sent) ConfirmNew(from, to);
        return (_done.Count - before, sent is [var whole] && whole == (first, last));
    }

    /// <summary>True where no sequence as high as this one was ever sent by this process.</summary>
    public bool IsAboveAllSent(long sequence) => _sent.IsEmpty || sequence > _sent.All[^1].Last;

    /// <summary>Takes out what is confirmed, to be trimmed or marked.</summary>
    public SequenceRanges TakeConfirmed()
    {
        var taken = Confirmed;
        Confirmed = new SequenceRanges();
        return taken;
    }

    /// <summary>It could not be trimmed or marked yet.</summary>
    public void GiveBackConfirmed(SequenceRanges taken) => Confirmed.Add(taken);

    /// <summary>Everything that nobody has confirmed is due to be sent again.</summary>
    public void MakeAllDue() => Uncount(_unconfirmed.MakeAllDue());

    /// <summary>One time-out has passed: what has waited through the whole of it is due to be sent again. False where nothing has.</summary>
    public bool PassTimeout()
    {
        var newly = _unconfirmed.PassTimeout();
        Uncount(newly);
        return newly.Count > 0;
    }

    /// <summary>Releases what is due, in turn, while no more than so many are under way again. The lowest of them, null where none was.</summary>
    public long? Release(int most) => _unconfirmed.Release(most);

    private void ConfirmNew(long first, long last)
    {
        // Between the ranges that are confirmed already.
        var next = first;
        foreach (var (known, end) in _done.Within(first, last).ToList())
        {
            Confirm(next, known - 1);
            next = end + 1;
        }

        Confirm(next, last);
    }

    private void Confirm(long first, long last)
    {
        if (last < first) return;
        _unconfirmed.Remove(first, last);
        Uncount(first, last);
        _done.Add(first, last);
        Confirmed.Add(first, last);
    }

    private void Uncount(IReadOnlyList<(long First, long Last)> ranges)
    {
        foreach (var (first, last) in ranges) Uncount(first, last);
    }

    private void Uncount(long first, long last)
    {
        if (_counted.Count == 0) return;
        if (last - first >= _counted.Count)
        {
            foreach (var sequence in _counted.Keys.Where(sequence => sequence >= first && sequence <= last).ToList()) UncountOne(sequence);
            return;
        }

        for (var sequence = first; sequence <= last; sequence++) UncountOne(sequence);
    }

    private void UncountOne(long sequence)
    {
        if (_counted.Remove(sequence, out var bytes)) CountedBytes -= bytes;
    }
}
