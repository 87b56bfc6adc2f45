using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The pulse rate of one wave: the mean of the latest intervals between two good pulses that follow each other, those apart that are far from their median. Movement
/// spoils many pulses of a pleth and makes up others; a rate of all of them follows the movement. Where too few good ones came lately, the median of all pulses stands
/// in, and is said to be poor. Time is an argument.
/// </summary>
public sealed class PulseRate
{
    /// <summary>Intervals in the mean. Chosen: 10 s at 96 a minute, in the middle of what oximeters offer (2 to 16 s); on all recordings at hand nearer to their number than 8 or 12.</summary>
    private const int Averaged = 16;

    /// <summary>Intervals needed. Chosen: as of the ECG.</summary>
    private const int LeastIntervals = 4;

    /// <summary>
    /// Intervals count that are within this part of the median. Chosen: the pulses of atrial fibrillation differ by a third, a missed pulse makes a double interval.
    /// </summary>
    private const double ShortestPart = 0.7, LongestPart = 1.4;

    /// <summary>Older intervals do not count. Chosen: a movement is over by then, and a heart does not change its rate much before an alarm of the ECG would say so.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(20);

    private readonly (TimeSpan At, TimeSpan Length)[] _intervals = new (TimeSpan, TimeSpan)[Averaged];
    private readonly HeartRate _all = new();
    private long _count;
    private TimeSpan? _lastGood;

    /// <summary>Takes the next pulse; one that is not after the last one is left out.</summary>
    /// <param name="at">Time of its foot.</param>
    /// <param name="isGood">Whether it is to be trusted (as <see cref="Pulse.IsGood"/> says).</param>
    public void Add(TimeSpan at, bool isGood)
    {
        if (at <= _all.LastBeat) return;
        _all.Add(at);
        if (isGood && at - _lastGood is { } interval) _intervals[_count++ % Averaged] = (at, interval);
        _lastGood = isGood ? at : null;
    }

    /// <summary>The rate now, pulses a minute.</summary>
    public VitalValue At(TimeSpan now)
    {
        // Where no pulse comes at all a number would hide it.
        var all = _all.MedianAt(now);
        if (all.Value is null) return all;
        Span<TimeSpan> sorted = stackalloc TimeSpan[Averaged];
        var known = 0;
        for (var i = Math.Max(0, _count - Averaged); i < _count; i++)
        {
            var (at, length) = _intervals[i % Averaged];
            if (now - at <= MostAge) sorted[known++] = length;
        }

        if (known < LeastIntervals) return VitalValue.Valid(all.Value.Value, SignalQuality.Poor);
        sorted = sorted[..known];
        sorted.Sort();
        var median = (sorted[(known - 1) / 2] + sorted[known / 2]) / 2;
        var (sum, used) = (TimeSpan.Zero, 0);
        foreach (var length in sorted)
        {
            if (length < ShortestPart * median || length > LongestPart * median) continue;
            sum += length;
            used++;
        }

        if (used == 0) (sum, used) = (median, 1);
        return VitalValue.Valid(60 * used / sum.TotalSeconds, all.Quality == SignalQuality.Poor ? SignalQuality.Marginal : SignalQuality.Good);
    }

    /// <summary>Forgets all pulses, as after a gap.</summary>
    public void Reset()
    {
        _all.Reset();
        (_count, _lastGood) = (0, null);
    }
}
