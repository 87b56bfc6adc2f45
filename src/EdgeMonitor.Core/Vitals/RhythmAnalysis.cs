namespace EdgeMonitor.Core.Vitals;

/// <summary>One lead's rhythm: the class of its beats (<see cref="BeatClassifier"/>) and fibrillation (<see cref="FibrillationDetector"/>).</summary>
public sealed class RhythmAnalysis : IRhythmAnalysis
{
    /// <summary>A lead that moves by less within a second is flat, mV. Chosen: a fifth of what the QRS detector takes for a beat at least.</summary>
    private const double LeastRange = 0.03;

    /// <summary>
    /// A lead that moves by less within a second is connected to nothing, mV. Chosen: a converter's step or two; an ECG amplifier's own noise may be up to 0.03 mV
    /// (IEC 60601-2-27, unverified), and hardly any has less than a third of that.
    /// </summary>
    private const double LeastNoise = 0.005;

    /// <summary>The second is looked at in parts, so that it may begin anywhere.</summary>
    private const int FlatParts = 4, PartLength = LeadHistory.Rate / FlatParts;

    private readonly double _sampleRate;
    private readonly LeadHistory _history;
    private readonly BeatClassifier _beats;
    private readonly FibrillationDetector _fibrillation = new();
    private readonly (float Lowest, float Highest)[] _ranges = new (float, float)[FlatParts];
    private int _inPart;
    private long _parts;
    private long _firstIndex;

    /// <summary>An analysis that has seen nothing; the first sample has index 0.</summary>
    /// <param name="sampleRateHz">Samples per second, <see cref="QrsDetector.LowestRate"/> to <see cref="QrsDetector.HighestRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public RhythmAnalysis(double sampleRateHz)
        : this(sampleRateHz, BeatModel.Trained)
    {
    }

    /// <summary>The same with another model: for its training and cross-validation.</summary>
    internal RhythmAnalysis(double sampleRateHz, BeatModel model)
    {
        if (!(sampleRateHz >= QrsDetector.LowestRate) || !(sampleRateHz <= QrsDetector.HighestRate))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, $"A rate is {QrsDetector.LowestRate} to {QrsDetector.HighestRate} Hz.");
        _sampleRate = sampleRateHz;
        _beats = new BeatClassifier(model);
        _history = new LeadHistory(sampleRateHz);
    }

    /// <inheritdoc/>
    public bool? Fibrillates => _fibrillation.Present;

    /// <inheritdoc/>
    public bool IsFlat => Range < LeastRange;

    /// <inheritdoc/>
    public bool IsDead => Range < LeastNoise;

    private float Range
    {
        get
        {
            var (lowest, highest) = (float.MaxValue, float.MinValue);
            foreach (var (low, high) in _ranges) (lowest, highest) = (Math.Min(lowest, low), Math.Max(highest, high));
            return highest - lowest;
        }
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> millivolts)
    {
        Span<float> taken = stackalloc float[LeadHistory.MostAtOnce];
        foreach (var sample in millivolts)
        {
            var count = _history.Push(sample, taken);
            for (var i = 0; i < count; i++)
            {
                _fibrillation.Push(taken[i]);
                Measure(taken[i]);
            }
        }
    }

    /// <inheritdoc/>
    public BeatJudgement Classify(in Beat beat) => _beats.Classify(_history, beat, (beat.Index - _firstIndex) * LeadHistory.Rate / _sampleRate);

    /// <inheritdoc/>
    public void Reset(long firstIndex)
    {
        _firstIndex = firstIndex;
        _history.Reset();
        _beats.ForgetLast();
        _fibrillation.Reset();
        _inPart = 0;
    }

    private void Measure(float value)
    {
        ref var range = ref _ranges[_parts % FlatParts];
        range = _inPart == 0 ? (value, value) : (Math.Min(range.Lowest, value), Math.Max(range.Highest, value));
        if (++_inPart < PartLength) return;
        _inPart = 0;
        _parts++;
    }
}
