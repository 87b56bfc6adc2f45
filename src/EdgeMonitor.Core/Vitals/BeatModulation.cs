namespace EdgeMonitor.Core.Vitals;

/// <summary>One number of each heart beat or pulse that breathing changes, as a height or an interval, over the last beats; of fixed size.</summary>
internal sealed class BeatModulation
{
    /// <summary>Values kept: <see cref="DerivedRespiration.WindowSeconds"/> of a heart at 230 a minute.</summary>
    private const int Kept = 160;

    /// <summary>Values that are needed. Chosen: a heart at 30 a minute has twice as many; fewer come through a disturbance.</summary>
    private const int LeastValues = 10;

    /// <summary>Longest time without a value, s: longer ones can hide a breath. Chosen.</summary>
    private const double LongestHole = 4;

    /// <summary>Values are cut off this many standard deviations (of the median deviation) from the median: an ectopic beat is no breath. Chosen.</summary>
    private const double Cut = 3, DeviationPerMedian = 1.4826;

    private readonly (TimeSpan At, double Value)[] _values = new (TimeSpan, double)[Kept];
    private long _count;

    /// <summary>Takes the next beat's value; one that is not after the last is of a clock that was set, and all before it are forgotten.</summary>
    public void Add(TimeSpan at, double value)
    {
        if (_count > 0 && at <= _values[(_count - 1) % Kept].At) _count = 0;
        _values[_count++ % Kept] = (at, value);
    }

    /// <summary>Forgets all.</summary>
    public void Reset() => _count = 0;

    /// <summary>The values as a wave up to a moment, straight from one beat to the next; false where there are too few.</summary>
    /// <param name="now">Time of the sample that would come next.</param>
    /// <param name="wave">Takes it, oldest first, <see cref="BreathSpectrum.SampleRate"/> a second, less its median.</param>
    /// <param name="median">The median of the values.</param>
    /// <param name="deviation">Their median deviation from it.</param>
    public bool TryRead(TimeSpan now, Span<float> wave, out double median, out double deviation)
    {
        (median, deviation) = (0, 0);
        Span<double> times = stackalloc double[Kept], values = stackalloc double[Kept];
        var seconds = (double)wave.Length / BreathSpectrum.SampleRate;
        var known = Take(now, seconds, times, values);
        times = times[^known..];
        values = values[^known..];
        if (known < LeastValues || times[0] > LongestHole || seconds - times[^1] > LongestHole) return false;
        for (var i = 1; i < known; i++)
        {
            if (times[i] - times[i - 1] > LongestHole) return false;
        }

        (median, deviation) = Spread(values);
        var reach = Cut * DeviationPerMedian * deviation;
        for (var i = 0; i < known; i++) values[i] = Math.Clamp(values[i] - median, -reach, reach);
        var next = 0;
        for (var i = 0; i < wave.Length; i++)
        {
            var at = (double)i / BreathSpectrum.SampleRate;
            while (next < known && times[next] < at) next++;
            if (next == 0) wave[i] = (float)values[0];
            else if (next == known) wave[i] = (float)values[^1];
            else wave[i] = (float)(values[next - 1] + (at - times[next - 1]) / (times[next] - times[next - 1]) * (values[next] - values[next - 1]));
        }

        return true;
    }

    /// <summary>Takes the values of the window and the one before it, newest last, to the end of both; gives how many.</summary>
    private int Take(TimeSpan now, double seconds, Span<double> times, Span<double> values)
    {
        var known = 0;
        for (var i = _count - 1; i >= Math.Max(0, _count - Kept); i--)
        {
            var (at, value) = _values[i % Kept];
            if (at > now) continue;
            var time = seconds - (now - at).TotalSeconds;
            if (time < -LongestHole) break;
            known++;
            (times[^known], values[^known]) = (time, value);
            if (time < 0) break;
        }

        return known;
    }

    /// <summary>The median, and the median deviation from it.</summary>
    private static (double Median, double Deviation) Spread(ReadOnlySpan<double> values)
    {
        Span<double> sorted = stackalloc double[Kept];
        sorted = sorted[..values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = Math.Abs(sorted[i] - median);
        sorted.Sort();
        return (median, sorted[sorted.Length / 2]);
    }
}
