using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Pulse arrival time: from the R wave of the ECG to the foot of the pulse that it makes, the median of the last 16 good pulses of 30 s. Both times are those of the waves
/// themselves, the delays of the detectors' filters taken off (the largest deflection of the QRS complex; the moment when the wave has risen by a tenth); each is as fine as one
/// sample. What cannot be taken off is what a device does to its pleth before it sends it: a time that no artery can have says so, and is not shown. Time is an argument.
/// </summary>
public sealed class PulseArrival
{
    /// <summary>Pairs kept, and needed. Chosen: as of the pulse rate.</summary>
    private const int Kept = 16, Least = 5;

    /// <summary>A foot is looked for from here to there after the R wave, s. Chosen: beyond what an artery can have, so that a device's own delay shows as one.</summary>
    private const double ShortestPair = 0.03, LongestPair = 0.7;

    /// <summary>Middle half of the pairs within this, s. Chosen: beats of one heart arrive within some 20 ms of each other on recordings; pairs made by chance lie anywhere.</summary>
    private const double GoodSpread = 0.03, MostSpread = 0.06;

    /// <summary>A pulse waits so long for its beat, which may be decided after it. A beat is decided within 1 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    /// <summary>Older pairs do not count.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(30);

    private readonly double _shortest, _longest;
    private readonly (TimeSpan At, bool IsGood)[] _beats = new (TimeSpan, bool)[32];
    private readonly TimeSpan[] _pulses = new TimeSpan[16];
    private readonly (TimeSpan At, double Seconds)[] _pairs = new (TimeSpan, double)[Kept];
    private long _beatCount, _pulseCount, _matched, _pairCount;

    /// <param name="shortest">Shortest time an artery can have to the place of the probe, s.</param>
    /// <param name="longest">Longest one, s; below 0.7.</param>
    public PulseArrival(double shortest, double longest) => (_shortest, _longest) = (shortest, longest);

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">Time of its R wave.</param>
    /// <param name="isGood">False for one that is not to be used, as an ectopic beat; its pulse is none either.</param>
    public void AddBeat(TimeSpan at, bool isGood)
    {
        if (_beatCount > 0 && at <= _beats[(_beatCount - 1) % _beats.Length].At) Reset();
        _beats[_beatCount++ % _beats.Length] = (at, isGood);
    }

    /// <summary>Takes the next good pulse.</summary>
    /// <param name="at">Time of its foot.</param>
    public void AddPulse(TimeSpan at)
    {
        if (_pulseCount > 0 && at <= _pulses[(_pulseCount - 1) % _pulses.Length]) _matched = _pulseCount = _pairCount = 0;
        _pulses[_pulseCount++ % _pulses.Length] = at;
    }

    /// <summary>The arrival time now, s.</summary>
    public VitalValue At(TimeSpan now)
    {
        for (_matched = Math.Max(_matched, _pulseCount - _pulses.Length); _matched < _pulseCount && now - _pulses[_matched % _pulses.Length] >= Patience; _matched++)
            Match(_pulses[_matched % _pulses.Length]);
        Span<double> sorted = stackalloc double[Kept];
        var known = 0;
        for (var i = Math.Max(0, _pairCount - Kept); i < _pairCount; i++)
        {
            var (at, seconds) = _pairs[i % Kept];
            if (now - at <= MostAge) sorted[known++] = seconds;
        }

        if (known < Least) return VitalValue.Missing(NoData.Starting);
        sorted = sorted[..known];
        sorted.Sort();
        var median = (sorted[(known - 1) / 2] + sorted[known / 2]) / 2;
        var spread = sorted[3 * known / 4] - sorted[known / 4];
        return spread > MostSpread ? VitalValue.Missing(NoData.PoorSignal)
            : median < _shortest || median > _longest ? VitalValue.Missing(NoData.NotMeasured)
            : VitalValue.Valid(median, spread <= GoodSpread ? SignalQuality.Good : SignalQuality.Marginal);
    }

    /// <summary>Forgets all, as after a gap in either wave.</summary>
    public void Reset() => (_beatCount, _pulseCount, _matched, _pairCount) = (0, 0, 0, 0);

    /// <summary>The pulse belongs to the last beat before it, if that came soon enough before.</summary>
    private void Match(TimeSpan foot)
    {
        for (var i = _beatCount - 1; i >= Math.Max(0, _beatCount - _beats.Length); i--)
        {
            var (at, isGood) = _beats[i % _beats.Length];
            var seconds = (foot - at).TotalSeconds;
            if (seconds < ShortestPair) continue;
            if (isGood && seconds <= LongestPair) _pairs[_pairCount++ % Kept] = (foot, seconds);
            return;
        }
    }
}
