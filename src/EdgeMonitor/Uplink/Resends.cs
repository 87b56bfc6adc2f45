namespace EdgeMonitor.Uplink;

/// <summary>
/// Decides when records that the broker has taken, and nobody has confirmed, are due to be sent again: when whoever confirms has come back, and
/// after a time-out while it is there, which grows as long as it is exceeded. Used by one thread.
/// </summary>
internal sealed class Resends(IReadOnlyCollection<StreamLedger> ledgers, TimeProvider time, Random random)
{
    // Chosen: a centre commits within a second or so; a broker's queue to it may be some seconds long.
    private static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(30), LongestTimeout = TimeSpan.FromMinutes(10);

    private readonly RetryDelay _timeout = new(FirstTimeout, LongestTimeout, random);
    private long? _dueAt;
    private bool _acknowledged;

    /// <summary>The centre has come, or come back: all that it has not confirmed is due.</summary>
    public void OnReturn()
    {
        _timeout.Reset();
        _dueAt = null;
        foreach (var ledger in ledgers) ledger.MakeAllDue();
    }

    /// <summary>The centre has confirmed something: it answers.</summary>
    public void OnAcknowledged() => _acknowledged = true;

    /// <summary>Lets the time-out pass where its time has come.</summary>
    /// <param name="mayBeHeard">False while the centre is away: nothing becomes due.</param>
    public void Tick(bool mayBeHeard)
    {
        if (!mayBeHeard || ledgers.All(ledger => ledger.Waiting == 0))
        {
            _dueAt = null;
            return;
        }

        if (_dueAt is not { } due)
        {
            if (_acknowledged) _timeout.Reset();
            _dueAt = time.After(_timeout.Next());
            return;
        }

        if (time.GetTimestamp() < due) return;
        var newly = 0;
        foreach (var ledger in ledgers) newly += ledger.PassTimeout() ? 1 : 0;
        if (newly == 0 && _acknowledged) _timeout.Reset();
        _acknowledged = false;
        _dueAt = time.After(_timeout.Next());
    }
}
