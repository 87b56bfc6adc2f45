using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>What a waveform shows, as far as its quality goes.</summary>
public enum WaveKind
{
    /// <summary>A pleth or a pressure.</summary>
    Pulse,

    /// <summary>An ECG lead: a second detector is held against the beats that the index is told of.</summary>
    Ecg,

    /// <summary>The chest's impedance.</summary>
    Breath,
}

/// <summary>
/// The quality of one signal, judged once a second over the last 10 s, with its reasons: how much of it is flat, how much is cut off, how far beats stand
/// above noise, how high the mains hums, and whether two detectors find the same beats (bSQI of Li, Mark and Clifford, Physiological Measurement 29, 2008).
/// It says nothing about the heart: a flat line is poor quality and may still be asystole, fibrillation is noise to it.
/// </summary>
public sealed class SignalQualityIndex
{
    /// <summary>Window, s (Clifford and Li combine their indices over 10 s, every second).</summary>
    public const int WindowSeconds = 10;

    /// <summary>Flat part of the window above which it is poor; unverified.</summary>
    private const double PoorFlatPart = 0.2;

    /// <summary>Part of the window at the converter's end above which it is poor. Chosen: one second in ten.</summary>
    private const double PoorSaturatedPart = 0.1;

    /// <summary>So many tops cut off in the window are no chance. Chosen: one may be an artefact, in three of the beats it is the amplifier.</summary>
    private const int LeastTops = 3;

    /// <summary>
    /// A sample counts as flat when it ends a run of equal samples at least this long, s. Chosen: quiet ECG between beats repeats a coarse
    /// converter's count for 50 ms, never for so long. Between two breaths a chest rests for longer.
    /// </summary>
    private const double FlatRun = 0.2, FlatRunOfBreath = 2;

    /// <summary>
    /// Noise level over beat level of the detector: at or below is good, above is marginal, and poor. Chosen on recordings with added muscle
    /// noise.
    /// </summary>
    private const double GoodNoise = 0.3, PoorNoise = 0.6;

    /// <summary>
    /// Hum counts where it stands so many times above its neighbours, and is so high as a part of the range of the second. Chosen on recordings with
    /// hum mixed in: muscle noise at 0 dB has a contrast of 3 in one second of a hundred.
    /// </summary>
    private const double HumContrast = 3, LeastHum = 0.05;

    /// <summary>Seconds of the window that hum before it is said. Chosen: mains goes on, an artefact does not.</summary>
    private const int LeastHumSeconds = 5;

    /// <summary>Part of the beats on which both detectors agree: below is poor (the reference asks for 0.9 for a good one). Chosen on recordings.</summary>
    private const double PoorAgreement = 0.5, GoodAgreement = 0.8;

    /// <summary>Beats that either has found at least, before their agreement says something.</summary>
    private const int LeastBeats = 3;

    /// <summary>The first detector gives a beat so long after it, s; both learn for so long, s; and so long a stretch, s, says something.</summary>
    private const double Latency = 0.5, Learning = 2.5, LeastStretch = 4;

    /// <summary>Beats of the two nearer than this are the same, s (the match window of ANSI/AAMI EC57).</summary>
    private const double SameBeat = 0.15;

    private readonly double _sampleRate;
    private readonly int _flatRun;
    private readonly float _lowest, _highest;
    private readonly float[] _second;
    private readonly int[] _flat = new int[WindowSeconds];
    private readonly int[] _saturated = new int[WindowSeconds];
    private readonly bool[] _hums = new bool[WindowSeconds];
    private readonly ClippedTops _tops;
    private readonly MainsHum _mains;
    private readonly PlainBeats? _plain;
    private readonly BeatTimes _own = new(), _others = new();
    private int _seconds;
    private int _inSecond;
    private int _run;
    private float _last;
    private long _firstIndex;
    private long _taken;

    /// <summary>An index that has seen nothing.</summary>
    /// <param name="sampleRateHz">Samples per second, 10 to 100,000.</param>
    /// <param name="lowest">Smallest value the converter can give, in the samples' unit; negative infinity where unknown.</param>
    /// <param name="highest">Largest value the converter can give; positive infinity where unknown.</param>
    /// <param name="kind">What the signal shows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range, or the range is empty.</exception>
    public SignalQualityIndex(double sampleRateHz, float lowest = float.NegativeInfinity, float highest = float.PositiveInfinity, WaveKind kind = WaveKind.Pulse)
    {
        if (!(sampleRateHz >= 10) || !(sampleRateHz <= 100_000))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A rate is 10 to 100,000 Hz.");
        if (!(lowest < highest)) throw new ArgumentOutOfRangeException(nameof(highest), highest, "The largest value lies above the smallest one.");
        (_sampleRate, _flatRun) = (sampleRateHz, (int)Math.Round((kind == WaveKind.Breath ? FlatRunOfBreath : FlatRun) * sampleRateHz));
        (_lowest, _highest) = (lowest, highest);
        _second = new float[(int)Math.Round(sampleRateHz)];
        _tops = new ClippedTops(sampleRateHz, WindowSeconds, kind);
        _mains = new MainsHum(sampleRateHz, _second.Length);
        _plain = kind == WaveKind.Ecg ? new PlainBeats(sampleRateHz) : null;
        Reset();
    }

    /// <summary>The last judgement; <see cref="SignalQuality.Unknown"/> in the first second.</summary>
    public SignalQuality Quality { get; private set; }

    /// <summary>Why it is not good.</summary>
    public QualityFaults Faults { get; private set; }

    /// <summary>Part of the window that was flat, 0 … 1.</summary>
    public double FlatPart { get; private set; }

    /// <summary>Part of the window that stood at the converter's end, 0 … 1.</summary>
    public double SaturatedPart { get; private set; }

