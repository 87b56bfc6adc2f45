namespace EdgeMonitor.Core.Vitals;

/// <summary>The newest beats of one detector, as sample indices; the oldest goes where there is no room.</summary>
internal sealed class BeatTimes
{
    /// <summary>Beats kept: 12 s at 300 a minute.</summary>
    private const int Kept = 64;

    private readonly long[] _times = new long[Kept];
    private long _count;

    /// <summary>Takes a beat.</summary>
    public void Add(long index) => _times[_count++ % Kept] = index;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>How many lie from one index up to another.</summary>
    public int CountIn(long from, long to)
    {
        var count = 0;
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            if (_times[i % Kept] >= from && _times[i % Kept] < to) count++;
        }

        return count;
    }

    /// <summary>How many of them have one of the other's within a distance; no beat of the other stands for two.</summary>
    public int MatchedIn(long from, long to, BeatTimes other, double distance)
    {
        var (count, next) = (0, Math.Max(0, other._count - Kept));
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            var at = _times[i % Kept];
            if (at < from || at >= to) continue;
            while (next < other._count && other._times[next % Kept] < at - distance) next++;
            if (next == other._count || other._times[next % Kept] > at + distance) continue;
            count++;
            next++;
        }

        return count;
    }
}
