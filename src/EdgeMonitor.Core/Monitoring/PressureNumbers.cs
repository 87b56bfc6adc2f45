using EdgeMonitor.Core.Filters;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>Systolic, diastolic and mean value of an arterial pressure wave: medians of the last eight pulses, mean of the last 4 s.</summary>
/// <param name="sampleRateHz">Samples per second.</param>
internal sealed class PressureNumbers(double sampleRateHz)
{
    /// <summary>Time over which the mean is taken, s. Chosen: a breath.</summary>
    private const double MeanSeconds = 4;

    private readonly MovingWindow _mean = new((int)Math.Max(1, Math.Round(MeanSeconds * sampleRateHz)));
    private readonly MedianOfEight _systolic = new(), _diastolic = new();
    private long _samples;
    private int _pulses;

    /// <summary>Systolic value, mmHg; null before the first pulse.</summary>
    public double? Systolic => _pulses > 0 ? _systolic.Value : null;

    /// <summary>Diastolic value, mmHg; null before the first pulse.</summary>
    public double? Diastolic => _pulses > 0 ? _diastolic.Value : null;

    /// <summary>Mean value, mmHg, with a pulse or without; null until the wave is long enough.</summary>
    public double? Mean => _samples >= _mean.Length ? _mean.Mean : null;

    public void Add(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples) _mean.Push(sample);
        _samples += samples.Length;
    }

    public void Add(in Pulse pulse)
    {
        if (_pulses++ == 0)
        {
            _systolic.Fill(pulse.Peak);
            _diastolic.Fill(pulse.Foot);
        }

        _systolic.Push(pulse.Peak);
        _diastolic.Push(pulse.Foot);
    }

    public void Reset()
    {
        _mean.Reset();
        (_samples, _pulses) = (0, 0);
    }
}
