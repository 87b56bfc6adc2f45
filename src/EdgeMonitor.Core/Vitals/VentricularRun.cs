namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Ventricular tachycardia: so many ventricular beats in a row above the limit's rate (CinC 2015: five above 100 a minute). Against artefacts, which give such
/// runs as well, the run must be even, two of its beats ventricular beyond doubt, and one must look like others before: a run that is uneven and always changes its shape is for the
/// <see cref="FibrillationDetector"/>. It is over with three other beats in a row, when no beat has come for 3 s (both chosen: a single capture
/// or a missed beat does not end it), or when no such run has been seen for 10 s: what goes on then is something else, as an artefact that never looks the same.
/// </summary>
/// <param name="beats">Beats of a run, 3 to 12.</param>
/// <param name="limit">Beats per minute.</param>
public sealed class VentricularRun(int beats, double limit)
{
    /// <summary>Longest interval of the run over its shortest (as of pulses: Orphanidou et al. 2015): one missed beat, or one seen twice, is still even.</summary>
    private const double Evenness = 2.2;

    /// <summary>Beats that one of the run must look like. Chosen on recordings: artefacts seldom have three of a kind.</summary>
    private const int AlikeBeats = 3;

    /// <summary>
    /// Beats of a run that must be ventricular by themselves; the others need only fit it (<see cref="BeatJudgement.FitsRun"/>). Chosen on recordings: one less
    /// lets more artefacts through, one more loses a tachycardia whose first beats look conducted.
    /// </summary>
    private const int VentricularBeats = 2;

    private const int EndingBeats = 3;
    private static readonly TimeSpan EndingPause = TimeSpan.FromSeconds(3);

    /// <summary>A run counts for this long. Chosen: the window in which the quality of a lead is judged; a tachycardia renews it with every beat.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(10);

    private readonly TimeSpan[] _times = new TimeSpan[beats];
    private readonly int[] _alike = new int[beats];
    private readonly bool[] _isVentricular = new bool[beats];
    private int _count;
    private int _next;
    private int _others;
    private TimeSpan? _last;
    private TimeSpan _between;
    private int _untilNextBetween;
    private TimeSpan _seen;

    /// <summary>Mean rate of the last beats of the run, beats per minute; null while it is shorter.</summary>
    public double? Rate { get; private set; }

    /// <summary>True while it is there.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>True where it is known whether it is there: enough beats have been seen.</summary>
    public bool Known { get; private set; }

    /// <summary>Time of the oldest beat that the next one would make a run with; null where it would make none.</summary>
    public TimeSpan? WouldBegin => _count < beats - 1 ? null : _times[(_next + 1) % beats];

    /// <summary>Time of one of the beats that the next one would make a run with.</summary>
    /// <param name="back">0 is the last one; up to two fewer than the beats of a run, and only where <see cref="WouldBegin"/> is known.</param>
    public TimeSpan Back(int back) => _times[(_next - 1 - back + 2 * beats) % beats];

    /// <summary>Beats of a run.</summary>
    public int Length => beats;

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">Its time, after that of the beat before.</param>
    /// <param name="beat">What this lead shows of it.</param>
    /// <param name="isContradicted">True where another lead shows that a run up to this beat is an artefact: it then neither begins nor goes on with it.</param>
    public void Add(TimeSpan at, BeatJudgement beat, bool isContradicted = false)
    {
        _last = at;
        if (!beat.FitsRun)
        {
            Part(at, beat);
            if (beat.Class == BeatClass.Normal && ++_others >= EndingBeats) End();
            return;
        }

        (_others, _untilNextBetween) = (0, Math.Max(0, _untilNextBetween - 1));
        (_times[_next], _alike[_next], _isVentricular[_next]) = (at, beat.Alike, beat.Class == BeatClass.Ventricular);
        _next = (_next + 1) % beats;
        _count = Math.Min(_count + 1, beats);
        if (_count < beats) return;
        // The ring is full: the place of the next beat holds the oldest.
        Rate = (beats - 1) / (at - _times[_next]).TotalMinutes;
        if (!isContradicted && Rate > limit && IsEven() && _alike.Max() >= AlikeBeats && HasVentricular()) (IsPresent, Known, _seen) = (true, true, at);
    }

    /// <summary>Ends it where no beat has come for too long.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public void EndAt(TimeSpan heardUntil)
    {
        if (_last is { } last && heardUntil - last > EndingPause) End();
        else if (IsPresent && heardUntil - _seen > Lasts) IsPresent = false;
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset() => (_count, _others, Rate, IsPresent, Known, _last, _untilNextBetween) = (0, 0, null, false, false, null, 0);

    /// <summary>
    /// One of the patient's usual beats parts a run. One in five of another shape does not, nor does it count: within a tachycardia the shape changes, and the
    /// classifier asks for more than a shape.
    /// </summary>
    private void Part(TimeSpan at, BeatJudgement beat)
    {
        if (_count > 0 && _untilNextBetween == 0 && !beat.IsUsual) (_between, _untilNextBetween) = (at, beats);
        else (_count, Rate, _untilNextBetween) = (0, null, 0);
    }

    private bool HasVentricular()
    {
        var count = 0;
        foreach (var isVentricular in _isVentricular)
        {
            if (isVentricular) count++;
        }

        return count >= VentricularBeats;
    }

    private bool IsEven()
    {
        var (shortest, longest) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var i = 1; i < beats; i++)
        {
            var (from, to) = (_times[(_next + i - 1) % beats], _times[(_next + i) % beats]);
            if (_between > from && _between < to)
            {
                Measure(_between - from);
                from = _between;
            }

            Measure(to - from);
        }

        return longest <= Evenness * shortest;

        void Measure(TimeSpan interval)
        {
            if (interval < shortest) shortest = interval;
            if (interval > longest) longest = interval;
        }
    }

    private void End() => (IsPresent, Known, _count, Rate, _untilNextBetween) = (false, true, 0, null, 0);
}
