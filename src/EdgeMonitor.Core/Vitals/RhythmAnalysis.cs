namespace EdgeMonitor.Core.Vitals;

/// <summary>One lead's rhythm: the class of its beats (<see cref="BeatClassifier"/>) and fibrillation (<see cref="FibrillationDetector"/>).</summary>
public sealed class RhythmAnalysis : IRhythmAnalysis
{
    private readonly double _sampleRate;
    private readonly LeadHistory _history;
    private readonly BeatClassifier _beats = new();
    private readonly FibrillationDetector _fibrillation = new();
    private long _firstIndex;

    /// <summary>An analysis that has seen nothing; the first sample has index 0.</summary>
    /// <param name="sampleRateHz">Samples per second, <see cref="QrsDetector.LowestRate"/> to <see cref="QrsDetector.HighestRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public RhythmAnalysis(double sampleRateHz)
    {
        if (!(sampleRateHz >= QrsDetector.LowestRate) || !(sampleRateHz <= QrsDetector.HighestRate))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, $"A rate is {QrsDetector.LowestRate} to {QrsDetector.HighestRate} Hz.");
        _sampleRate = sampleRateHz;
        _history = new LeadHistory(sampleRateHz);
    }

    /// <inheritdoc/>
    public bool? Fibrillates => _fibrillation.Present;

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> millivolts)
    {
        Span<float> taken = stackalloc float[LeadHistory.MostAtOnce];
        foreach (var sample in millivolts)
        {
            var count = _history.Push(sample, taken);
            for (var i = 0; i < count; i++) _fibrillation.Push(taken[i]);
        }
    }

    /// <inheritdoc/>
    public BeatJudgement Classify(in Beat beat) => _beats.Classify(_history, (beat.Index - _firstIndex) * LeadHistory.Rate / _sampleRate);

    /// <inheritdoc/>
    public void Reset(long firstIndex)
    {
        _firstIndex = firstIndex;
        _history.Reset();
        _beats.ForgetLast();
        _fibrillation.Reset();
    }
}
