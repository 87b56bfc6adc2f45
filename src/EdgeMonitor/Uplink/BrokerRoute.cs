namespace EdgeMonitor.Uplink;

/// <summary>
/// Which broker is next. The list's order is the order of preference: after a failure the next one is tried at once, from the last one on to the
/// first, and only when each has failed in this round is there a wait, after which a new round begins with the first. Used by one thread.
/// <code>
///   0 fails ──► 1 fails ──► 2 fails ──► wait, then 0        2 was good and is lost ──► 0 fails ──► 1 fails ──► wait, then 0
/// </code>
/// </summary>
/// <param name="count">How many brokers there are, at least one.</param>
internal sealed class BrokerRoute(int count)
{
    private int _failed;

    /// <summary>The broker whose turn it is; 0 is the first of the list.</summary>
    public int Current { get; private set; }

    /// <summary>The current broker could not be used, or its connection has ended; answers true where a new round begins, before which to wait.</summary>
    /// <param name="wasGood">The connection had lived for a while: a new round begins with its end.</param>
    public bool Fail(bool wasGood)
    {
        _failed = wasGood ? 1 : _failed + 1;
        Current = (Current + 1) % count;
        if (_failed < count) return false;
        (Current, _failed) = (0, 0);
        return true;
    }

    /// <summary>An earlier broker is well again, and the connection was ended in order to go back to it.</summary>
    public void GoBack(int earlier) => (Current, _failed) = (earlier, 0);
}
