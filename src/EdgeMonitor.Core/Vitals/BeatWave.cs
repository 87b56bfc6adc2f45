namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// One beat's wave, or the mean wave of a kind of beats: 5 ms a point, mV, oldest first, from 300 ms before the fiducial (the P wave) to 320 ms after it (most of
/// the T wave), and what is measured of it.
/// </summary>
internal sealed class BeatWave
{
    /// <summary>Points before and after the fiducial.</summary>
    public const int Before = 60, After = 64, Points = Before + After + 1;

    /// <summary>Points by which two waves may be shifted against each other: ±30 ms, because the fiducial of a wide complex wanders.</summary>
    public const int Slack = 6;

    /// <summary>The complex, points: 90 ms before the fiducial to 175 ms after it hold a wide one.</summary>
    private const int ComplexFirst = Before - 18, ComplexEnd = Before + 35, ComplexLength = ComplexEnd - ComplexFirst;

    /// <summary>Where a P wave lies, points: 250 to 80 ms before the fiducial.</summary>
    private const int PFirst = Before - 50, PEnd = Before - 16;

    /// <summary>Where the T wave begins and rises, points: 140 to 280 ms after the fiducial.</summary>
    private const int TFirst = Before + 28, TEnd = Before + 56;

    /// <summary>Delay of the history's low-pass, points.</summary>
    private const double Delay = 1.5;

    private readonly float[] _values = new float[Points];

    /// <summary>
    /// Equivalent width, ms: the area under the wave, measured from the level before the complex, over its height. A narrow complex has 30 to 80,
    /// a wide one 70 to 180 (recordings). It needs no offset, which noise moves.
    /// </summary>
    public double Width { get; private set; }

    /// <summary>Highest minus lowest value of the complex, mV, above 0.</summary>
    public double Height { get; private set; }

    /// <summary>Its largest deflection from the level before it, mV, with its sign.</summary>
    public double Peak { get; private set; }

    /// <summary>Its steepest slope, mV in 20 ms.</summary>
    public double Slope { get; private set; }

    /// <summary>Time from the onset of the complex to its offset, ms.</summary>
    public double Duration { get; private set; }

    /// <summary>Time from the onset of the complex to the fiducial, ms.</summary>
    public double Rise { get; private set; }

    /// <summary>Roughness before the complex: mean second difference over the height. Noise has much.</summary>
    public double Roughness { get; private set; }

    private double Level { get; set; }

    /// <summary>Takes the wave around a beat out of the history; false where it is not at hand.</summary>
    /// <param name="history">The lead.</param>
    /// <param name="at">The fiducial, in steps of the history since the reset.</param>
    public bool Take(LeadHistory history, double at)
    {
        var start = at + Delay - Before;
        var first = (long)Math.Floor(start);
        var (oldest, newest) = (Math.Max(0, history.Count - LeadHistory.Length), history.Count - 1);
        // The first beat after a reset may lack its P wave, but not its complex.
        if (first + Before / 2 < oldest || first + ComplexEnd > newest) return false;
        var part = (float)(start - first);
        for (var i = 0; i < Points; i++)
        {
            var (here, next) = (Math.Clamp(first + i, oldest, newest), Math.Clamp(first + i + 1, oldest, newest));
            _values[i] = history[here] * (1 - part) + history[next] * part;
        }

        Measure();
        return true;
    }

    /// <summary>Copies another wave.</summary>
    public void Set(BeatWave other)
    {
        other._values.CopyTo(_values, 0);
        Measure();
    }

    /// <summary>Moves this wave a part of the way to another one.</summary>
    /// <param name="other">The other wave.</param>
    /// <param name="shift">The shift at which both correlate best, points.</param>
    /// <param name="part">The part of the way, 0 to 1.</param>
    public void Learn(BeatWave other, int shift, double part)
    {
        for (var i = 0; i < Points; i++) _values[i] += (float)part * (other._values[Math.Clamp(i + shift, 0, Points - 1)] - _values[i]);
        Measure();
    }

    /// <summary>
    /// How far the complex of another wave is from this one's at the shift at which they correlate best: the correlation, the area between them as
    /// a part of the area of this one (as in Hamilton's beat matching, 2002), which sees the amplitude as well.
    /// </summary>
    public WaveMatch Compare(BeatWave other)
    {
        Span<float> mine = stackalloc float[ComplexLength];
        var mean = Mean(_values, ComplexFirst, ComplexEnd);
        var (power, area) = (0f, 0f);
        for (var i = 0; i < ComplexLength; i++)
        {
            mine[i] = _values[ComplexFirst + i] - mean;
            power += mine[i] * mine[i];
            area += Math.Abs(mine[i]);
        }

        if (power <= 0) return new(0, double.MaxValue, 0);
        var (best, bestShift) = (-2.0, 0);
        for (var shift = -Slack; shift <= Slack; shift++)
        {
            var (product, sum, squares) = (0f, 0f, 0f);
            var theirs = other._values.AsSpan(ComplexFirst + shift, ComplexLength);
            for (var i = 0; i < theirs.Length; i++)
            {
                product += mine[i] * theirs[i];
                sum += theirs[i];
                squares += theirs[i] * theirs[i];
            }

            var otherPower = squares - sum * sum / ComplexLength;
            var correlation = otherPower > 0 ? product / Math.Sqrt((double)power * otherPower) : 0;
            if (correlation > best) (best, bestShift) = (correlation, shift);
        }

        var otherMean = Mean(other._values, ComplexFirst + bestShift, ComplexEnd + bestShift);
        var between = 0f;
        for (var i = 0; i < ComplexLength; i++) between += Math.Abs(other._values[ComplexFirst + bestShift + i] - otherMean - mine[i]);
        return new(best, between / area, bestShift);
    }

