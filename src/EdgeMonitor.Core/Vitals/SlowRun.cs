namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Extreme bradycardia: RR intervals in a row that are all longer than the limit's (CinC 2015: five beats below 40 a minute). It is there with the fourth
/// such interval, or once the run has lasted 6 s: at 30 a minute the fourth one would be late.
/// </summary>
/// <param name="limit">Beats per minute.</param>
internal sealed class SlowRun(double limit)
{
    /// <summary>Intervals between five beats (CinC 2015).</summary>
    private const int Intervals = 4;

    /// <summary>Intervals that a run of <see cref="LongEnough"/> has at least; with fewer it is a pause, and may become asystole. Chosen.</summary>
    private const int LeastIntervals = 2;

    /// <summary>Length of a run that is bradycardia whatever its number of beats (issue: 6 s with a mean rate below the limit).</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(6);

    private readonly TimeSpan _longest = TimeSpan.FromMinutes(1 / limit);
    private TimeSpan? _last;
    private TimeSpan _since;
    private int _count;

    /// <summary>Mean rate of the run so far, beats per minute; null where none is under way.</summary>
    public double? Rate => _count > 0 ? _count / (_last!.Value - _since).TotalMinutes : null;

    /// <summary>True where an interval is known, long or not.</summary>
    public bool Known { get; private set; }

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">After the beat before.</param>
    public void Add(TimeSpan at)
    {
        if (_last is { } last)
        {
            Known = true;
            if (_count == 0) _since = last;
            _count = at - last > _longest ? _count + 1 : 0;
        }

        _last = at;
    }

    /// <summary>True while the heart is that slow.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public bool IsPresentAt(TimeSpan heardUntil)
        => _count >= Intervals || (_count >= LeastIntervals && heardUntil - _since >= LongEnough);

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => (_last, _count, Known) = (null, 0, false);
}
