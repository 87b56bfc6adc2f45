namespace EdgeMonitor.Acquisition;

/// <summary>How long to wait before a failed link is opened again: twice as long each time, up to a bound, a little shorter by chance so that
/// several sensors that lost one hub do not all come back in the same instant.</summary>
/// <param name="jitter">Source of chance; seeded in tests.</param>
internal sealed class Backoff(Random jitter)
{
    /// <summary>The first wait (chosen: because a USB adapter is back about 0.2 s after it was plugged in).</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait (chosen: with the opening and the first frames a curve is back within 3 s after its cable).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Most by which chance shortens a wait, as a fraction of it.</summary>
    public const double Jitter = 0.2;

    private TimeSpan _next = First;

    /// <summary>The next wait; each one is longer than the last, up to <see cref="Longest"/>.</summary>
    public TimeSpan Next()
    {
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait * (1 - Jitter * jitter.NextDouble());
    }

    /// <summary>The link was well: the next wait is the first one again.</summary>
    public void Reset() => _next = First;
}
