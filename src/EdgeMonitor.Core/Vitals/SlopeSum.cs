using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The slope sum function of a pulse wave: the sum of all rises within a short window, large at the upstroke of each pulse and small elsewhere;
/// steady offsets do not show in it. Source: Zong, Heldt, Moody and Mark, "An open-source algorithm to detect onset of arterial blood pressure
/// pulses", Computers in Cardiology 30:259–262, 2003.
/// </summary>
internal sealed class SlopeSum
{
    /// <summary>Low-pass corner, Hz. Deviation: 8 Hz in place of 16 Hz, the upper edge of Elgendi's band, because the pleth is slower.</summary>
    private const double LowPassHz = 8;

    /// <summary>Window, s: the longest upstroke. Deviation: 0.17 s in place of 0.128 s, as its adaptation to the pleth (qppg) has.</summary>
    private const double WindowSeconds = 0.17;

    private readonly BiquadCascade _filter;
    private readonly MovingWindow _rises;
    private double _last;
    private bool _started;

    /// <param name="sampleRateHz">Samples per second.</param>
    public SlopeSum(double sampleRateHz)
    {
        _filter = new BiquadCascade(Butterworth.LowPass(2, LowPassHz, sampleRateHz));
        _rises = new MovingWindow((int)Math.Max(2, Math.Round(WindowSeconds * sampleRateHz)));
        Length = _rises.Length;
        // Of a second-order Butterworth low-pass at low frequencies: √2 / (2π · corner).
        Delay = (int)Math.Round(Math.Sqrt(2) / (Math.Tau * LowPassHz) * sampleRateHz);
    }

    /// <summary>Samples in the window.</summary>
    public int Length { get; }

    /// <summary>Delay of the low-passed wave, samples.</summary>
    public int Delay { get; }

    /// <summary>The low-passed wave after the last sample.</summary>
    public double Wave => _last;

    /// <summary>Takes the next sample, finite; gives the slope sum, in the wave's unit, 0 or above.</summary>
    public double Push(float sample)
    {
        if (!_started)
        {
            _filter.Settle(sample);
            (_last, _started) = (sample, true);
        }

        var wave = _filter.Process(sample);
        var rise = wave - _last;
        _last = wave;
        return Math.Max(0, _rises.Push((float)Math.Max(0, rise)) * Length);
    }

    /// <summary>Forgets all that went before, as after a gap.</summary>
    public void Reset()
    {
        _rises.Reset();
        _started = false;
    }
}
