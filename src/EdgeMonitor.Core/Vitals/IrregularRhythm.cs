namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Says where the heart beats without any order, as in atrial fibrillation: by the coefficient of sample entropy of the last RR intervals (Lake and Moorman,
/// "Accurate estimation of entropy in very short physiological time series: the problem of atrial fibrillation detection in implanted ventricular devices", Am J
/// Physiol Heart Circ Physiol 300, 2011), m = 1, with their least number of matches. Intervals at a ventricular beat do not count. It sees the beats' times only: a
/// sinus rhythm with many atrial beats, or one that breathes strongly, may look the same, and an atrial flutter with an even conduction does not.
/// </summary>
public sealed class IrregularRhythm
{
    /// <summary>Intervals looked at. Chosen on recordings: 32 call more sinus arrhythmia irregular, 64 no less; the authors have 12 and more.</summary>
    private const int Kept = 48;

    /// <summary>Intervals from one judgement to the next. Chosen: the entropy costs a thousand comparisons.</summary>
    private const int Pace = 16;

    /// <summary>
    /// Irregular from this on, and no more below that. The latter is the authors'; the former is chosen on recordings: at −1.4 sinus arrhythmia counts as well, and
    /// of atrial fibrillation hardly anything is lost.
    /// </summary>
    private const double Begins = -1.2, Ends = -1.4;

    /// <summary>Two intervals are alike up to this, s, and so much more for each step that finds too few matches (the authors: 30 ms, five matches).</summary>
    private const float Alike = 0.03f, Widening = 1.25f;

    private const int FewestMatches = 5;

    /// <summary>Intervals further apart are never alike, s: then there is no order.</summary>
    private const float MostAlike = 0.5f;

    /// <summary>Longer is no interval but a pause, or a beat was missed, s. Chosen.</summary>
    private const double Longest = 3;

    private readonly float[] _ring = new float[Kept];
    private long _count;
    private TimeSpan? _last;

    /// <summary>True while it is irregular; null while too few beats have been seen.</summary>
    public bool? IsPresent { get; private set; }

    /// <summary>The coefficient of sample entropy when it was last judged; null before.</summary>
    public double? Entropy { get; private set; }

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">Its time, after that of the beat before.</param>
    /// <param name="isVentricular">True where it is one: neither the interval before it nor the one after it counts.</param>
    public void Add(TimeSpan at, bool isVentricular)
    {
        var interval = at - _last;
        _last = isVentricular ? null : at;
        if (isVentricular || interval is not { } known || known.TotalSeconds is <= 0 or > Longest) return;
        _ring[_count++ % Kept] = (float)known.TotalSeconds;
        if (_count >= Kept && _count % Pace == 0) Judge();
    }

    /// <summary>The next interval is not known; the rhythm before still is.</summary>
    public void ForgetLast() => _last = null;

    /// <summary>Nothing is known of the rhythm before.</summary>
    public void Reset() => (_count, _last, IsPresent, Entropy) = (0, null, null, null);

    private void Judge()
    {
        Span<float> intervals = stackalloc float[Kept];
        var mean = 0f;
        for (var i = 0; i < Kept; i++) mean += (intervals[i] = _ring[(_count + i) % Kept]) / Kept;
        var (radius, pairs, matches) = (Alike, 0, 0);
        for (; ; radius *= Widening)
        {
            (pairs, matches) = Matches(intervals, radius);
            if (matches >= FewestMatches || radius > MostAlike) break;
        }

        var order = (double)Math.Max(1, matches) / Math.Max(1, pairs);
        Entropy = -Math.Log(order) + Math.Log(2 * radius) - Math.Log(mean);
        IsPresent = Entropy > (IsPresent == true ? Ends : Begins);
    }

    /// <summary>Pairs of intervals that are alike, and those of them whose next ones are alike too.</summary>
    private static (int Pairs, int Matches) Matches(ReadOnlySpan<float> intervals, float radius)
    {
        var (pairs, matches) = (0, 0);
        for (var i = 0; i < intervals.Length - 1; i++)
        {
            for (var j = i + 1; j < intervals.Length - 1; j++)
            {
                if (Math.Abs(intervals[i] - intervals[j]) > radius) continue;
                pairs++;
                if (Math.Abs(intervals[i + 1] - intervals[j + 1]) <= radius) matches++;
            }
        }

        return (pairs, matches);
    }
}
