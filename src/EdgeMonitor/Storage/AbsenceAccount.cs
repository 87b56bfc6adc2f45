namespace EdgeMonitor.Storage;

/// <summary>
/// Keeps the account of <see cref="Absences"/>, always before the journal changes: after a power cut in between a number is told to have no record that still
/// has one, and never the other way round. What is removed in order, as nearly everything is, costs no entry. Used by one thread at a time.
/// </summary>
internal sealed class AbsenceAccount(IJournal journal, RecordSeal seal)
{
    /// <summary>Older entries are removed when there are so many. Chosen: a removal costs as much as a commit.</summary>
    private const int MostKept = 32;

    private Absences? _absences;
    private bool _isOwed;

    /// <summary>Records are about to be removed: those that leave a hole are accounted for.</summary>
    /// <exception cref="JournalException">It could not be written: nothing must be removed.</exception>
    public void Removing(string stream, long first, long last)
    {
        if (Absences.Streams.Contains(stream) && journal.FirstSequence(stream) is { } oldest && first > oldest)
        {
            Known().Forget(stream, oldest);
            Known().Add(stream, AbsenceCause.Removed, first, Math.Min(last, journal.LastSequence(stream)));
            _isOwed = true;
        }

        try
        {
            if (_isOwed) Write();
        }
        catch (JournalException full) when (full.IsFull)
        {
            // What is removed makes room for it: it is written with the next one.
        }
    }

    /// <summary>Records are about to be put back. Below what is stored, all numbers were accounted for by being there: those that stay without a record are so still.</summary>
    /// <exception cref="JournalException">It could not be written: nothing must be put back.</exception>
    public void PuttingBack(string stream, IReadOnlyCollection<long> sequences)
    {
        if (!Absences.Streams.Contains(stream)) return;
        var stored = journal.FirstSequence(stream);
        var oldest = stored ?? journal.LastSequence(stream) + 1;
        var isBelow = sequences.Min() < oldest - 1;
        if (isBelow)
        {
            Known().Forget(stream, stored);
            Known().Add(stream, AbsenceCause.Below, sequences.Min() + 1, oldest - 1);
        }

        foreach (var sequence in sequences) _isOwed |= Known().Return(stream, sequence);
        // Where a number only has its record again the entry may wait: until then it tells too much, and nothing wrong.
        if (isBelow) Write();
    }

    /// <summary>The journal has gone on above these numbers.</summary>
    /// <exception cref="JournalException">It could not be written.</exception>
    public void Skipped(string stream, long first, long last)
    {
        if (!Absences.Streams.Contains(stream)) return;
        Known().Add(stream, AbsenceCause.Skipped, first, last);
        Write();
    }

    /// <inheritdoc cref="SealedJournal.TakeStock"/>
    public void TakeStock(Func<string, long, bool> isSkip)
    {
        var isNew = journal.Count(JournalStreams.Absent) == 0;
        foreach (var stream in Absences.Streams)
        {
            if (journal.FirstSequence(stream) is not { } oldest) continue;
            var (newest, last) = (NewestOf(stream, oldest), journal.LastSequence(stream));
            if (newest < last && isSkip(stream, last))
            {
                Known().Add(stream, AbsenceCause.Skipped, newest + 1, last);
                _isOwed = true;
            }

            if (isNew && newest - oldest + 1 > journal.Count(stream)) Known().Add(stream, AbsenceCause.Unrecorded, oldest, newest);
        }

        _isOwed |= isNew;
        if (_isOwed) Write();
    }

    private Absences Known() => _absences ??= Absences.Read(new SealedReader(journal, seal));

    /// <summary>The highest stored number, found in halving steps.</summary>
    private long NewestOf(string stream, long oldest)
    {
        var (low, high) = (oldest, journal.LastSequence(stream));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (journal.ReadFrom(stream, middle, 1) is [var above]) low = above.Sequence;
            else high = middle;
        }

        return low;
    }

    private void Write()
    {
        var next = journal.LastSequence(JournalStreams.Absent) + 1;
        try
        {
            journal.Append([new JournalRecord(JournalStreams.Absent, next, seal.Seal(JournalStreams.Absent, next, Known().ToRecord()))]);
        }
        catch (ArgumentException jumped)
        {
            throw new JournalException($"The numbers have changed: it is tried again. {jumped.Message}", jumped);
        }

        _isOwed = false;
        if (journal.Count(JournalStreams.Absent) > MostKept) journal.Trim(JournalStreams.Absent, 1, next - 1);
    }
}
