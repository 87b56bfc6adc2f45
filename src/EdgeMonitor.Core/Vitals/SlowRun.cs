namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Extreme bradycardia: five beats in a row below the limit (CinC 2015: 40 a minute). It is there when the mean of four intervals is that long,
/// none of them shorter than three quarters of the limit's (chosen: a single pause is no bradycardia, an uneven slow heart is); or once intervals all longer than the
/// limit's have lasted 6 s: at 30 a minute the fourth one would be late.
/// </summary>
/// <param name="limit">Beats per minute.</param>
public sealed class SlowRun(double limit)
{
    /// <summary>Intervals between five beats (CinC 2015).</summary>
    private const int Intervals = 4;

    /// <summary>An interval shorter than this part of the limit's ends the run.</summary>
    private const double ShortestPart = 0.75;

    /// <summary>Intervals that a run of <see cref="LongEnough"/> has at least; with fewer it is a pause, and may become asystole. Chosen.</summary>
    private const int LeastLongIntervals = 2;

    /// <summary>Length of a run that is bradycardia whatever its number of beats: 6 s with a mean rate below the limit.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(6);

    private readonly TimeSpan _longest = TimeSpan.FromMinutes(1 / limit);
    private readonly TimeSpan[] _times = new TimeSpan[Intervals + 1];
    private int _count;
    private int _next;
    private int _longIntervals;
    private TimeSpan _longSince;

    /// <summary>Mean rate of the last intervals of the run, at most four, beats per minute; null where none is under way.</summary>
    public double? Rate => _count < 2 ? null : Used / (Back(0) - Back(Used)).TotalMinutes;

    /// <summary>True where an interval is known, long or not.</summary>
    public bool Known { get; private set; }

    private int Used => Math.Min(_count - 1, Intervals);

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">After the beat before.</param>
    public void Add(TimeSpan at)
    {
        if (_count > 0)
        {
            var interval = at - Back(0);
            Known = true;
            if (_longIntervals == 0) _longSince = Back(0);
            _longIntervals = interval > _longest ? _longIntervals + 1 : 0;
            if (interval < ShortestPart * _longest) _count = 0;
        }

        _times[_next] = at;
        _next = (_next + 1) % _times.Length;
        _count = Math.Min(_count + 1, _times.Length);
    }

    /// <summary>True while the heart is that slow.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public bool IsPresentAt(TimeSpan heardUntil)
        => (Used == Intervals && Rate < limit) || (_longIntervals >= LeastLongIntervals && heardUntil - _longSince >= LongEnough);

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => (_count, _longIntervals, Known) = (0, 0, false);

    private TimeSpan Back(int beats) => _times[(_next - 1 - beats + 2 * _times.Length) % _times.Length];
}
