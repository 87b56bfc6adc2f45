using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The last seconds of one lead as the rhythm detectors want them: without muscle noise and hum, and at one rate whatever the lead's own, so
/// that their windows and constants are the same for all leads.
/// </summary>
internal sealed class LeadHistory
{
    /// <summary>Samples per second of the history: the 5 ms steps of <see cref="QrsShapes"/>.</summary>
    public const int Rate = 200;

    /// <summary>Samples kept, a power of two: 20 s. Longer than a span of samples, the learning time and a search-back together.</summary>
    public const int Length = 4096;

    /// <summary>Upper corner, Hz (as in Amann, Tratnig and Unterkofler, 2005, before all their detectors); second order.</summary>
    private const double HighHz = 30;

    /// <summary>Lower corner, Hz, first order. Chosen: the wander goes, the shape of a wide complex and of its ST segment stays.</summary>
    private const double LowHz = 0.5;

    /// <summary>Steps; what rounding may take from a whole one.</summary>
    private const double Rounding = 1e-9;

    private readonly double _step;
    private readonly BiquadCascade _low;
    private readonly BiquadCascade _high = new(Butterworth.HighPass(1, LowHz, Rate));
    private readonly float[] _wave = new float[Length];
    private double _before;
    private double _phase;
    private bool _started;

    /// <param name="sampleRateHz">The lead's samples per second.</param>
    public LeadHistory(double sampleRateHz)
    {
        _step = Rate / sampleRateHz;
        _low = new BiquadCascade(Butterworth.LowPass(2, HighHz, sampleRateHz));
    }

    /// <summary>Samples of the history since the reset.</summary>
    public long Count { get; private set; }

    /// <summary>The wave at an index since the reset, mV; only for the last <see cref="Length"/>.</summary>
    public float this[long index] => _wave[(int)index & (Length - 1)];

    /// <summary>True where the wave around an index is still, or already, at hand.</summary>
    public bool Holds(long first, long end) => first >= 0 && first >= Count - Length && end <= Count;

    /// <summary>
    /// Takes one sample of the lead, mV. Between it and the one before, the history's own samples are interpolated: one, none or several.
    /// </summary>
    /// <param name="sample">The lead's sample, mV.</param>
    /// <param name="taken">The new samples of the history, before the high-pass; enough room is <see cref="MostAtOnce"/>.</param>
    /// <returns>How many there are.</returns>
    public int Push(float sample, Span<float> taken)
    {
        if (!_started)
        {
            _low.Settle(sample);
            _high.Settle(sample);
            // The first sample of both lies at the same time.
            (_before, _phase, _started) = (sample, 1 - _step + Rounding, true);
        }

        var value = _low.Process(sample);
        var count = 0;
        for (_phase += _step; _phase >= 1; _phase -= 1)
        {
            // The phase left over is what has passed since the history's sample, in its own steps.
            var part = (_phase - 1) / _step;
            taken[count] = (float)(value + (_before - value) * Math.Min(1, part));
            _wave[(int)Count++ & (Length - 1)] = (float)_high.Process(taken[count++]);
        }

        _before = value;
        return count;
    }

    /// <summary>Most samples one sample of the lead can bring: two at the lowest rate, and one for rounding.</summary>
    public const int MostAtOnce = 3;

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        Count = 0;
        _started = false;
    }
}
