using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Finds ventricular fibrillation and flutter in one lead: three published measures over the last 3 s, every half second, must agree
/// (<see cref="FilterLeakage"/>, <see cref="CosineCrossings"/>, <see cref="BandCount"/>; the first and the last are the pair that Li, Rajagopalan and Clifford,
/// IEEE Trans Biomed Eng 61, 2014, found best of fourteen). It is present after 4 s and absent after 3 s without.
/// Own: thresholds of ours on recordings instead of their support vector machine, which is no rule that a person can check.
/// </summary>
internal sealed class FibrillationDetector
{
    /// <summary>Window, s (Arafat and others, 2011); all three measures use it.</summary>
    private const int WindowSeconds = 3;

    private const int Rate = LeadHistory.Rate, Window = WindowSeconds * Rate, Step = Rate / 2;

    /// <summary>Lower corner, Hz, second order (as in Amann, Tratnig and Unterkofler, 2005).</summary>
    private const double LowHz = 1;

    /// <summary>Leakage up to which the wave is like a sine (Kuo and Dillman; they ask for 0.406 where it is as large as the QRS complexes were).</summary>
    private const double MostLeakage = 0.625;

    /// <summary>Crossings from which the wave stays away from its baseline. The paper: 0.48; chosen on recordings.</summary>
    private const double LeastCrossings = 0.45;

    /// <summary>Count from which no QRS complexes stand out. Chosen on recordings.</summary>
    private const double LeastCount = 0.38;

    /// <summary>
    /// Mean frequency, Hz. Fibrillation and flutter have 2.5 to 7 Hz; chosen with a margin: below are movements, above are muscles and motors.
    /// </summary>
    private const double LowestHz = 2.5, HighestHz = 9;

    /// <summary>
    /// Smaller waves are not judged, mV peak to peak: too fine for these measures, and too small for the QRS detector, so that asystole sounds.
    /// Usual bound between fine fibrillation and asystole: 0.1 to 0.2 mV (unverified).
    /// </summary>
    private const double LeastHeight = 0.2;

    /// <summary>
    /// Looks in a row that begin it and that end it: windows of 3 s at three looks reach over 4 s, the time in the definition of CinC 2015. It
    /// ends after one window: chosen on recordings, because fibrillation that looks another way for 2 s sounded anew.
    /// </summary>
    private const int Begins = 3, Ends = 6;

    private readonly BiquadCascade _high = new(Butterworth.HighPass(2, LowHz, Rate));
    private readonly BiquadCascade _band = new(Butterworth.BandPass(1, BandCount.LowHz, BandCount.HighHz, Rate));
    private readonly float[] _wave = new float[Window];
    private readonly float[] _banded = new float[Window];
    private int _count;
    private int _yes;
    private int _no;
    private bool _started;

    /// <summary>True from 4 s of fibrillation on until 3 s without it; null until one of the two has been seen.</summary>
    public bool? Present { get; private set; }

    /// <summary>Takes one sample of the lead, low-passed, mV, <see cref="LeadHistory.Rate"/> a second.</summary>
    public void Push(float sample)
    {
        if (!_started)
        {
            _high.Settle(sample);
            _band.Settle(sample);
            _started = true;
        }

        if (_count == Window)
        {
            _wave.AsSpan(Step).CopyTo(_wave);
            _banded.AsSpan(Step).CopyTo(_banded);
            _count -= Step;
        }

        (_wave[_count], _banded[_count]) = ((float)_high.Process(sample), (float)_band.Process(sample));
        if (++_count == Window) Look();
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset() => (_count, _yes, _no, _started, Present) = (0, 0, 0, false, null);

    private void Look()
    {
        var fibrillates = LooksLikeFibrillation();
        (_yes, _no) = fibrillates ? (_yes + 1, 0) : (0, _no + 1);
        if (_yes >= Begins) Present = true;
        else if (_no >= Ends) Present = false;
    }

    private bool LooksLikeFibrillation()
    {
        var (lowest, highest) = Extremes.Of(_wave);
        // The count is the cheapest of the three, and QRS complexes fail it.
        if (highest - lowest < LeastHeight || BandCount.Of(_banded, Rate) <= LeastCount) return false;
        Span<float> wave = stackalloc float[Window];
        var sum = 0.0;
        foreach (var value in _wave) sum += value;
        var mean = (float)(sum / Window);
        for (var i = 0; i < Window; i++) wave[i] = _wave[i] - mean;
        return FilterLeakage.Of(wave, out var halfPeriod) <= MostLeakage && Rate / (2 * halfPeriod) is >= LowestHz and <= HighestHz
            && CosineCrossings.Of(wave, Rate) > LeastCrossings;
    }
}