    /// <summary>Noise level over beat level at the last judgement, 0 or above; null where there is no beat level.</summary>
    public double? NoisePart { get; private set; }

    /// <summary>Height of the hum in the last second from crest to trough, in the samples' unit; 0 where none stands out.</summary>
    public double HumHeight { get; private set; }

    /// <summary>Part of all beats of the window that both detectors found, 0 … 1; null where there are too few, or no second detector.</summary>
    public double? Agreement { get; private set; }

    /// <summary>True where noise hides the beats, or the converter stands at its end; a flat line is not noisy.</summary>
    public bool HidesBeats => SaturatedPart > PoorSaturatedPart || NoisePart > PoorNoise;

    /// <summary>True where the beats are not to be trusted: noise hides them, or the two detectors hardly agree on any.</summary>
    public bool IsNoisy => HidesBeats || Agreement < PoorAgreement;

    /// <summary>Takes consecutive samples.</summary>
    /// <param name="samples">Oldest first, in the unit of the range.</param>
    /// <param name="beatLevel">The detector's <see cref="QrsDetector.BeatLevel"/>; 0 where there is none.</param>
    /// <param name="noiseLevel">The detector's <see cref="QrsDetector.NoiseLevel"/>.</param>
    public void Process(ReadOnlySpan<float> samples, double beatLevel, double noiseLevel)
    {
        while (samples.Length > 0)
        {
            var count = Math.Min(samples.Length, _second.Length - _inSecond);
            samples[..count].CopyTo(_second.AsSpan(_inSecond));
            samples = samples[count..];
            _inSecond += count;
            if (_inSecond == _second.Length) Judge(beatLevel, noiseLevel);
        }
    }

    /// <summary>Takes a beat that the detector has found.</summary>
    /// <param name="index">Index of its sample, on the line of <see cref="Restart"/>.</param>
    public void AddBeat(long index) => _own.Add(index - _firstIndex);

    /// <summary>A hole: what was seen of the signal counts on, but no beat before it.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    public void Restart(long firstIndex)
    {
        _plain?.Reset();
        _own.Clear();
        _others.Clear();
        (_firstIndex, _taken, _inSecond, Agreement) = (firstIndex, 0, 0, null);
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset()
    {
        Restart(0);
        _tops.Reset();
        Array.Clear(_hums);
        (_seconds, _run) = (0, 0);
        _last = float.NaN;
        (Quality, Faults, FlatPart, SaturatedPart, NoisePart, HumHeight) = (SignalQuality.Unknown, QualityFaults.None, 0, 0, null, 0);
    }

    private void Judge(double beatLevel, double noiseLevel)
    {
        var place = _seconds++ % WindowSeconds;
        (_flat[place], _saturated[place]) = CountStill();
        _inSecond = 0;
        _taken += _second.Length;
        var known = Math.Min(_seconds, WindowSeconds);
        _tops.Take(_second);
        FlatPart = Math.Min(1, PartOf(_flat.AsSpan(0, known)));
        SaturatedPart = Math.Max(PartOf(_saturated.AsSpan(0, known)), (double)_tops.Samples / ((long)known * _second.Length));
        NoisePart = beatLevel > 0 ? noiseLevel / beatLevel : null;
        _hums[place] = Hums();
        if (_plain is not null)
        {
            _plain.Process(_second, _others);
            Agreement = AgreementNow();
        }

        Faults = FaultsNow();
        Quality = QualityNow();
    }

    private QualityFaults FaultsNow() =>
        (FlatPart > PoorFlatPart ? QualityFaults.Flat : 0)
        | (SaturatedPart > PoorSaturatedPart || _tops.Tops >= LeastTops ? QualityFaults.Clipped : 0)
        | (NoisePart > GoodNoise ? QualityFaults.Noise : 0)
        | (_hums.AsSpan().Count(true) >= LeastHumSeconds ? QualityFaults.Mains : 0)
        | (Agreement < GoodAgreement ? QualityFaults.Disagreement : 0);

    private SignalQuality QualityNow()
        => FlatPart > PoorFlatPart || SaturatedPart > PoorSaturatedPart || NoisePart > PoorNoise || Agreement < PoorAgreement ? SignalQuality.Poor
        : NoisePart is null || Faults != QualityFaults.None ? SignalQuality.Marginal
        : SignalQuality.Good;

    /// <summary>Samples of the second that end a run of equal ones, and samples at the converter's end.</summary>
    private (int Flat, int Saturated) CountStill()
    {
        var (flat, saturated) = (0, 0);
        foreach (var sample in _second)
        {
            _run = sample == _last ? _run + 1 : 0;
            _last = sample;
            // The run is counted whole once it is long enough, also the part before it was.
            if (_run == _flatRun) flat += _flatRun;
            else if (_run > _flatRun) flat++;
            if (sample <= _lowest || sample >= _highest) saturated++;
        }

        return (flat, saturated);
    }

    private bool Hums()
    {
        HumHeight = _mains.HeightIn(_second, HumContrast);
        if (HumHeight == 0) return false;
        var (low, high) = Extremes.Of(_second);
        return HumHeight > LeastHum * (high - low);
    }

    private double? AgreementNow()
    {
        var to = _taken - (long)(Latency * _sampleRate);
        var from = Math.Max((long)(Learning * _sampleRate), to - (long)(WindowSeconds * _sampleRate));
        if (to - from < LeastStretch * _sampleRate) return null;
        var both = _own.MatchedIn(from, to, _others, SameBeat * _sampleRate);
        var any = _own.CountIn(from, to) + _others.CountIn(from, to) - both;
        return any < LeastBeats ? null : (double)both / any;
    }

    private double PartOf(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (var count in counts) sum += count;
        return (double)sum / ((long)counts.Length * _second.Length);
    }
}
