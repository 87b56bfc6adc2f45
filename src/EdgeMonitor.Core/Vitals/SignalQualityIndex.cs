using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The quality of one lead, judged once a second over the last 10 s: how much of it is flat, how much stands at the converter's end, and how far
/// beats stand above noise. It says nothing about the heart: a flat line is poor quality and may still be asystole.
/// </summary>
public sealed class SignalQualityIndex
{
    /// <summary>Window, s (Clifford and Li combine their indices over 10 s, every second).</summary>
    public const int WindowSeconds = 10;

    /// <summary>Flat part of the window above which it is poor; unverified.</summary>
    private const double PoorFlatPart = 0.2;

    /// <summary>Part of the window at the converter's end above which it is poor. Chosen: one second in ten.</summary>
    private const double PoorSaturatedPart = 0.1;

    /// <summary>
    /// A sample counts as flat when it ends a run of equal samples at least this long, s. Chosen: quiet ECG between beats repeats a coarse
    /// converter's count for 50 ms, never for so long.
    /// </summary>
    private const double FlatRun = 0.2;

    /// <summary>
    /// Noise level over beat level of the detector: at or below is good, above is marginal, and poor. Chosen on recordings with added muscle
    /// noise.
    /// </summary>
    private const double GoodNoise = 0.3, PoorNoise = 0.6;

    private readonly int _second;
    private readonly int _flatRun;
    private readonly float _lowest, _highest;
    private readonly int[] _flat = new int[WindowSeconds];
    private readonly int[] _saturated = new int[WindowSeconds];
    private int _seconds;
    private int _inSecond;
    private int _flatNow, _saturatedNow;
    private int _run;
    private float _last;

    /// <summary>An index that has seen nothing.</summary>
    /// <param name="sampleRateHz">Samples per second, 10 to 100,000.</param>
    /// <param name="lowest">Smallest value the converter can give, in the samples' unit; negative infinity where unknown.</param>
    /// <param name="highest">Largest value the converter can give; positive infinity where unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range, or the range is empty.</exception>
    public SignalQualityIndex(double sampleRateHz, float lowest = float.NegativeInfinity, float highest = float.PositiveInfinity)
    {
        if (!(sampleRateHz >= 10) || !(sampleRateHz <= 100_000))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A rate is 10 to 100,000 Hz.");
        if (!(lowest < highest)) throw new ArgumentOutOfRangeException(nameof(highest), highest, "The largest value lies above the smallest one.");
        (_second, _flatRun) = ((int)Math.Round(sampleRateHz), (int)Math.Round(FlatRun * sampleRateHz));
        (_lowest, _highest) = (lowest, highest);
        Reset();
    }

    /// <summary>The last judgement; <see cref="SignalQuality.Unknown"/> in the first second.</summary>
    public SignalQuality Quality { get; private set; }

    /// <summary>Part of the window that was flat, 0 … 1.</summary>
    public double FlatPart { get; private set; }

    /// <summary>Part of the window that stood at the converter's end, 0 … 1.</summary>
    public double SaturatedPart { get; private set; }

    /// <summary>Noise level over beat level at the last judgement, 0 or above; null where there is no beat level.</summary>
    public double? NoisePart { get; private set; }

    /// <summary>True where noise hides the beats, or the converter stands at its end; a flat line is not noisy.</summary>
    public bool IsNoisy => SaturatedPart > PoorSaturatedPart || NoisePart > PoorNoise;

    /// <summary>Takes consecutive samples.</summary>
    /// <param name="samples">Oldest first, in the unit of the range.</param>
    /// <param name="beatLevel">The detector's <see cref="QrsDetector.BeatLevel"/>; 0 where there is none.</param>
    /// <param name="noiseLevel">The detector's <see cref="QrsDetector.NoiseLevel"/>.</param>
    public void Process(ReadOnlySpan<float> samples, double beatLevel, double noiseLevel)
    {
        foreach (var sample in samples)
        {
            _run = sample == _last ? _run + 1 : 0;
            _last = sample;
            // The run is counted whole once it is long enough, also the part before it was.
            if (_run == _flatRun) _flatNow += _flatRun;
            else if (_run > _flatRun) _flatNow++;
            if (sample <= _lowest || sample >= _highest) _saturatedNow++;
            if (++_inSecond == _second) Judge(beatLevel, noiseLevel);
        }
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset()
    {
        (_seconds, _inSecond, _flatNow, _saturatedNow, _run) = (0, 0, 0, 0, 0);
        _last = float.NaN;
        (Quality, FlatPart, SaturatedPart, NoisePart) = (SignalQuality.Unknown, 0, 0, null);
    }

    private void Judge(double beatLevel, double noiseLevel)
    {
        _flat[_seconds % WindowSeconds] = _flatNow;
        _saturated[_seconds % WindowSeconds] = _saturatedNow;
        (_inSecond, _flatNow, _saturatedNow) = (0, 0, 0);
        _seconds++;
        var known = Math.Min(_seconds, WindowSeconds);
        FlatPart = Math.Min(1, PartOf(_flat.AsSpan(0, known)));
        SaturatedPart = PartOf(_saturated.AsSpan(0, known));
        NoisePart = beatLevel > 0 ? noiseLevel / beatLevel : null;
        if (FlatPart > PoorFlatPart || SaturatedPart > PoorSaturatedPart || NoisePart > PoorNoise) Quality = SignalQuality.Poor;
        else if (NoisePart is null || NoisePart > GoodNoise) Quality = SignalQuality.Marginal;
        else Quality = SignalQuality.Good;
    }

    private double PartOf(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (var count in counts) sum += count;
        return (double)sum / ((long)counts.Length * _second);
    }
}
