namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Decides which peaks of the QRS energy are beats. A peak waits 200 ms for a higher one; then it is a beat, a P wave, a T wave or noise.
/// What was rejected since the last beat is kept for the search-back. All indices are samples since the reset.
/// </summary>
internal sealed partial class QrsDecision
{
    /// <summary>No two beats are nearer than this, s (Pan and Tompkins, 1985): within it the higher peak wins.</summary>
    private const double Refractory = 0.200;

    /// <summary>
    /// A peak below <see cref="WeakPart"/> of a beat waits this long, s; if one <see cref="PWaveFactor"/> times higher follows, it was a P wave.
    /// A PR interval is up to 200 ms, longer in first-degree block; 280 ms keeps the delay below 450 ms. Parts chosen on recordings.
    /// </summary>
    private const double WeakWait = 0.280, WeakPart = 0.6, PWaveFactor = 1.6;

    /// <summary>A peak this soon after a beat, s, with less than this part of its slope is its T wave (Pan and Tompkins, 1985).</summary>
    private const double TWaveTime = 0.360, TWaveSlope = 0.5;

    /// <summary>
    /// What the levels and the T-wave test say (yes or no) is worth this much beside the network's odds, natural logarithm: much where the signal is
    /// quiet and they are rarely wrong, little in noise, where height alone says nothing. Chosen by cross-validation over patients.
    /// </summary>
    private const double QuietTrust = 3, NoisyTrust = 0.5;

    /// <summary>
    /// The signal is quiet where the energy between beats is below this part of a beat's, and noisy above that. Chosen by cross-validation over
    /// patients; between the two the trust falls in proportion.
    /// </summary>
    private const double Quiet = 0.1, Noisy = 0.3;

    /// <summary>Odds of a beat that the levels alone have decided, natural logarithm. Chosen: as sure as in nine of ten.</summary>
    private const double OddsByLevels = 2.2;

    /// <summary>All peaks of the first seconds are collected before the first decision, s: two beats even at 60 a minute.</summary>
    private const double LearningTime = 2;

    /// <summary>Nothing counts this soon after a reset, s: the band-pass still answers to the start itself.</summary>
    private const double WarmUp = 0.1;

    /// <summary>
    /// Smaller deflections are nothing at all, mV peak to peak after the band-pass. IEC 60601-2-27 (unverified): no response to 0.15 mV,
    /// response to 0.5 mV; tests hold both, for triangles of 70 to 120 ms.
    /// </summary>
    private const double LeastSwing = 0.16;

    /// <summary>The noise level is that of now for this long after a peak that is no beat, s. Chosen: noise that hides beats has many in a second.</summary>
    private const double NoiseLasts = 2;

    /// <summary>Rejected peaks kept for the search-back; more than come in any search time.</summary>
    private const int Kept = 16;

    private readonly double _sampleRate;
    private readonly QrsFrontEnd _front;
    private readonly QrsPeaks _peaks;
    private readonly BeatRing _beats;
    private readonly QrsJudges? _judges;
    private readonly QrsShapes _shapes = new();
    private readonly long _refractory, _weakWait, _tWave, _learning, _lowerAfter, _second, _delay, _warmUp, _noiseLasts, _lateWait;
    private readonly QrsCandidate[] _kept = new QrsCandidate[Kept];
    private int _keptCount;
    private QrsCandidate _pending = new();
    private bool _hasPending;
    private bool _started;
    private long _measureFrom;
    private long _searchFrom;
    private long _lowerAt;
    private long _now;

    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="front">Filters the lead.</param>
    /// <param name="peaks">Finds the peaks in what it gives.</param>
    /// <param name="beats">Where the beats go.</param>
    /// <param name="filterDelay">Delay of the front end, s.</param>
    /// <param name="judges">Weigh the evidence; without them the levels alone decide, as in the first seconds.</param>
    public QrsDecision(double sampleRateHz, QrsFrontEnd front, QrsPeaks peaks, BeatRing beats, double filterDelay, QrsJudges? judges)
    {
        (_sampleRate, _front, _peaks, _beats, _judges) = (sampleRateHz, front, peaks, beats, judges);
        for (var i = 0; i < Kept; i++) _kept[i] = new QrsCandidate();
        Levels = new QrsLevels(sampleRateHz);
        (_refractory, _weakWait, _tWave) = (Samples(Refractory), Samples(WeakWait), Samples(TWaveTime));
        (_learning, _lowerAfter, _second) = (Samples(LearningTime), Samples(LowerAfter), Samples(1));
        (_delay, _warmUp, _noiseLasts, _lateWait) = (Samples(filterDelay), Samples(WarmUp), Samples(NoiseLasts), Samples(LateWait));
    }

