namespace EdgeMonitor.Uplink;

/// <summary>
/// Decides when records that the broker has taken, and the centre has not confirmed, are to be sent again: when the centre has come back, and
/// after a time-out while it is there, which grows as long as it is exceeded. Used by one thread.
/// </summary>
internal sealed class Resends(IReadOnlyCollection<StreamLedger> ledgers, TimeProvider time, Random random)
{
    // Chosen: a centre commits within a second or so; a broker's queue to it may be some seconds long.
    private static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(30), LongestTimeout = TimeSpan.FromMinutes(10);

    private readonly RetryDelay _timeout = new(FirstTimeout, LongestTimeout, random);
    private long? _dueAt;
    private bool _acknowledged;

    /// <summary>The centre has come, or come back: all that it has not confirmed.</summary>
    public IEnumerable<(string Stream, long Lowest, long Highest)> OnReturn()
    {
        _timeout.Reset();
        _dueAt = null;
        return Released(ledger => ledger.ReleaseAll());
    }

    /// <summary>The centre has confirmed something: it answers.</summary>
    public void OnAcknowledged() => _acknowledged = true;

    /// <summary>What is overdue now; nothing is while the centre is away.</summary>
    public IEnumerable<(string Stream, long Lowest, long Highest)> Overdue(bool centreIsPresent)
    {
        if (!centreIsPresent || ledgers.All(ledger => ledger.Waiting == 0))
        {
            _dueAt = null;
            return [];
        }

        if (_dueAt is not { } due)
        {
            if (_acknowledged) _timeout.Reset();
            _dueAt = time.After(_timeout.Next());
            return [];
        }

        if (time.GetTimestamp() < due) return [];
        var overdue = Released(ledger => ledger.ReleaseOverdue()).ToList();
        if (overdue.Count == 0 && _acknowledged) _timeout.Reset();
        _acknowledged = false;
        _dueAt = time.After(_timeout.Next());
        return overdue;
    }

    private IEnumerable<(string Stream, long Lowest, long Highest)> Released(Func<StreamLedger, (long Lowest, long Highest)?> release)
    {
        foreach (var ledger in ledgers)
        {
            if (release(ledger) is var (lowest, highest)) yield return (ledger.Stream, lowest, highest);
        }
    }
}
