using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The quality of one waveform of a session, judged every second and said whenever the judgement changes.</summary>
/// <param name="signal">The waveform.</param>
/// <param name="kind">What it shows.</param>
internal sealed class SignalWatch(SignalDescriptor signal, WaveKind kind)
{
    private SignalJudged? _said;

    /// <summary>How it is judged.</summary>
    public SignalQualityIndex Index { get; } = new(signal.SampleRate, kind: kind);

    /// <summary>Says the judgement where it is another than before.</summary>
    /// <param name="isMissing">True where nothing comes of the patient: then there is nothing to judge.</param>
    /// <param name="now">The second it is said for.</param>
    /// <param name="events">Takes it.</param>
    /// <param name="others">What only the stage can see, besides.</param>
    public void SaySecond(bool isMissing, TimeSpan now, ICollection<MonitorEvent> events, QualityFaults others = QualityFaults.None)
    {
        var (quality, faults) = isMissing ? (SignalQuality.Unknown, QualityFaults.None) : (Index.Quality, Index.Faults | others);
        if (others != QualityFaults.None && quality == SignalQuality.Good) quality = SignalQuality.Marginal;
        if (_said is null ? quality == SignalQuality.Unknown : _said.Quality == quality && _said.Faults == faults) return;
        _said = new SignalJudged(now, signal, quality, faults);
        events.Add(_said);
    }
}
