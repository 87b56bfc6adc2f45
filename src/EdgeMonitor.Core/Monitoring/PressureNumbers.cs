using EdgeMonitor.Core.Filters;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Systolic, diastolic and mean value of an arterial pressure wave: medians of the last eight pulses, mean of the last 4 s. While the line is flushed or open to the air there are none
/// (<see cref="PressureLine"/>), and afterwards they begin anew.
/// </summary>
/// <param name="sampleRateHz">Samples per second.</param>
internal sealed class PressureNumbers(double sampleRateHz)
{
    /// <summary>Time over which the mean is taken, s. Chosen: a breath.</summary>
    private const double MeanSeconds = 4;

    private readonly MovingWindow _mean = new((int)Math.Max(1, Math.Round(MeanSeconds * sampleRateHz)));
    /// <summary>A line whose pulses rise less steeply than this, parts of their height a second, is damped: its systolic is too low and its diastolic too high.</summary>
    private const double DampedSteepness = 5;

    private readonly PressureLine _line = new(sampleRateHz);
    private readonly MedianOfEight _systolic = new(), _diastolic = new(), _steepness = new();
    private long _samples;
    private int _pulses;

    /// <summary>True while what stands in the line is not the patient's pressure.</summary>
    public bool IsNotOfPatient => _line.State != PressureLineState.Patient;

    /// <summary>True where the line is damped: systolic and diastolic are nearer to each other than in the artery; the mean is right.</summary>
    public bool IsDamped => _pulses > 0 && _steepness.Value < DampedSteepness;

    /// <summary>Systolic value, mmHg; null before the first pulse.</summary>
    public double? Systolic => _pulses > 0 ? _systolic.Value : null;

    /// <summary>Diastolic value, mmHg; null before the first pulse.</summary>
    public double? Diastolic => _pulses > 0 ? _diastolic.Value : null;

    /// <summary>Mean value, mmHg, with a pulse or without; null until the wave is long enough.</summary>
    public double? Mean => _samples >= _mean.Length ? _mean.Mean : null;

    public void Add(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            var before = IsNotOfPatient;
            _line.Add(sample);
            if (before != IsNotOfPatient) Begin();
            _mean.Push(sample);
            _samples++;
        }
    }

    public void Add(in Pulse pulse)
    {
        if (IsNotOfPatient) return;
        if (_pulses++ == 0)
        {
            _systolic.Fill(pulse.Peak);
            _diastolic.Fill(pulse.Foot);
            _steepness.Fill(pulse.Steepness);
        }

        _systolic.Push(pulse.Peak);
        _diastolic.Push(pulse.Foot);
        _steepness.Push(pulse.Steepness);
    }

    public void Reset()
    {
        _line.Reset();
        Begin();
    }

    private void Begin()
    {
        _mean.Reset();
        (_samples, _pulses) = (0, 0);
    }
}
