namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Finds the heart beats in one ECG lead as it comes. A synthesis of Pan and Tompkins (1985) and Hamilton (2002): energy of the QRS band
/// (<see cref="QrsFrontEnd"/>), thresholds between the medians of beats and of noise, refractory time, T-wave test by slope, search-back.
/// Own: the likeness to the last eight beats moves the threshold, P waves are told by the larger peak that follows, weak beats in a pause
/// lower the level; in noise a small network weighs the evidence beside the levels, and another one judges what is in doubt by what follows it (<see cref="QrsJudges"/>).
/// <para>
/// A beat is given at most 460 ms after its QRS complex (half within 290 ms, 99 of 100 within 350 ms), one in doubt within 1 s. Exceptions: in the first 2 s after a
/// reset all beats come together at its end, and a beat found by search-back comes after 1.5 RR intervals and 200 ms: fewer than one in a thousand, on recordings up to
/// 1.7 s. Not safe for two threads at once.
/// </para>
/// </summary>
public sealed class QrsDetector
{
    /// <summary>Lowest and highest sampling rate, Hz. Below the lower one the band and the slope are no longer the tested ones.</summary>
    public const double LowestRate = 100, HighestRate = 2000;

    /// <summary>Longest span of samples in one call, s.</summary>
    public const double LongestSpan = 10;

    /// <summary>Most beats that can wait to be taken: 10 s at one in 200 ms, and some search-back.</summary>
    private const int Capacity = 64;

    /// <summary>Delay of the band-pass at the QRS complex, s; measured on recordings as the mean distance to the annotated R peaks.</summary>
    private const double FilterDelay = 0.033;

    private readonly QrsFrontEnd _front;
    private readonly QrsPeaks _peaks;
    private readonly QrsDecision _decision;
    private readonly double _sampleRate;
    private readonly BeatRing _beats = new(Capacity);

    /// <summary>A detector that has seen nothing; the first sample has index 0.</summary>
    /// <param name="sampleRateHz">Samples per second, <see cref="LowestRate"/> to <see cref="HighestRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public QrsDetector(double sampleRateHz)
        : this(sampleRateHz, QrsJudges.Trained)
    {
    }

    /// <summary>The same with other weights: for training and its cross-validation.</summary>
    internal QrsDetector(double sampleRateHz, QrsJudges? judges)
    {
        if (!(sampleRateHz >= LowestRate) || !(sampleRateHz <= HighestRate))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, $"A rate is {LowestRate} to {HighestRate} Hz.");
        _sampleRate = sampleRateHz;
        _front = new QrsFrontEnd(sampleRateHz);
        _peaks = new QrsPeaks(sampleRateHz);
        _decision = new QrsDecision(sampleRateHz, _front, _peaks, _beats, FilterDelay, judges);
        Reset(0);
    }

    /// <summary>Told of each candidate and its evidence before the decision: for training.</summary>
    internal CandidateSeen? Seen { set => _decision.Seen = value; }

    /// <summary>Told of each late decision and its evidence: for training.</summary>
    internal CandidateSeen? SeenLate { set => _decision.SeenLate = value; }

    /// <summary>Index of the next sample expected.</summary>
    public long NextIndex => _decision.FirstIndex + _front.Count;

    /// <summary>Typical energy of the recent beats, mV/s; 0 before the first.</summary>
    public double BeatLevel => _decision.Levels.Beats;

    /// <summary>Typical energy of the peaks that were no beats, mV/s; 0 where none has come for 2 s.</summary>
    public double NoiseLevel => _decision.NoiseNow;

    /// <summary>True while it is in doubt about a beat near this index.</summary>
    /// <param name="index">Sample index.</param>
    /// <param name="slack">How near, samples.</param>
    internal bool IsInDoubt(long index, long slack) => _decision.IsInDoubt(index, slack);

    /// <summary>Takes consecutive samples of the lead. Take the beats after each call.</summary>
    /// <param name="millivolts">Oldest first, mV, finite; not more than <see cref="LongestSpan"/>.</param>
    /// <exception cref="ArgumentException">The span is too long.</exception>
    /// <exception cref="InvalidOperationException">64 beats wait to be taken.</exception>
    public void Process(ReadOnlySpan<float> millivolts)
    {
        if (millivolts.Length > LongestSpan * _sampleRate) throw new ArgumentException($"A span is at most {LongestSpan} s long.", nameof(millivolts));
        foreach (var sample in millivolts)
        {
            var now = _front.Count;
            _decision.Advance(now, _peaks.Push(now, _front.Push(sample)));
        }
    }

    /// <summary>Takes one sample that has passed <see cref="QrsFrontEnd.Band"/> already.</summary>
    internal void ProcessBanded(float sample, float banded)
    {
        var now = _front.Count;
        _decision.Advance(now, _peaks.Push(now, _front.PushBanded(sample, banded)));
    }

    /// <summary>No sample will follow: decides on what still waits. Take the beats after it; only a reset may follow.</summary>
    public void Finish() => _decision.Finish();

    /// <summary>Takes the oldest beat that waits; false when there is none. Beats come in the order of time.</summary>
    public bool TryTakeBeat(out Beat beat) => _beats.TryTake(out beat);

    /// <summary>Forgets all that went before, as after a gap; beats not yet taken are dropped.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    public void Reset(long firstIndex)
    {
        _front.Reset();
        _peaks.Reset();
        _decision.Reset(firstIndex);
        _beats.Clear();
    }
}

/// <summary>A candidate and its evidence (<see cref="QrsEvidence"/>); both are only lent.</summary>
internal delegate void CandidateSeen(QrsCandidate candidate, ReadOnlySpan<float> evidence);
