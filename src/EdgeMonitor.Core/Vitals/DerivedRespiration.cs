using System.Numerics;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The respiration rate that heart beats and pulses tell: breathing changes the height, the top and the interval of the pulses, and the height and interval of the QRS
/// complexes. Each of these is a series of one value a beat; their spectra over the last 40 s are averaged, the clearest counting most, and the rate is where the average
/// stands out, provided that at least two of the series stand out there by themselves. After Karlen et al. (IEEE Trans Biomed Eng 60:1946–1953, 2013: three modulations of
/// the pleth, used where they agree) and Lázaro et al. (J Biomed Health Inform 18, 2014: peaks of spectra, averaged by how clear they are); both unverified.
/// <para>
/// It is inferred, not seen: it can show no apnoea, and never stands against one. Breathing faster than half the heart rate cannot be told. Time is an argument.
/// </para>
/// </summary>
public sealed class DerivedRespiration
{
    /// <summary>Window, s. Chosen on recordings: of 32, 40 and 45 the shortest that finds four breaths a minute in noise.</summary>
    public const int WindowSeconds = 40;

    /// <summary>Highest rate, breaths a minute; half the heart rate is mostly lower.</summary>
    private const int HighestRate = 45;

    /// <summary>The power is weighed by the rate to this. Chosen on recordings: heart rate and vessels wander as noise that falls with the frequency.</summary>
    private const double Exponent = 1;

    /// <summary>
    /// A series agrees that stands out within this of the average, breaths a minute; and so many must that have a disturbance of their own: height and top of one pulse have the same, and
    /// so have the intervals of pulses and beats.
    /// </summary>
    private const double Agreement = 2;
    private const int LeastAgreeing = 2;

    /// <summary>
    /// Share of the power about the peak. Chosen on recordings: with the values of the beats shuffled, so that nothing breathes in them, one second in a hundred or
    /// fewer pass the first, and about one in ten the second.
    /// </summary>
    private const double GoodShare = 0.4, LeastShare = 0.3;

    /// <summary>
    /// A series must move by this, median deviation: heights and tops by a part of the height, intervals by s. What is less is how a sampled wave shows beats that are all the same, and of a paced
    /// heart that too comes and goes evenly. Chosen: on recordings breathing moves heights by 0.02 and more; one sample at 100 Hz is 0.01 s.
    /// </summary>
    private const double LeastOfHeight = 0.007, LeastOfInterval = 0.011;

    /// <summary>Share of a new spectrum in the average over time, and how often one is made. Chosen: a fifth of the window, for what it costs.</summary>
    private const float NewShare = 0.9f;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(8);

    private readonly BreathSpectrum _spectrum = new(WindowSeconds, HighestRate, Exponent);
    private readonly BeatModulation _pulseHeight = new(), _pulseTop = new(), _pulseInterval = new(), _beatHeight = new(), _beatInterval = new();
    private readonly BeatModulation[] _all;
    private readonly float[] _wave, _shares, _mean, _settled;
    private readonly double[] _peaks;
    private readonly int[] _kinds;
    private TimeSpan? _lastGoodPulse, _lastBeat;
    private TimeSpan? _since, _updated;
    private bool _isSettled;
    private VitalValue _value = VitalValue.Missing(NoData.Starting);

    /// <summary>One that has seen nothing.</summary>
    public DerivedRespiration()
    {
        _all = [_pulseHeight, _pulseTop, _pulseInterval, _beatHeight, _beatInterval];
        (_wave, _peaks, _kinds) = (new float[_spectrum.Length], new double[_all.Length], new int[_all.Length]);
        (_shares, _mean, _settled) = (new float[_spectrum.Rates], new float[_spectrum.Rates], new float[_spectrum.Rates]);
    }