    /// <summary>
    /// How the place of the P wave of another wave looks beside this one's: the correlation, the mean distance as a tenth of the height of this one's
    /// complex, and the natural logarithm of the ratio of the amplitudes, −3 to 3.
    /// </summary>
    public (double Correlation, double Difference, double Energy) ComparePWave(BeatWave other, int shift)
    {
        var (mean, otherMean) = (Mean(_values, PFirst, PEnd), Mean(other._values, PFirst + shift, PEnd + shift));
        var (product, power, otherPower, difference) = (0.0, 1e-9, 1e-9, 0.0);
        for (var i = PFirst; i < PEnd; i++)
        {
            var (a, b) = (_values[i] - mean, other._values[i + shift] - otherMean);
            product += a * b;
            power += a * a;
            otherPower += b * b;
            difference += Math.Abs(a - b);
        }

        return (product / Math.Sqrt(power * otherPower), 10 * difference / (PEnd - PFirst) / Height, Math.Clamp(0.5 * Math.Log(otherPower / power), -3, 3));
    }

    /// <summary>Mean of the T wave's beginning over the level before the complex, as a part of the complex's height.</summary>
    public double TWave(int shift) => (Mean(_values, TFirst + shift, TEnd + shift) - Level) / Height;

    private static float Mean(float[] values, int first, int end)
    {
        var sum = 0f;
        for (var i = first; i < end; i++) sum += values[i];
        return sum / (end - first);
    }

    private void Measure()
    {
        var (onset, offset) = Edges();
        Level = _values[onset];
        var (lowest, highest, area) = (float.MaxValue, float.MinValue, 0f);
        for (var i = Before - 16; i < Before + 37; i++)
        {
            var value = _values[i] - (float)Level;
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            area += Math.Abs(value);
        }

        const double leastHeight = 1e-3; // mV: a flat wave has no shape, and must not divide by 0
        Height = Math.Max(leastHeight, highest - lowest);
        Peak = highest > -lowest ? highest : lowest;
        Width = area / Math.Max(leastHeight, Math.Abs(Peak)) * 1000 / LeadHistory.Rate;
        Duration = (offset - onset) * 1000.0 / LeadHistory.Rate;
        Rise = (Before - onset) * 1000.0 / LeadHistory.Rate;
        var rough = 0f;
        for (var i = Before - 44; i < Before - 14; i++) rough += Math.Abs(_values[i + 1] - 2 * _values[i] + _values[i - 1]);
        Roughness = rough / 30 / Height;
    }

    /// <summary>The points just before and behind the complex: from its steepest slope until the wave is quiet for 20 ms, and for 25 ms.</summary>
    private (int Onset, int Offset) Edges()
    {
        const double quietPart = 0.15; // chosen on recordings
        const int quietBefore = 4, quietAfter = 5;
        var (steepest, at) = (0f, Before);
        for (var i = Before - 22; i < Before + 26; i++)
        {
            if (SlopeAt(i) > steepest) (steepest, at) = (SlopeAt(i), i);
        }

        var (onset, offset, quiet) = (at, at, 0);
        for (var i = at; i >= Before - 36 && quiet < quietBefore; i--)
        {
            quiet = SlopeAt(i) < quietPart * steepest ? quiet + 1 : 0;
            if (quiet == 0) onset = i;
        }

        quiet = 0;
        for (var i = at; i <= Before + 50 && quiet < quietAfter; i++)
        {
            quiet = SlopeAt(i) < quietPart * steepest ? quiet + 1 : 0;
            if (quiet == 0) offset = i;
        }

        Slope = steepest;
        return (onset - 2, offset + 2);
    }

    private float SlopeAt(int point) => Math.Abs(_values[point + 2] - _values[point - 2]);
}

/// <summary>How two complexes agree.</summary>
/// <param name="Correlation">−1 … 1, at the best shift.</param>
/// <param name="Difference">Area between them over the area of the first; 0 where they are the same.</param>
/// <param name="Shift">The best shift, points.</param>
internal readonly record struct WaveMatch(double Correlation, double Difference, int Shift);
