using EdgeMonitor.Core.Filters;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Saturation from the raw light of two colours, by the ratio of ratios R = (AC red / DC red) / (AC infrared / DC infrared) over the last 4 s. AC red over AC infrared is the
/// slope of the one on the other, 0.5 to 5 Hz, so that noise of one colour alone does not count.
/// <para>
/// <b>Not calibrated.</b> The curve is that of the comments of Maxim's reference code for the MAX3010x (as the SparkFun library has it): SpO2 = −45.060 R² + 30.354 R + 94.845. A
/// curve belongs to one probe and its front end, and only a study with people whose saturation is lowered makes it valid: the number shows a trend at most.
/// </para>
/// </summary>
public sealed class OpticalSaturation
{
    /// <summary>Band of the pulse, Hz. Chosen: 30 beats a minute to the first overtones of a fast pulse.</summary>
    private const double LowHz = 0.5, HighHz = 5;

    /// <summary>Window, s (clinical reference §2: 3 to 4 s), and the time the filters take to settle.</summary>
    private const double WindowSeconds = 4, SettlingSeconds = 6;

    /// <summary>Least correlation of the colours: the pulse moves both alike, what else moves them does not. Chosen.</summary>
    private const double LeastCorrelation = 0.9;

    /// <summary>Ratios of the curve's table: above the last, and far below its top, no blood has such a one.</summary>
    private const double LowestRatio = 0.2, HighestRatio = 1.6;

    private readonly double _sampleRate;
    private readonly Colour _infrared, _red;

    /// <param name="sampleRateHz">Samples per second of both, 25 to 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public OpticalSaturation(double sampleRateHz)
    {
        if (!(sampleRateHz >= 25) || !(sampleRateHz <= 1000)) throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A rate is 25 to 1000 Hz.");
        _sampleRate = sampleRateHz;
        // Twice the window: one colour's block may come before the other's.
        var kept = (int)Math.Ceiling(2 * WindowSeconds * sampleRateHz);
        (_infrared, _red) = (new Colour(sampleRateHz, kept), new Colour(sampleRateHz, kept));
    }

    /// <summary>Mean infrared light of the last 4 s, in the light's unit; null before that.</summary>
    public double? InfraredLevel => _infrared.Level;

    /// <summary>SpO2 of a ratio of ratios by the curve, %.</summary>
    public static double SaturationOf(double ratio)
    {
        // Left of its top the parabola falls again: no more oxygen is fewer.
        const double Top = 30.354 / (2 * 45.060);
        ratio = Math.Max(ratio, Top);
        return -45.060 * ratio * ratio + 30.354 * ratio + 94.845;
    }

    /// <summary>Takes the next infrared light, consecutive, above 0; after a gap in the index all begins anew.</summary>
    public void AddInfrared(long firstIndex, ReadOnlySpan<float> light) => _infrared.Add(firstIndex, light);

    /// <summary>Takes the next red light.</summary>
    public void AddRed(long firstIndex, ReadOnlySpan<float> light) => _red.Add(firstIndex, light);

    /// <summary>Saturation over the last 4 s that both colours have brought, %; not calibrated.</summary>
    public VitalValue Value => Ratio is not { } ratio ? VitalValue.Missing(NoData.Starting)
        : double.IsNaN(ratio) || ratio < LowestRatio || ratio > HighestRatio ? VitalValue.Missing(NoData.PoorSignal)
        : VitalValue.Valid(SaturationOf(ratio), SignalQuality.Marginal);

    /// <summary>The ratio of ratios; NaN where the colours do not move alike, null where too little has come.</summary>
    public double? Ratio
    {
        get
        {
            var end = Math.Min(_infrared.End, _red.End);
            var length = (int)(WindowSeconds * _sampleRate);
            var begin = Math.Max(_infrared.Start, _red.Start);
            if (end - begin < (SettlingSeconds + WindowSeconds) * _sampleRate || Math.Abs(_infrared.End - _red.End) > length) return null;
            var (ii, rr, ir, infrared, red) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = end - length; i < end; i++)
            {
                var (one, other) = (_infrared.Pulse(i), _red.Pulse(i));
                (ii, rr, ir) = (ii + one * one, rr + other * other, ir + one * other);
                (infrared, red) = (infrared + _infrared.Light(i), red + _red.Light(i));
            }

            if (!(ii > 0) || !(rr > 0) || !(infrared > 0) || !(red > 0) || ir < LeastCorrelation * Math.Sqrt(ii * rr)) return double.NaN;
            return ir / ii * infrared / red;
        }
    }

    /// <summary>Forgets all, as when the probe was off.</summary>
    public void Reset()
    {
        _infrared.Reset();
        _red.Reset();
    }

    /// <summary>One colour's light and its pulse over the last seconds.</summary>
    private sealed class Colour
    {
        private readonly float[] _light, _pulse;
        private readonly MovingWindow _level;
        private readonly BiquadCascade _band;

        public Colour(double sampleRateHz, int kept)
        {
            (_light, _pulse) = (new float[kept], new float[kept]);
            _level = new MovingWindow((int)(WindowSeconds * sampleRateHz));
            _band = new BiquadCascade([.. Butterworth.HighPass(2, LowHz, sampleRateHz), .. Butterworth.LowPass(2, HighHz, sampleRateHz)]);
        }

        /// <summary>Index of the first sample since the start, and of the one after the last.</summary>
        public long Start { get; private set; }

        public long End { get; private set; }

        public double? Level => End - Start >= _level.Length ? _level.Mean : null;

        public double Light(long index) => _light[index % _light.Length];

        public double Pulse(long index) => _pulse[index % _pulse.Length];

        public void Add(long firstIndex, ReadOnlySpan<float> light)
        {
            if (firstIndex != End) Begin(firstIndex);
            foreach (var value in light)
            {
                if (End == Start) _band.Settle(value);
                var place = (int)(End++ % _light.Length);
                (_light[place], _pulse[place]) = (value, (float)_band.Process(value));
                _level.Push(value);
            }
        }

        public void Reset() => Begin(End);

        private void Begin(long index)
        {
            (Start, End) = (index, index);
            _band.Reset();
            _level.Reset();
        }
    }
}
