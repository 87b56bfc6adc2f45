namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Tells ventricular beats from the others. A beat that looks like the patient's usual ones is none; of any other a logistic model (<see cref="BeatModel"/>) says how
/// likely it is, from its shape, width, P and T wave and timing: what arrhythmia detectors since Oliver, Nolle, Wolff, Cox and Ambos ("Detection of premature
/// ventricular contractions with a clinical system for monitoring electrocardiographic rhythms", Computers and Biomedical Research 4, 1971) look at. Own: what it
/// said of the beats that looked the same counts as well, more than of the one beat.
/// <para>
/// One lead's beats, causal. Beats of bundle branch block that comes and goes, or of an accessory pathway, look ventricular while they are new or fast.
/// </para>
/// </summary>
/// <param name="model">Says how likely a beat is ventricular.</param>
internal sealed class BeatClassifier(BeatModel model)
{
    /// <summary>Up to this difference from the usual kind a beat is a usual one. Chosen on recordings: 5 of 3,794 ventricular beats are nearer.</summary>
    private const double UsualDifference = 0.3;

    /// <summary>Log odds of such a beat for its kind's mean: 1 in 400, as in the recordings.</summary>
    private const double UsualLogOdds = -6;

    /// <summary>How much of the decision its kind has, once there are many of it, and the number at which it has half of that. Chosen on recordings.</summary>
    private const double KindPart = 0.8, KindBeats = 3;

    /// <summary>Log odds from which a beat is ventricular. Chosen on recordings: as many are missed as are wrong.</summary>
    public const double Ventricular = 0;

    /// <summary>Most log odds of one beat in its kind's mean.</summary>
    private const double MostLogOdds = 6;

    /// <summary>Difference of the area from which a beat may belong to a tachycardia, and its longest RR interval, s (100 a minute). Chosen on recordings.</summary>
    private const double Different = 0.6, SlowInterval = 0.6;

    /// <summary>
    /// For a run: an RR interval over the usual one that is early, a width over the usual one's that is wide, and the beats and their mean timing from which a
    /// kind is another way of conduction. Chosen on recordings.
    /// </summary>
    private const double Early = 0.9, Wide = 1.2, KnownBeats = 8, Due = 0.93;

    /// <summary>
    /// For a run: an RR interval over the usual one that is far too early for a beat of nearly the usual shape, the usual limit of prematurity, and the difference up
    /// to which the shape is the same. Chosen: between 0.1 and 0.2 the recordings show no change.
    /// </summary>
    private const double FarTooEarly = 0.8, Same = 0.2;

    /// <summary>Part of the last ten beats or so from which a fast, wide kind is a run of its own. Chosen: half, which bigeminy does not pass.</summary>
    private const double MostlyRecent = 0.5;

    /// <summary>From so many beats on the usual kind is certainly the patient's own. Chosen: twice the learning time.</summary>
    private const int EstablishedBeats = 16;

    /// <summary>An earlier beat does not count towards the usual kind. Chosen.</summary>
    private const double CountsFrom = 0.85;

    /// <summary>Beats until anything is classified. Chosen: the usual RR interval and the usual kind have begun to show.</summary>
    private const int Learning = 8;

    /// <summary>How the novelty follows: part of each beat. Chosen: half of it in 23 beats.</summary>
    private const double NoveltyStep = 0.03;

    private readonly BeatKinds _kinds = new();
    private readonly BeatTiming _timing = new();
    private readonly BeatWave _wave = new();
    private readonly double[] _features = new double[BeatFeatures.Count];
    private BeatKind? _kindBefore;
    private double _novelty;
    private bool _usualBefore;
    private double? _last;
    private int _beats;

    /// <summary>What the model was told of the last beat; null where it was not asked.</summary>
    public ReadOnlySpan<double> LastFeatures => WasAsked ? _features : default;

