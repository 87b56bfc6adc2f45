namespace EdgeMonitor.Uplink;

/// <summary>
/// Waits that double from one failure to the next up to a limit, each drawn between half and all of its length so that many devices
/// do not come back to a restarted broker in step.
/// </summary>
internal sealed class RetryDelay
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Random _random;
    private TimeSpan _next;

    /// <summary>Begins with the first wait.</summary>
    public RetryDelay(TimeSpan first, TimeSpan longest, Random random)
    {
        (_first, _longest, _random) = (first, longest, random);
        _next = first;
    }

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        var drawn = _next * (0.5 + _random.NextDouble() / 2);
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return drawn;
    }

    /// <summary>It worked: the next failure starts again with the first wait.</summary>
    public void Reset() => _next = _first;
}
