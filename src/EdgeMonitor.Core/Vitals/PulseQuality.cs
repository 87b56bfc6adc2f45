namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Whether a pulse is to be trusted: its shape is that of the pulses before it, it is about as high as they are, it comes at a plausible time, and
/// neither flat stretches nor a jump of the base line spoil it. After Orphanidou et al., "Signal-quality indices for the electrocardiogram and
/// photoplethysmogram", IEEE J Biomed Health Inform 19(3):832–838, 2015 (template correlation, rates 40 to 180, ratio of intervals).
/// <para>
/// Deviations: each pulse is judged when it comes, against the eight before it instead of the mean of a 10 s window, and by the median of the eight
/// correlations, so that three spoiled ones among them do not matter; shapes are compared without their straight line, so that noise on a slow wave
/// is not like itself; up to 200 a minute. What cannot be told: a movement as regular as a pulse and of its shape, as of a tremor or of chest
/// compressions.
/// </para>
/// </summary>
internal sealed class PulseQuality
{
    /// <summary>Least correlation (Orphanidou's threshold for the pleth; unverified).</summary>
    public const double LeastLikeness = 0.86;

    /// <summary>Pulses that it is compared with, and how many must be known.</summary>
    private const int Known = 8, LeastKnown = 4;

    /// <summary>Height over the median of the eight before: lowest and highest. Chosen: breathing and ectopic beats stay inside.</summary>
    private const double LowestHeight = 0.35, HighestHeight = 3;

    /// <summary>The base line may move by this part of the usual height from one pulse to the next. Chosen.</summary>
    private const double MostDrift = 1.2;

    /// <summary>Part of the shape that may stand still: a wave cut off at the top is still a pulse. Chosen.</summary>
    private const double MostStill = 0.5;

    /// <summary>All rises over the pulse's own. Chosen: the dicrotic wave and the pulse before stay below, a tremor of 5 Hz and noise do not.</summary>
    private const double MostUnrest = 1.8;

    /// <summary>Shortest and longest time from the pulse before, s: 200 and (Orphanidou) 40 a minute, less a foot that is not quite sure.</summary>
    private const double ShortestInterval = 0.3, LongestInterval = 1.6;

    private readonly double _sampleRate;
    private readonly float[][] _shapes;
    private readonly double[] _heights = new double[Known];
    private int _count;
    private long _lastFoot;
    private float _lastBase;

    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="length">Samples of a shape.</param>
    public PulseQuality(double sampleRateHz, int length)
    {
        _sampleRate = sampleRateHz;
        _shapes = [.. Enumerable.Range(0, Known).Select(_ => new float[length])];
    }

    /// <summary>Judges the next pulse and keeps it for those to come.</summary>
    /// <param name="pulse">What was read of it.</param>
    /// <param name="shape">Its shape, sum of squares 1; copied.</param>
    public (float Likeness, bool IsGood) Judge(in PulseShape pulse, ReadOnlySpan<float> shape)
    {
        var known = Math.Min(_count, Known);
        var likeness = known < LeastKnown ? 0 : MedianLikeness(shape, known);
        var height = pulse.Peak - pulse.Foot;
        var usual = known < LeastKnown ? height : MedianHeight(known);
        var interval = (pulse.FootIndex - _lastFoot) / _sampleRate;
        var good = likeness >= LeastLikeness && height >= LowestHeight * usual && height <= HighestHeight * usual
            && Math.Abs(pulse.Foot - _lastBase) <= MostDrift * usual && pulse.StillPart <= MostStill
            && pulse.IsWhole && pulse.Unrest <= MostUnrest && interval is >= ShortestInterval and <= LongestInterval;
        shape.CopyTo(_shapes[_count % Known]);
        _heights[_count % Known] = height;
        _count++;
        (_lastFoot, _lastBase) = (pulse.FootIndex, pulse.Foot);
        return ((float)likeness, good);
    }

    /// <summary>Forgets all pulses.</summary>
    public void Reset() => (_count, _lastFoot, _lastBase) = (0, 0, 0);

    private double MedianLikeness(ReadOnlySpan<float> shape, int known)
    {
        Span<double> values = stackalloc double[known];
        for (var i = 0; i < known; i++)
        {
            var other = _shapes[i];
            var sum = 0.0;
            for (var j = 0; j < other.Length; j++) sum += other[j] * shape[j];
            values[i] = sum;
        }

        values.Sort();
        return values[known / 2];
    }

    private double MedianHeight(int known)
    {
        Span<double> values = stackalloc double[known];
        _heights.AsSpan(0, known).CopyTo(values);
        values.Sort();
        return values[known / 2];
    }
}
