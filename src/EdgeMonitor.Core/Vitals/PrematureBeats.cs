namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Tells supraventricular premature beats (S of ANSI/AAMI EC57) from normal ones by their time alone: a beat that is not ventricular and comes clearly before it is
/// due in a rhythm that is even. The rhythm is the median of the last RR intervals and their median deviation from it, so that neither the early beats nor the pauses
/// behind them spoil it. In an irregular rhythm, as atrial fibrillation, no beat is early. Own; de Chazal, O'Dwyer and Reilly (IEEE Trans Biomed Eng 51, 2004) found
/// as well that the RR intervals tell most of this class.
/// </summary>
public sealed class PrematureBeats
{
    /// <summary>Intervals remembered. Chosen on recordings of 24, 32 and 48: the longest, because runs of early beats must stay few among them.</summary>
    private const int Kept = 48;

    /// <summary>Intervals from which the rhythm is known. Chosen: a third of them.</summary>
    private const int Fewest = 16;

    /// <summary>A beat is early from this part of the usual interval. Chosen on recordings: 0.84 to 0.9 differ little.</summary>
    private const double Early = 0.88;

    /// <summary>And from so many median deviations (of the logarithm). Chosen on recordings of 4, 5 and 6: 4 calls twice as many beats of an uneven rhythm early.</summary>
    private const double Deviations = 5;

    /// <summary>A shorter interval counts as this, s: it has a logarithm.</summary>
    private const float Shortest = 0.1f;

    private readonly float[] _intervals = new float[Kept];
    private readonly float[] _sorted = new float[Kept];
    private long _count;
    private bool _wasEarly;
    private TimeSpan? _last;

    /// <summary>Takes the next beat; true where it is early. After an early one the next in the same hurry is early as well, however uneven a run is.</summary>
    /// <param name="at">Its time, after that of the beat before.</param>
    public bool Add(TimeSpan at)
    {
        if (_last is not { } last)
        {
            _last = at;
            return false;
        }

        _last = at;
        var interval = (float)(at - last).TotalSeconds;
        var isEarly = IsEarly(interval);
        Learn(interval);
        return _wasEarly = isEarly;
    }

    /// <summary>The next interval is not known; the rhythm before still is.</summary>
    public void ForgetLast() => (_last, _wasEarly) = (null, false);

    /// <summary>Nothing is known of the rhythm before.</summary>
    public void Reset()
    {
        ForgetLast();
        _count = 0;
    }

    private bool IsEarly(float interval)
    {
        if (_count < Fewest || interval <= 0) return false;
        var known = (int)Math.Min(_count, Kept);
        var median = _sorted[known / 2];
        if (interval >= Early * median) return false;
        if (_wasEarly) return true;
        Span<float> deviations = stackalloc float[Kept];
        for (var i = 0; i < known; i++) deviations[i] = MathF.Abs(MathF.Log(_sorted[i] / median));
        deviations[..known].Sort();
        return Math.Log(median / interval) > Deviations * deviations[known / 2];
    }

    /// <summary>The new interval takes the place of the oldest one, in the ring and in the order of length.</summary>
    private void Learn(float interval)
    {
        interval = Math.Max(Shortest, interval);
        var known = (int)Math.Min(_count, Kept);
        ref var oldest = ref _intervals[_count++ % Kept];
        var place = known;
        if (known == Kept)
        {
            place = Array.BinarySearch(_sorted, oldest);
            known--;
        }

        for (; place > 0 && _sorted[place - 1] > interval; place--) _sorted[place] = _sorted[place - 1];
        for (; place < known && _sorted[place + 1] < interval; place++) _sorted[place] = _sorted[place + 1];
        _sorted[place] = oldest = interval;
    }
}
