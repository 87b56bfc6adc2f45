namespace EdgeMonitor.Hosting;

/// <summary>Turns a count of losses into a fault with a beginning and an end: it is over when nothing more was lost for a while.</summary>
internal sealed class LossWatch
{
    /// <summary>Chosen: longer than a nurse needs to look up at the first burst of a MEDIUM alarm.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);

    private long _seen;
    private TimeSpan _lastLoss;
    private bool _faulty;

    /// <summary>Losses since the fault was last reported.</summary>
    public long New { get; private set; }

    /// <summary>Looks at the count: true when a fault begins or goes on with new losses, false when it has ended, null when nothing changed.</summary>
    public bool? Look(long lost, TimeSpan now)
    {
        New = lost - _seen;
        _seen = lost;
        if (New > 0)
        {
            _lastLoss = now;
            _faulty = true;
            return true;
        }

        if (!_faulty || now - _lastLoss < Calm) return null;
        _faulty = false;
        return false;
    }
}
