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
        var begin = now - TimeSpan.FromSeconds((double)wave.Length / BreathSpectrum.SampleRate);
        var (first, last) = (_count, _count);
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            var at = At(i);
            if (at > now) break;
            if (at >= begin && i < first) first = i;
            last = i;
        }

        if (last >= _count || last - first + 1 < LeastValues) return false;
        // The one before the window begins gives the wave its beginning.
        if (first > Math.Max(0, _count - Kept) && (begin - At(first - 1)).TotalSeconds < LongestHole) first--;
        if ((At(first) - begin).TotalSeconds > LongestHole || (now - At(last)).TotalSeconds > LongestHole) return false;
        for (var i = first + 1; i <= last; i++)
        {
            if ((At(i) - At(i - 1)).TotalSeconds > LongestHole) return false;
        }

        (median, deviation) = Spread(first, last);
        var (middle, reach) = (median, Cut * DeviationPerMedian * deviation);
        var next = first;
        for (var i = 0; i < wave.Length; i++)
        {
            var at = begin + TimeSpan.FromSeconds((double)i / BreathSpectrum.SampleRate);
            while (next <= last && At(next) < at) next++;
            wave[i] = (float)(next == first ? Value(first) : next > last ? Value(last) : Between(next, at));
        }

        return true;

        double Value(long index) => Math.Clamp(_values[index % Kept].Value - middle, -reach, reach);

        double Between(long index, TimeSpan at)
        {
            var part = (at - At(index - 1)) / (At(index) - At(index - 1));
            return Value(index - 1) + part * (Value(index) - Value(index - 1));
        }
    }

    private TimeSpan At(long index) => _values[index % Kept].At;

    /// <summary>The median, and the median deviation from it.</summary>
    private (double Median, double Deviation) Spread(long first, long last)
    {
        Span<double> sorted = stackalloc double[Kept];
        sorted = sorted[..(int)(last - first + 1)];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = _values[(first + i) % Kept].Value;
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = Math.Abs(sorted[i] - median);
        sorted.Sort();
        return (median, sorted[sorted.Length / 2]);
    }
}
