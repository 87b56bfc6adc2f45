using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Removes what was confirmed from the journal, or marks it there where the stream's records stay stored: many at a time, because each time is a
/// commit, and beside the sending, because a slow disk must not hold up an alarm. It outlives the connections. Used by one thread, but for the work itself.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="ledger">What was confirmed.</param>
/// <param name="marks">For a stream whose records stay stored, used by nobody else; else null.</param>
/// <param name="time">The clock.</param>
/// <param name="work">Where the disk is waited for.</param>
internal sealed class StreamTrimmer(SealedJournal journal, StreamLedger ledger, ConfirmedMarks? marks, TimeProvider time, TaskScheduler work)
{
    /// <summary>Records that are worth a commit. Chosen: a quarter of what the drain confirms in a second at its best.</summary>
    private const int Portion = 512;

    /// <summary>How long a confirmation may wait for others. Chosen: what a power cut in it costs is a record sent twice.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);

    /// <summary>The rest after the journal has failed. Chosen: long enough not to flood the log.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);

    private (Task Done, SequenceRanges Ranges)? _running;
    private long? _dueAt;
    private long _notBefore = long.MinValue;

    /// <summary>When it wants to be called again, by the clock's timestamp; null where there is nothing to do, or it will say so itself.</summary>
    public long? DueAt => _running is null ? _dueAt : null;

    /// <summary>Takes note of what has become of the last work, and begins another where it is due, or at once where <paramref name="now"/> says so.</summary>
    /// <param name="now">True not to wait for more confirmations.</param>
    /// <param name="finished">Called, on any thread, when the work has ended.</param>
    /// <exception cref="JournalException">It could not be done; it is tried again after some seconds, and meanwhile nothing is sent twice.</exception>
    public void Turn(bool now, Action finished)
    {
        if (_running is { Done.IsCompleted: true }) Settle();
        if (_running is not null || ledger.Confirmed.IsEmpty) return;
        var timestamp = time.GetTimestamp();
        _dueAt ??= Math.Max(_notBefore, time.After(Wait));
        if (timestamp < _notBefore || (!now && timestamp < _dueAt && ledger.Confirmed.Count < Portion)) return;
        _dueAt = null;
        var ranges = ledger.TakeConfirmed();
        var done = Task.Factory.StartNew(() => Work(ranges), CancellationToken.None, TaskCreationOptions.DenyChildAttach, work);
        _running = (done, ranges);
        _ = done.ContinueWith(_ => finished(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Finishes what runs and what is left, as far as the disk lets it.</summary>
    /// <exception cref="JournalException">It could not be done.</exception>
    public async Task FinishAsync()
    {
        do
        {
            Turn(now: true, static () => { });
            if (_running is { Done: var done }) await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        while (_running is not null);
    }

    private void Settle()
    {
        var (done, ranges) = _running!.Value;
        _running = null;
        if (done.Exception?.InnerException is not { } failure) return;
        ledger.GiveBackConfirmed(ranges);
        _notBefore = time.After(FaultPause);
        _dueAt = _notBefore;
        if (failure is JournalException fault) throw new JournalException(fault.Message, fault);
        throw new InvalidOperationException("Confirmed records could not be trimmed.", failure);
    }

    private void Work(SequenceRanges ranges)
    {
        if (marks is not null)
        {
            marks.Load();
            marks.Add(ranges);
            return;
        }

        foreach (var (first, last) in ranges.All) journal.Trim(ledger.Stream, first, last);
    }
}