    /// <summary>What was learned.</summary>
    public QrsLevels Levels { get; }

    /// <summary>The noise that is there now, mV/s: a line that is flat has none, while what was learned of it stays for the next beat.</summary>
    public double NoiseNow => _now - Levels.LastNoise <= _noiseLasts ? Levels.Noise : 0;

    /// <summary>Told of each candidate and its evidence before the decision: for training.</summary>
    public CandidateSeen? Seen { get; set; }

    /// <summary>Sample index of the caller at the reset.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Looks at the peaks after one more sample.</summary>
    public void Advance(long now, bool peakEnded)
    {
        _now = now;
        if (peakEnded) TakePeak(_peaks.At, _peaks.Height);
        if (_hasPending && now - _pending.Peak >= (IsWeak(_pending) ? _weakWait : _refractory)) Settle(_peaks.Rising, _peaks.At, _peaks.Height);
        if (!_started)
        {
            if (now >= _learning && _keptCount > 0) Start();
        }
        else if (Levels.LastPeak >= 0)
        {
            if (now >= _due) DecideOpen(null);
            if (now == _searchFrom) SearchBack();
            if (now == _lowerAt) LowerLevel();
        }
    }

    /// <summary>No sample will follow: decides on what still waits.</summary>
    public void Finish()
    {
        if (_peaks.Rising) TakePeak(_peaks.At, _peaks.Height);
        if (_hasPending) Settle(false, 0, 0);
        if (!_started && _keptCount > 0) Start();
        if (_due < long.MaxValue) DecideOpen(null, all: true);
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset(long firstIndex)
    {
        FirstIndex = firstIndex;
        Levels.Reset();
        _shapes.Reset();
        (_hasPending, _started, _keptCount, _measureFrom) = (false, false, 0, 0);
        _due = long.MaxValue;
    }

    private long Samples(double seconds) => (long)Math.Round(seconds * _sampleRate);

    private bool IsWeak(QrsCandidate candidate) => _started && candidate.Height < WeakPart * Levels.Beats;

    private void TakePeak(long at, double height)
    {
        if (_hasPending)
        {
            if (at - _pending.Peak < _refractory && height <= _pending.Height) return;
            if (at - _pending.Peak >= _refractory) Settle(true, at, height);
        }

        _front.Measure(_pending, at, height, _measureFrom);
        _hasPending = true;
    }

    /// <summary>The pending peak has waited long enough, or another one has come: decides.</summary>
    private void Settle(bool followed, long nextAt, double nextHeight)
    {
        _hasPending = false;
        _measureFrom = _pending.Peak;
        if (_pending.Swing < LeastSwing || _pending.Fiducial < _warmUp) return;
        if (followed && IsWeak(_pending) && nextHeight > PWaveFactor * _pending.Height && nextAt - _pending.Peak <= _weakWait)
        {
            Levels.LearnNoise(_pending);
            return;
        }

        _front.MeasureAround(_pending);
        if (_keptCount == Kept) DropKept(1);
        (_kept[_keptCount], _pending) = (_pending, _kept[_keptCount]);
        if (_started) Decide(_keptCount);
        else _keptCount++;
    }

    /// <summary>Decides on the candidate in this place: a beat frees all places, anything else is kept after those kept before it.</summary>
    private void Decide(int place)
    {
        var candidate = _kept[place];
        _shapes.Compare(candidate);
        if (IsBeat(candidate) && !candidate.IsOpen)
        {
            if (_due < long.MaxValue) DecideOpen(candidate);
            Accept(candidate, searchedBack: false);
            (_keptCount, _due) = (0, long.MaxValue);
            return;
        }

        if (candidate.IsOpen) _due = Math.Min(_due, candidate.Peak + _lateWait);
        else Levels.LearnNoise(candidate);
        (_kept[place], _kept[_keptCount]) = (_kept[_keptCount], candidate);
        _keptCount++;
        if (Levels.LastPeak >= 0 && candidate.Peak + _refractory >= _searchFrom) SearchBack();
    }

    private bool IsBeat(QrsCandidate candidate)
    {
        var passes = PassesLevels(candidate);
        candidate.IsOpen = candidate.WasOpen = false;
        candidate.EarlyOdds = candidate.Odds = passes ? OddsByLevels : -OddsByLevels;
        if (!_shapes.AreKnown || Levels.LastPeak < 0) return passes;
        var odds = OddsOf(candidate, passes, Seen);
        if (_judges is null) return passes;
        candidate.EarlyOdds = candidate.Odds = Trusted(candidate, passes, odds);
        candidate.IsOpen = _judges.Doubt.Holds(candidate.Odds, NoiseOf(candidate));
        return candidate.Odds > 0;
    }

    /// <summary>0 where the signal between beats is quiet, 1 where it is noisy.</summary>
    private double NoiseOf(QrsCandidate candidate) => Math.Clamp((candidate.EnergyQuartile / Levels.Beats - Quiet) / (Noisy - Quiet), 0, 1);

    private double Trusted(QrsCandidate candidate, bool passes, double odds)
    {
        var trust = QuietTrust + NoiseOf(candidate) * (NoisyTrust - QuietTrust);
        return odds + (passes ? trust : -trust);
    }

    private bool PassesLevels(QrsCandidate candidate)
    {
        var isTWave = Levels.LastPeak >= 0 && candidate.Peak - Levels.LastPeak < _tWave && candidate.Slope < TWaveSlope * Levels.LastSlope;
        return !isTWave && candidate.Height > Levels.TimedThresholdFor(candidate);
    }

    private double OddsOf(QrsCandidate candidate, bool passes, CandidateSeen? seen)
    {
        Span<float> evidence = stackalloc float[QrsEvidence.Count];
        QrsEvidence.Write(candidate, Levels, _sampleRate, passes, evidence);
        seen?.Invoke(candidate, evidence);
        return _judges?.Early.OddsOf(evidence) ?? 0;
    }

    private void DropKept(int count)
    {
        for (var i = 0; i + count < _keptCount; i++) (_kept[i], _kept[i + count]) = (_kept[i + count], _kept[i]);
        _keptCount -= count;
    }

    /// <summary>
    /// The first decisions, on all peaks collected: the beats' level is the highest of them, but not an artefact far above the second.
    /// </summary>
    private void Start()
    {
        var (highest, second) = (0.0, 0.0);
        for (var i = 0; i < _keptCount; i++)
        {
            var height = _kept[i].Height;
            (highest, second) = height > highest ? (height, highest) : (highest, Math.Max(second, height));
        }

        Levels.Start(second > 0 ? Math.Min(highest, 1.5 * second) : highest);
        _started = true;
        var collected = _keptCount;
        _keptCount = 0;
        for (var i = 0; i < collected; i++) Decide(i);
        if (Levels.LastPeak >= 0 && _now > _searchFrom) SearchBack();
    }

    private void Accept(QrsCandidate beat, bool searchedBack)
    {
        var quality = Math.Clamp(1 - Levels.Noise / beat.Height, 0, 1);
        var index = Math.Max(0, beat.Fiducial - _delay);
        _beats.Add(new Beat(FirstIndex + index, FirstIndex + _now, (float)beat.Swing, (float)beat.Likeness, (float)quality, searchedBack) { Odds = (float)beat.Odds });
        _shapes.Add(beat.Shape);
        Levels.Learn(beat);
        _searchFrom = beat.Peak + (long)(SearchIntervals * Levels.Interval) + _refractory;
        _lowerAt = beat.Peak + _lowerAfter;
        while (_lowerAt <= _now) _lowerAt += _second;
    }
}
