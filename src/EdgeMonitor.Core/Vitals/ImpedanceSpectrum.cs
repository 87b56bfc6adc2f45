namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The rate that stands out in the spectrum of the impedance wave over the last 32 s. It does not depend on how high single breaths are, and the heart's own movement of
/// the wave can be left out: where counting is disturbed it is nearer to the breaths. It is slow to follow, so a count that is even goes before it.
/// </summary>
internal sealed class ImpedanceSpectrum
{
    /// <summary>Window, s (Charlton et al., Physiol Meas 37, 2016), and the highest rate, breaths a minute.</summary>
    private const int WindowSeconds = 32, HighestRate = 60;

    /// <summary>
    /// The power is weighed by the rate to this. Chosen on recordings, clean and with noise, movement and the heart added: without it drift passes for breathing, with
    /// the rate itself the overtones of slow breathing do.
    /// </summary>
    private const double Exponent = 0.5;

    /// <summary>The rate is said where this share of the power lies about it. Chosen on the same: from here on it is nearer than a count that is not even.</summary>
    private const double LeastShare = 0.5;

    /// <summary>What lies this near to the heart rate, part of it, is left out. Chosen: a little more than what counts as the heart's own.</summary>
    private const double HeartPart = 0.08;

    private readonly BreathSpectrum _spectrum = new(WindowSeconds, HighestRate, Exponent);
    private readonly float[] _ring, _window, _shares;
    private readonly double _perSample;
    private double _phase, _sum;
    private int _summed;
    private long _count, _readAt = -1;
    private (double? Heart, double? Rate) _read;

    /// <param name="sampleRateHz">Samples per second of the wave.</param>
    public ImpedanceSpectrum(double sampleRateHz)
    {
        _perSample = BreathSpectrum.SampleRate / sampleRateHz;
        (_ring, _window, _shares) = (new float[_spectrum.Length], new float[_spectrum.Length], new float[_spectrum.Rates]);
    }

    /// <summary>Takes consecutive samples, oldest first, finite.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            (_sum, _summed, _phase) = (_sum + sample, _summed + 1, _phase + _perSample);
            if (_phase < 1) continue;
            _ring[_count++ % _ring.Length] = (float)(_sum / _summed);
            (_sum, _summed, _phase) = (0, 0, _phase - 1);
        }
    }

    /// <summary>The rate, breaths a minute; null where none stands out, or the wave has not come for long enough.</summary>
    /// <param name="heartRate">The heart rate now, beats per minute; null where it is not known.</param>
    public double? RateWith(double? heartRate)
    {
        if (_count < _ring.Length) return null;
        if (_readAt == _count && _read.Heart == heartRate) return _read.Rate;
        for (var i = 0; i < _window.Length; i++) _window[i] = _ring[(_count + i) % _ring.Length];
        var (low, high) = heartRate is { } heart ? ((1 - HeartPart) * heart, (1 + HeartPart) * heart) : (1, 0);
        _spectrum.Read(_window, low, high, _shares);
        var (rate, share) = BreathSpectrum.PeakOf(_shares);
        (_readAt, _read) = (_count, (heartRate, share >= LeastShare ? rate : null));
        return _read.Rate;
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset() => (_count, _readAt, _sum, _summed, _phase) = (0, -1, 0, 0, 0);
}
