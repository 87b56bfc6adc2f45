namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Tells ventricular beats from the usual ones by shape, width and time, as the arrhythmia detectors since Oliver, Nolle, Wolff, Cox and Ambos
/// ("Detection of premature ventricular contractions with a clinical system for monitoring electrocardiographic rhythms", Computers and
/// Biomedical Research 4, 1971) and Hamilton (2002) do: a beat whose area differs from the usual one's and that comes early, or is wider. Own: the
/// equivalent width (<see cref="BeatWave"/>), and which kind is the usual one (<see cref="BeatKinds"/>).
/// <para>
/// One lead's beats, causal: a beat is judged when it is detected, so the pause after it says nothing. Beats of bundle branch block that comes
/// and goes, or of an accessory pathway, look ventricular while they are new or fast.
/// </para>
/// </summary>
internal sealed class BeatClassifier
{
    /// <summary>Difference of the area from which a beat is not of the usual kind. Chosen on recordings.</summary>
    private const double Different = 0.6;

    /// <summary>RR interval over the usual one below which a beat is early (0.8 to 0.9 in most detectors; chosen on recordings).</summary>
    private const double Early = 0.9;

    /// <summary>Width over the usual one's from which a beat is wide. Chosen on recordings.</summary>
    private const double Wide = 1.2;

    /// <summary>
    /// A kind with more beats than this that come when they are due, at a slow rate, is another way of conduction rather than ectopy: beats,
    /// mean timing and RR interval in s (100 a minute, where tachycardia begins). Chosen on recordings.
    /// </summary>
    private const double KnownBeats = 8, Due = 0.93, SlowInterval = 0.6;

    /// <summary>From so many beats on the usual kind is certainly the patient's own. Chosen: twice the learning time.</summary>
    private const int EstablishedBeats = 16;

    /// <summary>An earlier beat does not count towards the usual kind. Chosen.</summary>
    private const double CountsFrom = 0.85;

    /// <summary>Beats until anything is classified. Chosen: the usual RR interval and the usual kind have begun to show.</summary>
    private const int Learning = 8;

    /// <summary>How the usual RR interval follows: part of each, an interval counting 0.5 to 1.5 of it. Chosen.</summary>
    private const double IntervalStep = 0.1, ShortestPart = 0.5, LongestPart = 1.5;

    /// <summary>Intervals outside are no RR intervals, s: no two beats are nearer, and after a pause the next beat tells nothing.</summary>
    private const double ShortestInterval = 0.25, LongestInterval = 2.5;

    private readonly BeatKinds _kinds = new();
    private readonly BeatWave _wave = new();
    private double _usualInterval;
    private double? _last;
    private int _beats;

    /// <summary>Classifies the next beat.</summary>
    /// <param name="history">The lead.</param>
    /// <param name="at">The beat's fiducial, in steps of the history since its reset.</param>
    public BeatJudgement Classify(LeadHistory history, double at)
    {
        var interval = _last is { } last ? (at - last) / LeadHistory.Rate : 0;
        var timing = _usualInterval > 0 && interval > 0 ? interval / _usualInterval : 1;
        _last = at;
        if (!_wave.Take(history, at)) return new(BeatClass.Unclassified, 0);
        var kind = _kinds.Find(_wave);
        var ventricular = _kinds.Usual is { } usual && kind != usual && IsVentricular(usual, kind, timing, interval);
        var alike = kind?.Seen ?? 0;
        _kinds.Learn(kind, _wave, timing, counts: timing > CountsFrom && !(ventricular && IsTachycardia(interval)));
        LearnInterval(interval);
        if (++_beats <= Learning) return new(BeatClass.Unclassified, alike);
        return new(ventricular ? BeatClass.Ventricular : BeatClass.Normal, alike);
    }

    /// <summary>After a hole the interval to the next beat tells nothing.</summary>
    public void ForgetLast() => _last = null;

    /// <summary>
    /// A fast run of ventricular beats is never learned as the usual rhythm, however long it lasts; but beats narrower than the usual ones, or usual ones that
    /// were only few, may show that those were learned from noise.
    /// </summary>
    private bool IsTachycardia(double interval)
        => interval < SlowInterval && _wave.Width > _kinds.Usual!.Wave.Width && _kinds.Usual.Seen >= EstablishedBeats;

    private bool IsVentricular(BeatKinds.Kind usual, BeatKinds.Kind? kind, double timing, double interval)
    {
        if (usual.Wave.Compare(_wave).Difference <= Different) return false;
        if (timing < Early) return true;
        var isKnown = kind is not null && kind.Seen >= KnownBeats && kind.Timing > Due && interval > SlowInterval;
        return _wave.Width > Wide * usual.Wave.Width && !isKnown;
    }

    private void LearnInterval(double interval)
    {
        if (interval is <= ShortestInterval or >= LongestInterval) return;
        _usualInterval = _usualInterval == 0
            ? interval
            : _usualInterval + IntervalStep * (Math.Clamp(interval, ShortestPart * _usualInterval, LongestPart * _usualInterval) - _usualInterval);
    }
}
