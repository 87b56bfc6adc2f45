namespace EdgeMonitor.Core.Monitoring;

/// <summary>The last pulses of one wave and whether they are to be trusted; of fixed size.</summary>
internal sealed class PulseRing
{
    /// <summary>Good pulses that are evidence (clinical reference §5).</summary>
    private const int LeastBeats = 3;

    /// <summary>Of so many good pulses one may be spoiled. Chosen: an ectopic beat is, a wave in which many are is no evidence.</summary>
    private const int GoodPerSpoiled = 3;

    /// <summary>Longest over shortest interval of a wave to be trusted (Orphanidou et al. 2015).</summary>
    private const double MostIntervalRatio = 2.2;

    /// <summary>Longest time from the last good pulse for which the heart is taken to beat. Chosen: the interval of 30 beats a minute.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    private readonly (TimeSpan At, bool IsGood)[] _pulses = new (TimeSpan, bool)[32];
    private long _count;

    /// <summary>Takes the next pulse; one that is not after the last one is from a clock that was set, and all before it are forgotten.</summary>
    public void Add(TimeSpan at, bool isGood)
    {
        if (_count > 0 && at <= Pulse(_count - 1).At) _count = 0;
        _pulses[_count++ % _pulses.Length] = (at, isGood);
    }

    public void Clear() => _count = 0;

    /// <summary>What the pulses after a moment show; false where that is no evidence.</summary>
    /// <param name="after">Only pulses after this count.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="beats">Good pulses.</param>
    /// <param name="rate">Pulses a minute.</param>
    /// <param name="newest">The last good one.</param>
    public bool TryRead(TimeSpan after, TimeSpan now, out int beats, out double rate, out TimeSpan newest)
    {
        (beats, rate, newest) = (0, 0, TimeSpan.Zero);
        var (spoiled, shortest, longest) = (0, TimeSpan.MaxValue, TimeSpan.Zero);
        TimeSpan? first = null, last = null;
        for (var i = Math.Max(0, _count - _pulses.Length); i < _count; i++)
        {
            var (at, isGood) = Pulse(i);
            if (at <= after || at > now) continue;
            if (last is { } before)
            {
                if (at - before < shortest) shortest = at - before;
                if (at - before > longest) longest = at - before;
            }

            first ??= at;
            last = at;
            if (!isGood)
            {
                spoiled++;
                continue;
            }

            beats++;
            newest = at;
        }

        if (beats < LeastBeats || spoiled * GoodPerSpoiled > beats || now - newest > LongestSilence || longest > MostIntervalRatio * shortest) return false;
        rate = 60 * (beats + spoiled - 1) / (last!.Value - first!.Value).TotalSeconds;
        return true;
    }

    private (TimeSpan At, bool IsGood) Pulse(long index) => _pulses[index % _pulses.Length];
}
