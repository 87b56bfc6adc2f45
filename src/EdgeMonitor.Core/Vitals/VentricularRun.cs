namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Ventricular tachycardia: so many ventricular beats in a row above the limit's rate (CinC 2015: five above 100 a minute). Against artefacts, which give such
/// runs as well, the run must be even, and one of its beats must look like others before: a run that is uneven and always changes its shape is for the
/// <see cref="FibrillationDetector"/>. It is over with three other beats in a row, or when no beat has come for 3 s (both chosen: a single capture
/// or a missed beat does not end it).
/// </summary>
/// <param name="beats">Beats of a run, 3 to 12.</param>
/// <param name="limit">Beats per minute.</param>
public sealed class VentricularRun(int beats, double limit)
{
    /// <summary>Longest interval of the run over its shortest. Chosen: one missed beat, or one seen twice, is still even.</summary>
    private const double Evenness = 2;

    /// <summary>Beats that one of the run must look like. Chosen on recordings: artefacts seldom have three of a kind.</summary>
    private const int AlikeBeats = 3;

    private const int EndingBeats = 3;
    private static readonly TimeSpan EndingPause = TimeSpan.FromSeconds(3);

    private readonly TimeSpan[] _times = new TimeSpan[beats];
    private readonly int[] _alike = new int[beats];
    private int _count;
    private int _next;
    private int _others;
    private TimeSpan? _last;

    /// <summary>Mean rate of the last beats of the run, beats per minute; null while it is shorter.</summary>
    public double? Rate { get; private set; }

    /// <summary>True while it is there.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>True where it is known whether it is there: enough beats have been seen.</summary>
    public bool Known { get; private set; }

    /// <summary>Takes the next beat.</summary>
    public void Add(TimeSpan at, BeatJudgement beat)
    {
        _last = at;
        if (beat.Class != BeatClass.Ventricular)
        {
            (_count, Rate) = (0, null);
            if (beat.Class == BeatClass.Normal && ++_others >= EndingBeats) End();
            return;
        }

        _others = 0;
        (_times[_next], _alike[_next]) = (at, beat.Alike);
        _next = (_next + 1) % beats;
        _count = Math.Min(_count + 1, beats);
        if (_count < beats) return;
        // The ring is full: the place of the next beat holds the oldest.
        Rate = (beats - 1) / (at - _times[_next]).TotalMinutes;
        if (Rate > limit && IsEven() && _alike.Max() >= AlikeBeats) (IsPresent, Known) = (true, true);
    }

    /// <summary>Ends it where no beat has come for too long.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public void EndAt(TimeSpan heardUntil)
    {
        if (_last is { } last && heardUntil - last > EndingPause) End();
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => (_count, _others, Rate, IsPresent, Known, _last) = (0, 0, null, false, false, null);

    private bool IsEven()
    {
        var (shortest, longest) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var i = 1; i < beats; i++)
        {
            var interval = _times[(_next + i) % beats] - _times[(_next + i - 1) % beats];
            if (interval < shortest) shortest = interval;
            if (interval > longest) longest = interval;
        }

        return longest <= Evenness * shortest;
    }

    private void End() => (IsPresent, Known, _count, Rate) = (false, true, 0, null);
}