    /// <summary>Takes the next pulse of the wave that is followed; only good ones tell anything.</summary>
    /// <param name="at">Time of its foot.</param>
    /// <param name="pulse">The pulse.</param>
    public void Add(TimeSpan at, in Pulse pulse)
    {
        if (!pulse.IsGood)
        {
            _lastGoodPulse = null;
            return;
        }

        _since ??= at;
        _pulseHeight.Add(at, pulse.Height);
        _pulseTop.Add(at, pulse.Peak);
        if (_lastGoodPulse is { } before && at > before) _pulseInterval.Add(at, (at - before).TotalSeconds);
        _lastGoodPulse = at;
    }

    /// <summary>Takes the next beat of the ECG.</summary>
    /// <param name="at">Time of its QRS complex.</param>
    /// <param name="height">Of the QRS complex, any unit.</param>
    public void AddBeat(TimeSpan at, double height)
    {
        _since ??= at;
        _beatHeight.Add(at, height);
        if (_lastBeat is { } before && at > before) _beatInterval.Add(at, (at - before).TotalSeconds);
        _lastBeat = at;
    }

    /// <summary>Another wave's pulses from now on: theirs cannot be compared.</summary>
    public void ForgetPulses()
    {
        _pulseHeight.Reset();
        _pulseTop.Reset();
        _pulseInterval.Reset();
        _lastGoodPulse = null;
    }

    /// <summary>Another lead's beats from now on.</summary>
    public void ForgetBeats()
    {
        _beatHeight.Reset();
        _beatInterval.Reset();
        _lastBeat = null;
    }

    /// <summary>Another patient: nothing is known.</summary>
    public void Reset()
    {
        ForgetPulses();
        ForgetBeats();
        (_since, _updated, _isSettled, _value) = (null, null, false, VitalValue.Missing(NoData.Starting));
    }

    /// <summary>The rate now; to be asked once a second.</summary>
    /// <param name="now">The time.</param>
    /// <param name="heartRate">Heart or pulse rate, beats a minute; null where it is not known, and then there is no value.</param>
    public VitalValue At(TimeSpan now, double? heartRate)
    {
        if (now < _updated) Reset();
        if (now - _updated < Interval && heartRate is not null) return _value;
        _updated = now;
        return _value = heartRate is { } heart && heart > 0 && TryAverage(now, heart) is { } value ? value
            : VitalValue.Missing(_since is not { } since || now - since < TimeSpan.FromSeconds(WindowSeconds) ? NoData.Starting : NoData.PoorSignal);
    }

    private VitalValue? TryAverage(TimeSpan now, double heartRate)
    {
        Array.Clear(_mean);
        var (known, sum, pulseHeight) = (0, 0.0, 0.0);
        foreach (var series in _all)
        {
            if (!series.TryRead(now, _wave, out var median, out var deviation)) continue;
            if (series == _pulseHeight) pulseHeight = median;
            if (deviation < (series == _pulseInterval || series == _beatInterval ? LeastOfInterval : LeastOfHeight * (series == _pulseTop ? pulseHeight : median))) continue;
            _spectrum.Read(_wave, heartRate / 2, double.MaxValue, _shares);
            var (peak, share) = BreathSpectrum.PeakOf(_shares);
            var weight = share * share;
            for (var i = 0; i < _mean.Length; i++) _mean[i] += (float)weight * _shares[i];
            _kinds[known] = series == _beatHeight ? 2 : series == _pulseInterval || series == _beatInterval ? 1 : 0;
            (_peaks[known++], sum) = (peak, sum + weight);
        }

        if (known < LeastAgreeing || !(sum > 0))
        {
            _isSettled = false;
            return null;
        }

        for (var i = 0; i < _mean.Length; i++) _settled[i] += (_isSettled ? NewShare : 1) * ((float)(_mean[i] / sum) - _settled[i]);
        _isSettled = true;
        var (rate, clear) = BreathSpectrum.PeakOf(_settled);
        var kinds = 0;
        for (var i = 0; i < known; i++)
        {
            if (Math.Abs(_peaks[i] - rate) <= Agreement) kinds |= 1 << _kinds[i];
        }

        if (BitOperations.PopCount((uint)kinds) < LeastAgreeing || clear < LeastShare) return null;
        return VitalValue.Valid(rate, clear >= GoodShare ? SignalQuality.Good : SignalQuality.Marginal);
    }
}