    /// <summary>True where the last beat did not look usual.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Classifies the next beat.</summary>
    /// <param name="history">The lead.</param>
    /// <param name="beat">The beat as the detector saw it.</param>
    /// <param name="at">Its fiducial, in steps of the history since its reset.</param>
    public BeatJudgement Classify(LeadHistory history, in Beat beat, double at)
    {
        var interval = _last is { } last ? Math.Max(0, at - last) / LeadHistory.Rate : 0;
        _last = at;
        WasAsked = false;
        if (!_wave.Take(history, at)) return new(BeatClass.Unclassified, 0);
        var kind = _kinds.Find(_wave, out var toKind);
        var toUsual = _kinds.Usual?.Wave.Compare(_wave) ?? new WaveMatch(1, 0, 0);
        var relative = interval > 0 && _timing.IsKnown ? interval / _timing.Usual : 1;
        var logOdds = UsualLogOdds;
        var pDifference = 0.0;
        if (_kinds.Usual is { } usual)
        {
            pDifference = usual.Wave.ComparePWave(_wave, toUsual.Shift).Difference;
            if (kind != usual && toUsual.Difference > UsualDifference)
            {
                WasAsked = true;
                Describe(beat, usual, toUsual, kind, toKind, interval);
                logOdds = Math.Clamp(model.LogOdds(_features), -MostLogOdds, MostLogOdds);
            }
        }

        var alike = kind?.Seen ?? 0;
        var weighed = WasAsked ? Weigh(kind, logOdds) : UsualLogOdds;
        var fits = MayBelongToRun(kind, toUsual, relative, interval);
        // Within a long tachycardia its beats are no longer early; they are what most of the last beats are.
        var isOfRun = fits && toUsual.Difference > Different && interval is > 0 and < SlowInterval;
        if (isOfRun && kind is not null && kind != _kinds.Usual && _kinds.RecentPartOf(kind) > MostlyRecent) weighed = MostLogOdds;
        Learn(kind, toKind, toUsual, interval, relative, new(relative, pDifference, logOdds));
        if (++_beats <= Learning) return new(BeatClass.Unclassified, alike);
        var isVentricular = weighed > Ventricular;
        return new(isVentricular ? BeatClass.Ventricular : BeatClass.Normal, alike) { FitsRun = isVentricular || fits, LogOdds = weighed };
    }

    /// <summary>After a hole the interval to the next beat tells nothing.</summary>
    public void ForgetLast()
    {
        _last = null;
        _usualBefore = false;
    }

    /// <summary>
    /// The rule of the older detectors: another shape, and early or wide. A kind of many beats that come when they are due, at a slow rate, is another way of
    /// conduction. One of these beats may have the usual shape, or nearly: it is then both far too early and wide.
    /// </summary>
    private bool MayBelongToRun(BeatKind? kind, in WaveMatch toUsual, double relative, double interval)
    {
        if (_kinds.Usual is not { } usual) return false;
        var isWide = _wave.Width > Wide * usual.Wave.Width;
        if (kind == usual || toUsual.Difference <= Different) return isWide && relative < FarTooEarly && toUsual.Difference > Same;
        if (relative < Early) return true;
        var isKnown = kind is not null && kind.Seen >= KnownBeats && kind.Timing > Due && interval > SlowInterval;
        return isWide && !isKnown;
    }

    /// <summary>The log odds of the beat and of those of its kind, itself among them.</summary>
    private static double Weigh(BeatKind? kind, double logOdds)
    {
        if (kind is null) return logOdds;
        var seen = kind.Seen + 1;
        var part = KindPart * seen / (seen + KindBeats);
        return (1 - part) * logOdds + part * (kind.LogOdds + Math.Max(0.05, 1.0 / seen) * (logOdds - kind.LogOdds));
    }

    private void Describe(in Beat beat, BeatKind usual, in WaveMatch toUsual, BeatKind? kind, in WaveMatch toKind, double interval)
    {
        var context = new BeatContext(_wave, usual, toUsual, kind, toKind, _timing)
        {
            Interval = interval,
            Likeness = beat.Likeness,
            Quality = beat.Quality,
            Odds = beat.Odds,
            FoundBySearchBack = beat.FoundBySearchBack,
            IsAsBefore = kind is not null && kind == _kindBefore,
            Novelty = _novelty,
            KindPart = kind is null ? 0 : _kinds.PartOf(kind),
            RecentPart = kind is null ? 0 : _kinds.RecentPartOf(kind),
            UsualPart = _kinds.PartOf(usual),
        };
        BeatFeatures.Of(context, _features);
    }

    private void Learn(BeatKind? kind, in WaveMatch toKind, in WaveMatch toUsual, double interval, double relative, in BeatTraits traits)
    {
        // A fast run of wide beats is never learned as the usual rhythm, however long it lasts; but beats narrower than the usual ones, or usual ones that
        // were only few, may show that those were learned from noise.
        var isTachycardia = _kinds.Usual is { } usual && kind != usual && interval < SlowInterval && _wave.Width > usual.Wave.Width
            && usual.Seen >= EstablishedBeats && toUsual.Difference > Different;
        var isUsual = _kinds.Usual is null || kind == _kinds.Usual || toUsual.Difference <= UsualDifference;
        _novelty += NoveltyStep * ((kind is null ? 1 : 0) - _novelty);
        _kindBefore = _kinds.Learn(kind, _wave, toKind.Shift, traits, counts: relative > CountsFrom && !isTachycardia);
        _timing.Learn(interval, isUsual && _usualBefore);
        _usualBefore = isUsual;
    }
}
