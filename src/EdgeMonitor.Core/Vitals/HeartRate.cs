using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The heart rate from beat times: an average to display and a median for alarm limits. Time is an argument. Beats of the ECG or pulses alike.
/// </summary>
public sealed class HeartRate
{
    /// <summary>RR intervals in the displayed average; see <see cref="AverageAt"/>. Source: a bedside monitor's manual (Philips MP2).</summary>
    public const int AveragedIntervals = 12;

    /// <summary>RR intervals in the average of a slow heart. Same source.</summary>
    public const int AveragedSlowIntervals = 4;

    /// <summary>
    /// RR intervals in the median. Chosen: two ectopic beats with their pauses, or two missed beats, in eight leave it where it was.
    /// </summary>
    public const int MedianIntervals = 8;

    /// <summary>Intervals needed before there is any value. Chosen: the smallest average.</summary>
    private const int LeastIntervals = 4;

    /// <summary>Consecutive intervals that must be slow. Same manual.</summary>
    private const int SlowInARow = 3;

    /// <summary>Part of the intervals near the median (within ±20 %) from which the rhythm counts as clear, and as usable. Chosen.</summary>
    private const double GoodPart = 0.75, MarginalPart = 0.5, Near = 0.2;

    private readonly TimeSpan[] _intervals = new TimeSpan[AveragedIntervals];
    private int _count;
    private int _next;
    private TimeSpan? _last;

    /// <summary>An interval above this is slow.</summary>
    public static TimeSpan SlowInterval { get; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>Without a beat for this long the value is stale. Chosen: the usual time to asystole.</summary>
    public static TimeSpan StaleAfter { get; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// An interval longer than this is no RR interval and the series begins anew. Chosen: above the longest time to asystole that a limit
    /// may have (6 s) and the detector's delay, so that a heart too fast for asystole has a rate, however slow it is.
    /// </summary>
    public static TimeSpan LongestInterval { get; } = TimeSpan.FromSeconds(7);

    /// <summary>The last beat's time; null before the first and after a reset.</summary>
    public TimeSpan? LastBeat => _last;

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">Time of its R peak, on the monitor's line; after that of the beat before.</param>
    /// <exception cref="ArgumentOutOfRangeException">The beat is not after the last one.</exception>
    public void Add(TimeSpan at)
    {
        if (_last is { } last)
        {
            if (at <= last) throw new ArgumentOutOfRangeException(nameof(at), at, "A beat comes after the beat before.");
            if (at - last > LongestInterval)
            {
                _count = 0;
            }
            else
            {
                _intervals[_next] = at - last;
                _next = (_next + 1) % _intervals.Length;
                _count = Math.Min(_count + 1, _intervals.Length);
            }
        }

        _last = at;
    }

    /// <summary>
    /// The average rate to display, beats per minute: over the 12 latest RR intervals, or the 4 latest when the 3 latest are all slow; over
    /// fewer, but at least 4, soon after the start.
    /// </summary>
    public VitalValue AverageAt(TimeSpan now)
    {
        if (MissingAt(now) is { } reason) return VitalValue.Missing(reason);
        var slow = true;
        for (var back = 0; back < SlowInARow; back++) slow &= Interval(back) > SlowInterval;
        var used = slow ? AveragedSlowIntervals : _count;
        var sum = TimeSpan.Zero;
        for (var back = 0; back < used; back++) sum += Interval(back);
        return VitalValue.Valid(60 * used / sum.TotalSeconds, Quality());
    }

    /// <summary>The rate of the median of the 8 latest RR intervals, beats per minute; of fewer, but at least 4, soon after the start.</summary>
    public VitalValue MedianAt(TimeSpan now)
        => MissingAt(now) is { } reason ? VitalValue.Missing(reason) : VitalValue.Valid(60 / Median().TotalSeconds, Quality());

    /// <summary>Forgets all beats, as after a gap.</summary>
    public void Reset() => (_count, _next, _last) = (0, 0, null);

    private NoData? MissingAt(TimeSpan now)
    {
        if (_last is { } last && now - last > StaleAfter) return NoData.Stale;
        return _count < LeastIntervals ? NoData.Starting : null;
    }

    private TimeSpan Interval(int back) => _intervals[(_next - 1 - back + 2 * _intervals.Length) % _intervals.Length];

    private TimeSpan Median()
    {
        Span<TimeSpan> sorted = stackalloc TimeSpan[MedianIntervals];
        sorted = sorted[..Math.Min(_count, MedianIntervals)];
        for (var back = 0; back < sorted.Length; back++) sorted[back] = Interval(back);
        sorted.Sort();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private SignalQuality Quality()
    {
        var median = Median();
        var used = Math.Min(_count, MedianIntervals);
        var near = 0;
        for (var back = 0; back < used; back++)
        {
            if ((Interval(back) - median).Duration() <= Near * median) near++;
        }

        return near >= GoodPart * used ? SignalQuality.Good : near >= MarginalPart * used ? SignalQuality.Marginal : SignalQuality.Poor;
    }
}
