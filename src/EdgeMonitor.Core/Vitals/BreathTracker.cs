using EdgeMonitor.Core.Filters;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Breaths in one band of the impedance wave: a breath is a peak above a threshold with a trough below zero before it (count-orig: Schäfer and
/// Kratky, Ann Biomed Eng 36:476–485, 2008, unverified; here streaming).
/// </summary>
internal sealed class BreathTracker
{
    /// <summary>
    /// Two breaths are at least this far apart, s. Deviation: 0.3 s in place of 0.5 s, so that a heart above 120 a minute is not taken for breathing at half its rate.
    /// </summary>
    private const double DeadTime = 0.3;

    /// <summary>A breath is higher than this part of the 75th percentile of the recent breaths' heights, a trough deeper (count-orig).</summary>
    private const double HeightPart = 0.2, Percentile = 0.75;

    /// <summary>A breath is nearly as high as usual from this part of the percentile on. Chosen: quiet breathing varies less, what the heart leaves of itself is mostly lower.</summary>
    private const double HighPart = 0.6;

    /// <summary>
    /// A breath is evidence against an apnoea from this part on. Chosen on recordings and made-up apnoeas: what the heart moves of the wave, also unevenly, is then none, and on 54 recordings no
    /// more apnoeas are signalled than with <see cref="HeightPart"/>; with 0.35 half as many more.
    /// </summary>
    private const double EvidentPart = 0.3;

    /// <summary>Heights kept. Chosen: one to two minutes of quiet breathing.</summary>
    private const int KeptHeights = 16;

    /// <summary>Breaths in the rate. Chosen: about half a minute of quiet breathing.</summary>
    private const int KeptIntervals = 8;

    /// <summary>Intervals needed before there is any value. Chosen.</summary>
    private const int LeastIntervals = 3;

    /// <summary>
    /// Without a breath for this long, s, the threshold is lowered by this factor, once: the wave may have become smaller. Chosen: after any apnoea
    /// alarm has begun (10–40 s), and not so low that the heart's own movement of the wave could pass for breathing and end the alarm.
    /// </summary>
    private const double LowerAfter = 45, LowerFactor = 0.5;

    /// <summary>Most tops that <see cref="ReadTops"/> gives.</summary>
    public const int MostTops = KeptIntervals + 1;

    private readonly double _sampleRate;
    private readonly long _lowerAfter;
    private readonly BiquadCascade _band;
    private readonly double[] _heights = new double[KeptHeights];
    private readonly double[] _intervals = new double[KeptIntervals];
    private readonly long[] _tops = new long[MostTops];
    private int _heightCount, _intervalCount;
    private long _heightNext, _intervalNext;
    private double _threshold;
    private double _peak;
    private long _peakAt;
    private bool _armed;
    private long _count;
    private long? _lastBreath;
    private long? _lastHigh, _lastEvident;

    public BreathTracker(double sampleRateHz, params ReadOnlySpan<BiquadCoefficients> band)
    {
        _sampleRate = sampleRateHz;
        _lowerAfter = (long)(LowerAfter * sampleRateHz);
        _band = new BiquadCascade(band);
    }

    /// <summary>Time since the top of the last breath, up to the last sample; since the reset while none has been seen.</summary>
    public TimeSpan SinceLastBreath => TimeSpan.FromSeconds((_count - (_lastBreath ?? 0)) / _sampleRate);

    /// <summary>The same for a breath that was as high as the patient's usual ones, or nearly.</summary>
    public TimeSpan SinceHighBreath => TimeSpan.FromSeconds((_count - (_lastHigh ?? 0)) / _sampleRate);

    /// <summary>The same for a breath high enough to be evidence against an apnoea.</summary>
    public TimeSpan SinceEvidentBreath => TimeSpan.FromSeconds((_count - (_lastEvident ?? 0)) / _sampleRate);

    /// <summary>Samples since the reset.</summary>
    public long Count => _count;

    /// <summary>Places of the tops of the breaths in the rate, samples since the reset, oldest first.</summary>
    /// <param name="tops">Takes nine at most.</param>
    /// <returns>How many there are.</returns>
    public int ReadTops(Span<long> tops)
    {
        var known = _intervalCount + 1;
        if (_lastBreath is null) return 0;
        for (var i = 0; i < known; i++) tops[i] = _tops[(_intervalNext - _intervalCount + i) % _tops.Length];
        return known;
    }

    /// <summary>The rate now, per minute: 60 over the mean of the last 8 intervals; of fewer, but at least 3, soon after the start.</summary>
    public VitalValue Value
    {
        get
        {
            if (SinceLastBreath > RespirationRate.StaleAfter) return VitalValue.Missing(_lastBreath is null ? NoData.Starting : NoData.Stale);
            if (_intervalCount < LeastIntervals) return VitalValue.Missing(NoData.Starting);
            var sum = 0.0;
            var (shortest, longest) = (double.MaxValue, 0.0);
            for (var i = 0; i < _intervalCount; i++)
            {
                sum += _intervals[i];
                (shortest, longest) = (Math.Min(shortest, _intervals[i]), Math.Max(longest, _intervals[i]));
            }

            // Chosen: even breathing varies by less than a third, and a threefold spread means missed or false breaths.
            var spread = longest / shortest;
            var quality = spread < 1.5 ? SignalQuality.Good : spread < 3 ? SignalQuality.Marginal : SignalQuality.Poor;
            return VitalValue.Valid(60 * _intervalCount / sum, quality);
        }
    }

    /// <summary>
    /// The rate of the median interval, per minute; null while there is no <see cref="Value"/>. A few skipped breaths do not move it.
    /// </summary>
    public double? MedianRate
    {
        get
        {
            if (Value.Value is null) return null;
            Span<double> sorted = stackalloc double[KeptIntervals];
            sorted = sorted[.._intervalCount];
            _intervals.AsSpan(0, _intervalCount).CopyTo(sorted);
            sorted.Sort();
            return 60 / sorted[_intervalCount / 2];
        }
    }

    /// <summary>Takes consecutive samples, oldest first, finite, in any unit.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            if (_count == 0) _band.Settle(sample);
            Push(_band.Process(sample));
            _count++;
        }
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset()
    {
        _band.Reset();
        (_heightCount, _intervalCount, _heightNext, _intervalNext) = (0, 0, 0, 0);
        (_threshold, _peak, _peakAt, _armed, _count, _lastBreath, _lastHigh, _lastEvident) = (0, 0, 0, false, 0, null, null, null);
    }

    /// <summary>Begins anew after a gap; how high a breath is, is still known.</summary>
    public void Restart()
    {
        _band.Reset();
        (_intervalCount, _intervalNext) = (0, 0);
        (_peak, _peakAt, _armed, _count, _lastBreath, _lastHigh, _lastEvident) = (0, 0, false, 0, null, null, null);
    }

    /// <summary>A trough deep enough arms; the highest point after it is a breath once the wave falls through zero.</summary>
    private void Push(double value)
    {
        if (value < -_threshold && value < 0)
        {
            if (_armed && _peak > 0) EndExcursion();
            _armed = true;
            _peak = 0;
        }
        else if (_armed && value > _peak)
        {
            (_peak, _peakAt) = (value, _count);
        }
        else if (_armed && value < 0 && _peak > 0)
        {
            EndExcursion();
        }

        if (_count == (_lastBreath ?? 0) + _lowerAfter) _threshold *= LowerFactor;
    }

    private void EndExcursion()
    {
        var (peak, at) = (_peak, _peakAt);
        _peak = 0;
        if (peak <= _threshold || at - _lastBreath < DeadTime * _sampleRate) return;
        _armed = false;
        if (_lastBreath is { } last && (at - last) / _sampleRate <= RespirationRate.StaleAfter.TotalSeconds)
        {
            _intervals[(int)(_intervalNext++ % KeptIntervals)] = (at - last) / _sampleRate;
            _intervalCount = Math.Min(_intervalCount + 1, KeptIntervals);
        }
        else
        {
            _intervalCount = 0;
            _intervalNext = 0;
        }

        _tops[_intervalNext % _tops.Length] = at;
        if (peak >= HighPart / HeightPart * _threshold) _lastHigh = at;
        if (peak >= EvidentPart / HeightPart * _threshold) _lastEvident = at;
        _heights[(int)(_heightNext++ % KeptHeights)] = peak;
        _heightCount = Math.Min(_heightCount + 1, KeptHeights);
        UpdateThreshold();
        _lastBreath = at;
    }

    private void UpdateThreshold()
    {
        Span<double> sorted = stackalloc double[KeptHeights];
        sorted = sorted[.._heightCount];
        _heights.AsSpan(0, _heightCount).CopyTo(sorted);
        sorted.Sort();
        _threshold = HeightPart * sorted[(int)(Percentile * (_heightCount - 1))];
    }
}
