namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Extreme tachycardia: so many beats in a row whose mean rate is above the limit. CinC 2015 says 17 beats. Deviation: 13, because the mean of 12
/// intervals is the rate that a monitor shows (<see cref="HeartRate.AveragedIntervals"/>), and most of the true alarms of that set come before the
/// seventeenth beat; and the mean decides, not each interval, so that neither a missed beat nor the uneven intervals of atrial fibrillation hide it. An
/// interval longer than one and a half times the limit's ends the run.
/// </summary>
/// <param name="limit">Beats per minute.</param>
public sealed class FastRun(double limit)
{
    /// <summary>Beats of a run.</summary>
    private const int Beats = HeartRate.AveragedIntervals + 1;

    /// <summary>An interval this many times the limit's ends the run. Chosen: a missed beat makes two.</summary>
    private const double LongestFactor = 1.5;

    private readonly TimeSpan _longest = TimeSpan.FromMinutes(LongestFactor / limit);
    private readonly TimeSpan[] _times = new TimeSpan[Beats];
    private int _count;
    private int _next;

    /// <summary>Mean rate of the run's last beats, beats per minute; null while the run is shorter.</summary>
    public double? Rate => _count < Beats ? null : (Beats - 1) / (Back(0) - Back(Beats - 1)).TotalMinutes;

    /// <summary>True while the heart is that fast.</summary>
    public bool IsPresent => Rate > limit;

    /// <summary>True where it is known that the heart is not that fast: the run is long enough to judge, or an interval ended it.</summary>
    public bool Known { get; private set; }

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">After the beat before.</param>
    public void Add(TimeSpan at)
    {
        EndAt(at);
        _times[_next] = at;
        _next = (_next + 1) % Beats;
        _count = Math.Min(_count + 1, Beats);
        Known |= _count == Beats;
    }

    /// <summary>Ends the run where the last beat lies too far back.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public void EndAt(TimeSpan heardUntil)
    {
        if (_count == 0 || heardUntil - Back(0) <= _longest) return;
        (_count, Known) = (0, true);
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => (_count, Known) = (0, false);

    private TimeSpan Back(int beats) => _times[(_next - 1 - beats + 2 * Beats) % Beats];
}
