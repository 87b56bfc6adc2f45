namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The highest value of each of the last seconds, so that a rapid fall is seen when it happens. (The idea of a rate rule that bypasses an alarm
/// delay is found in oximeters on the market; this one, and its numbers, are this project's.)
/// </summary>
public sealed class FallWatch
{
    /// <summary>Seconds kept: the longest time that can be asked for is one less, 63 s.</summary>
    private const int Kept = 64;

    private readonly double[] _highest = new double[Kept];
    private readonly long[] _second = new long[Kept];

    /// <summary>A watch that has seen nothing.</summary>
    public FallWatch() => Forget();

    /// <summary>Takes a value that can be trusted; times do not go back.</summary>
    public void Add(TimeSpan at, double value)
    {
        var second = SecondOf(at);
        var slot = (int)(second % Kept);
        _highest[slot] = _second[slot] == second ? Math.Max(_highest[slot], value) : value;
        _second[slot] = second;
    }

    /// <summary>How far a value lies below the highest of the time before it; 0 where that was not higher, or nothing is known.</summary>
    /// <param name="at">The value's time.</param>
    /// <param name="value">The value.</param>
    /// <param name="within">The time before it, up to 63 s, in whole seconds.</param>
    public double FallTo(TimeSpan at, double value, TimeSpan within)
    {
        var (now, oldest) = (SecondOf(at), SecondOf(at - within));
        var fall = 0.0;
        for (var i = 0; i < Kept; i++)
        {
            if (_second[i] >= oldest && _second[i] <= now) fall = Math.Max(fall, _highest[i] - value);
        }

        return fall;
    }

    /// <summary>Forgets all that went before.</summary>
    public void Forget() => Array.Fill(_second, long.MinValue);

    private static long SecondOf(TimeSpan at) => Math.Max(0, at.Ticks / TimeSpan.TicksPerSecond);
}
