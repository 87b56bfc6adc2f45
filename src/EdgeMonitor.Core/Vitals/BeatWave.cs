namespace EdgeMonitor.Core.Vitals;

/// <summary>One beat's wave, 5 ms a point, and what is measured of it.</summary>
internal sealed class BeatWave
{
    /// <summary>Points before and after the fiducial: 120 ms and 200 ms hold a wide complex and the beginning of its ST segment.</summary>
    public const int Before = 24, After = 40, Points = Before + After + 1;

    /// <summary>Points by which two waves may be shifted against each other: ±30 ms, because the fiducial of a wide complex wanders.</summary>
    public const int Slack = 6;

    /// <summary>Delay of the history's low-pass, points.</summary>
    private const double Delay = 1.5;

    private readonly float[] _values = new float[Points];

    /// <summary>mV, the mean removed.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// Equivalent width, ms: the area under the wave, measured from the level before the complex, over its height. A narrow complex has 30 to 80,
    /// a wide one 70 to 180 (recordings). It needs no onset and offset, which noise moves.
    /// </summary>
    public double Width { get; private set; }

    /// <summary>Takes the wave around a beat out of the history; false where it is not at hand.</summary>
    /// <param name="history">The lead.</param>
    /// <param name="at">The fiducial, in steps of the history since the reset.</param>
    public bool Take(LeadHistory history, double at)
    {
        var start = at + Delay - Before;
        var first = (long)Math.Floor(start);
        var last = Math.Min(first + Points, history.Count - 1);
        if (!history.Holds(first, Math.Max(first + Points - Slack, 0))) return false;
        var part = (float)(start - first);
        for (var i = 0; i < Points; i++)
        {
            var (here, next) = (Math.Min(first + i, last), Math.Min(first + i + 1, last));
            _values[i] = history[here] * (1 - part) + history[next] * part;
        }

        Measure();
        return true;
    }

    /// <summary>Copies another wave.</summary>
    public void Set(BeatWave other)
    {
        other._values.CopyTo(_values, 0);
        Width = other.Width;
    }

    /// <summary>Moves this wave a part of the way to another.</summary>
    public void Learn(BeatWave other, double part)
    {
        for (var i = 0; i < Points; i++) _values[i] += (float)part * (other._values[i] - _values[i]);
        Width += part * (other.Width - Width);
    }

    /// <summary>
    /// How far another wave is from this one at the shift at which they correlate best: the correlation, and the area between them as a part of the
    /// area of this one (as in Hamilton's beat matching, 2002): it sees the amplitude as well.
    /// </summary>
    public (double Correlation, double Difference) Compare(BeatWave other)
    {
        var (best, bestShift) = (-1.0, 0);
        var mine = _values.AsSpan(Slack, Points - 2 * Slack);
        for (var shift = -Slack; shift <= Slack; shift++)
        {
            var correlation = Correlation(mine, other._values.AsSpan(Slack + shift, mine.Length));
            if (correlation > best) (best, bestShift) = (correlation, shift);
        }

        return (best, Difference(mine, other._values.AsSpan(Slack + bestShift, mine.Length)));
    }

    private static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (meanA, meanB) = (Mean(a), Mean(b));
        var (powerA, powerB, product) = (0f, 0f, 0f);
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i] - meanA, b[i] - meanB);
            powerA += x * x;
            powerB += y * y;
            product += x * y;
        }

        var power = (double)powerA * powerB;
        return power > 0 ? product / Math.Sqrt(power) : 0;
    }

    private static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (meanA, meanB) = (Mean(a), Mean(b));
        var (between, area) = (0f, 0f);
        for (var i = 0; i < a.Length; i++)
        {
            between += Math.Abs(b[i] - meanB - (a[i] - meanA));
            area += Math.Abs(a[i] - meanA);
        }

        return area > 0 ? between / area : double.MaxValue;
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private void Measure()
    {
        var level = _values[OnsetOf()];
        var (height, area) = (0f, 0f);
        for (var i = 8; i < Points - 4; i++)
        {
            var value = Math.Abs(_values[i] - level);
            height = Math.Max(height, value);
            area += value;
        }

        Width = height > 0 ? area / height * 1000 / LeadHistory.Rate : 0;
    }

    /// <summary>The point just before the complex: back from its steepest slope until the wave is quiet for 20 ms.</summary>
    private int OnsetOf()
    {
        const double quietPart = 0.15; // chosen on recordings
        const int quietPoints = 4;
        var (steepest, at) = (0f, Before);
        for (var i = 5; i < 50; i++)
        {
            if (SlopeAt(i) > steepest) (steepest, at) = (SlopeAt(i), i);
        }

        var (onset, quiet) = (at, 0);
        for (var i = at; i >= 2 && quiet < quietPoints; i--)
        {
            quiet = SlopeAt(i) < quietPart * steepest ? quiet + 1 : 0;
            if (quiet == 0) onset = i;
        }

        return Math.Max(0, onset - 2);
    }

    private float SlopeAt(int point) => Math.Abs(_values[point + 2] - _values[point - 2]);
}
