namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// What one lead by itself shows of the ventricular rhythms: its own beats with their classes, the run that they make, and fibrillation. Where there are several
/// leads each has a QRS detector of its own here, because the beats on which all leads agree are not those of the one lead that shows the run.
/// </summary>
internal sealed class LeadRhythm
{
    /// <summary>So many usual beats for each other one. Chosen: as with pulses one in four may be spoiled.</summary>
    private const int UsualPerOther = 3;

    /// <summary>Longest time between two usual beats of a rhythm that goes on, part of the usual interval. Chosen: the heart's own variation stays below, a missed beat does not.</summary>
    private const double LongestPart = 1.5;

    /// <summary>How fast the usual interval follows: part of each. Chosen: as in the classifier.</summary>
    private const double IntervalStep = 0.1;

    /// <summary>How fast the clearness follows: part of each beat. Chosen: as in the vote of the QRS detectors.</summary>
    private const double ClearnessStep = 0.05;

    /// <summary>Beats kept: 4 s (<see cref="LeadRhythms"/>) at 240 a minute.</summary>
    private const int Kept = 16;

    private readonly IRhythmAnalysis _analysis;
    private readonly QrsDetector? _detector;
    private readonly (TimeSpan At, BeatJudgement Judgement, float Quality)[] _beats = new (TimeSpan, BeatJudgement, float)[Kept];
    private long _count;
    private TimeSpan _interval;
    private TimeSpan? _lastUsual;

    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="analysis">The lead's own.</param>
    /// <param name="findsBeats">False where the beats are given: it is the only lead.</param>
    /// <param name="run">Counts its ventricular beats.</param>
    public LeadRhythm(double sampleRateHz, IRhythmAnalysis analysis, bool findsBeats, VentricularRun run)
    {
        (_analysis, Run) = (analysis, run);
        _detector = findsBeats ? new QrsDetector(sampleRateHz) : null;
    }

    /// <summary>True where it has shown the patient's usual beats since the reset: it sees the heart.</summary>
    public bool SeesHeart { get; private set; }

    /// <summary>How far its beats stand above noise and how alike they are, 0 to 1, a running mean of the product; half before the first.</summary>
    public double Clearness { get; private set; } = 0.5;

    /// <summary>The run of its ventricular beats.</summary>
    public VentricularRun Run { get; set; }

    /// <summary>True while it fibrillates, null while nobody can say.</summary>
    public bool? Fibrillates => _analysis.Fibrillates;

    /// <summary>True while it does not move.</summary>
    public bool IsFlat => _analysis.IsFlat;

    /// <summary>True while it brings nothing at all.</summary>
    public bool IsDead => _analysis.IsDead;

    /// <summary>Takes consecutive samples, mV, oldest first.</summary>
    public void Process(ReadOnlySpan<float> millivolts)
    {
        _analysis.Process(millivolts);
        _detector?.Process(millivolts);
    }

    /// <summary>The next beat that the lead shows; false where there is none, or where beats are given.</summary>
    public bool TryTakeBeat(out Beat beat)
    {
        beat = default;
        return _detector is not null && _detector.TryTakeBeat(out beat);
    }

    /// <summary>Classifies the next beat and keeps it.</summary>
    public BeatJudgement Add(in Beat beat, TimeSpan at)
    {
        var judgement = _analysis.Classify(beat);
        _beats[_count++ % Kept] = (at, judgement, beat.Quality);
        Clearness += ClearnessStep * (beat.Quality * Math.Max(0, beat.Likeness) - Clearness);
        if (!judgement.IsUsual)
        {
            _lastUsual = null;
            return judgement;
        }

        SeesHeart = true;
        if (at - _lastUsual is { } interval) _interval += (_interval == TimeSpan.Zero ? 1 : IntervalStep) * (interval - _interval);
        _lastUsual = at;
        return judgement;
    }

    /// <summary>What it said of a beat at about this time; null where it has shown none.</summary>
    public BeatJudgement? JudgementAt(TimeSpan at, TimeSpan slack)
    {
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            if ((_beats[i % Kept].At - at).Duration() <= slack) return _beats[i % Kept].Judgement;
        }

        return null;
    }

    /// <summary>How many beats looked like the one it shows at about this time; null where it shows none.</summary>
    public int? AlikeAt(TimeSpan at, TimeSpan slack)
    {
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            if ((_beats[i % Kept].At - at).Duration() <= slack) return _beats[i % Kept].Judgement.Alike;
        }

        return null;
    }

    /// <summary>How far its beats from one moment to another stand above noise, the mean, 0 to 1 (<see cref="Beat.Quality"/>); 0 where there are none.</summary>
    public double QualityBetween(TimeSpan from, TimeSpan to)
    {
        var (sum, count) = (0.0, 0);
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            var (at, _, quality) = _beats[i % Kept];
            if (at < from || at > to) continue;
            sum += quality;
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    /// <summary>True where it has shown one of the patient's usual beats at about this time.</summary>
    public bool ShowsUsualAt(TimeSpan at, TimeSpan slack)
    {
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            if (_beats[i % Kept].Judgement.IsUsual && (_beats[i % Kept].At - at).Duration() <= slack) return true;
        }

        return false;
    }

    /// <summary>
    /// True where the patient's usual beats went on from one moment to another at their own pace, with hardly another beat between them: then the heart had no
    /// other rhythm in that time.
    /// </summary>
    public bool GoesOn(TimeSpan from, TimeSpan to)
    {
        var longest = LongestPart * _interval;
        var (usual, others) = (0, 0);
        TimeSpan? last = null;
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            var (at, judgement, _) = _beats[i % Kept];
            if (at > to) break;
            if (!judgement.IsUsual)
            {
                if (at >= from) others++;
                continue;
            }

            if (at > from && !(at - last <= longest)) return false;
            if (at >= from) usual++;
            last = at;
        }

        return usual > 0 && usual >= UsualPerOther * others && to - last <= longest;
    }

    /// <summary>Nothing is known of the beats before.</summary>
    public void Forget()
    {
        Run.Reset();
        (_count, _lastUsual) = (0, null);
    }

    /// <summary>Nothing is known of the waves before.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    public void Reset(long firstIndex)
    {
        SeesHeart = false;
        _analysis.Reset(firstIndex);
        _detector?.Reset(firstIndex);
    }
}
