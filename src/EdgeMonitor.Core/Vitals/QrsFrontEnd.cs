using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// From one lead to its QRS energy: band-pass, slope, absolute value, moving mean: the chain of Pan and Tompkins (IEEE Trans Biomed Eng 32:230–236,
/// 1985) with the absolute value in place of the square (as in Hamilton, Computers in Cardiology 29:101–104, 2002), because the square makes
/// a small beat after a large one sixteen times smaller instead of four times.
/// </summary>
internal sealed class QrsFrontEnd
{
    /// <summary>
    /// Pass band, Hz. Chosen on recordings: above P and T waves and wander, below most muscle noise and all mains hum. Errors rise by less than a
    /// fifth from 7 to 8 Hz and from 18 to 22 Hz.
    /// </summary>
    private const double LowHz = 8, HighHz = 20;

    /// <summary>Order of each edge. Two: higher ones ring longer than the gap between two complexes.</summary>
    private const int Order = 2;

    /// <summary>Time over which the slope is taken, s; the nearest whole number of samples is used.</summary>
    private const double SlopeSpan = 0.010;

    /// <summary>Length of the moving mean, s: about the width of a QRS complex (normal 70–110 ms).</summary>
    private const double MeanSpan = 0.100;

    /// <summary>How far before the energy's peak the complex begins at the most, s: the moving mean and the filter's delay.</summary>
    private const double LookBack = 0.140;

    /// <summary>What the ring must hold, s: a candidate is measured at the latest 0.9 s after its peak, and what went before it as well.</summary>
    private const double RingSpan = 1.4;

    /// <summary>
    /// What goes before a complex and what follows it is looked at over these times from the energy's peak, s: a T wave ends by 0.5 s after its complex, and before
    /// 0.14 s lies the complex itself. Chosen.
    /// </summary>
    private const double BeforeFrom = 0.45, BeforeTo = 0.14, AfterFrom = 0.08, AfterTo = 0.5;

    /// <summary>
    /// A second band, Hz, first order: of a wide complex more passes it than passes the QRS band. Chosen: from the middle of P and T waves to where
    /// QRS complexes end (Thakor, Webster and Tompkins, 1984).
    /// </summary>
    private const double WideLowHz = 3, WideHighHz = 20;

    /// <summary>The band that shows noise, Hz, first order. Chosen: above most of a QRS complex, below the mains, and below half the lowest rate.</summary>
    private const double FineLowHz = 26, FineHighHz = 42;

    /// <summary>What follows a peak is looked at from this time after it on, s: before it, it is the peak itself.</summary>
    public const double FollowerFrom = 0.110;

    private readonly double _sampleRate;
    private readonly BiquadCascade _band, _wideBand, _fineBand;
    private readonly MovingWindow _mean, _fineMean;
    private readonly QrsFloor _energyFloor, _fineFloor;
    private readonly float[] _banded, _slopes, _wide, _fine, _energy;
    private readonly int _followerFrom;
    private readonly int _mask;
    private readonly int _slopeSamples;
    private readonly int _lookBack;

    public QrsFrontEnd(double sampleRateHz)
    {
        _sampleRate = sampleRateHz;
        _band = new BiquadCascade(Band(sampleRateHz));
        _wideBand = new BiquadCascade(Butterworth.BandPass(1, WideLowHz, WideHighHz, sampleRateHz));
        _fineBand = new BiquadCascade(Butterworth.BandPass(1, FineLowHz, FineHighHz, sampleRateHz));
        _mean = new MovingWindow((int)Math.Round(MeanSpan * sampleRateHz));
        _fineMean = new MovingWindow((int)Math.Round(MeanSpan * sampleRateHz));
        (_energyFloor, _fineFloor) = (new QrsFloor(sampleRateHz), new QrsFloor(sampleRateHz));
        _followerFrom = (int)Math.Round(FollowerFrom * sampleRateHz);
        _slopeSamples = Math.Max(1, (int)Math.Round(SlopeSpan * sampleRateHz));
        _lookBack = (int)Math.Round(LookBack * sampleRateHz);
        var length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(RingSpan * sampleRateHz));
        (_banded, _slopes, _wide, _fine, _energy) = (new float[length], new float[length], new float[length], new float[length], new float[length]);
        _mask = length - 1;
    }

    /// <summary>The band-pass, for those who filter several leads at once.</summary>
    public static BiquadCoefficients[] Band(double sampleRateHz)
        => [.. Butterworth.HighPass(Order, LowHz, sampleRateHz), .. Butterworth.LowPass(Order, HighHz, sampleRateHz)];

    /// <summary>Samples taken since the reset.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one sample, mV, and gives the QRS energy there, mV/s: the mean of the absolute slope over the last 100 ms.</summary>
    public double Push(float sample)
    {
        if (Count == 0) _band.Settle(sample);
        return PushBanded(sample, _band.Process(sample));
    }

    /// <summary>The same with a sample that has passed the band already.</summary>
    public double PushBanded(float sample, double banded)
    {
        if (Count == 0)
        {
            _wideBand.Settle(sample);
            _fineBand.Settle(sample);
        }

        var at = (int)Count & _mask;
        var slope = (float)((banded - _banded[(int)(Count - _slopeSamples) & _mask]) * _sampleRate / _slopeSamples);
        _banded[at] = (float)banded;
        _slopes[at] = slope;
        _wide[at] = (float)_wideBand.Process(sample);
        _fine[at] = (float)_fineMean.Push((float)Math.Abs(_fineBand.Process(sample)));
        var energy = _mean.Push(Math.Abs(slope));
        _energy[at] = (float)energy;
        _energyFloor.Push(_energy[at]);
        _fineFloor.Push(_fine[at]);
        Count++;
        return energy;
    }

    /// <summary>Measures what stands around a peak of the energy, but nothing that lies before an index: there the complex before it ends.</summary>
    public void Measure(QrsCandidate candidate, long peak, double height, long from)
    {
        candidate.Peak = peak;
        candidate.Fiducial = peak;
        candidate.Height = height;
        candidate.Slope = 0;
        var (low, high, largest) = (float.MaxValue, float.MinValue, 0f);
        for (var i = Math.Max(from, peak - _lookBack); i <= peak; i++)
        {
            var value = _banded[(int)i & _mask];
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
            candidate.Slope = Math.Max(candidate.Slope, Math.Abs(_slopes[(int)i & _mask]));
            if (Math.Abs(value) <= largest) continue;
            largest = Math.Abs(value);
            candidate.Fiducial = i;
        }

        candidate.Swing = high - low;
        candidate.WideSwing = WideSwing(Math.Max(from, peak - _lookBack), peak);
        candidate.Fine = _fine[(int)peak & _mask];
    }

    /// <summary>Measures what stands around the candidate at the time of its decision: what followed, and the noise of the last seconds.</summary>
    public void MeasureAround(QrsCandidate candidate)
    {
        candidate.Follower = 0;
        for (var i = Math.Max(candidate.Peak + _followerFrom, Count - _energy.Length); i < Count; i++)
            candidate.Follower = Math.Max(candidate.Follower, _energy[(int)i & _mask]);
        candidate.Before = WideSwing(candidate.Peak - Samples(BeforeFrom), candidate.Peak - Samples(BeforeTo));
        (candidate.EnergyQuartile, candidate.EnergyMedian) = _energyFloor.Quartiles();
        (candidate.FineQuartile, candidate.FineMedian) = _fineFloor.Quartiles();
        CopyShape(candidate);
    }

    /// <summary>Measures what follows a candidate up to another one, or up to now.</summary>
    public void MeasureAfter(QrsCandidate candidate, long until)
        => candidate.After = WideSwing(candidate.Peak + Samples(AfterFrom), Math.Min(until, candidate.Peak + Samples(AfterTo)));

    private long Samples(double seconds) => (long)(seconds * _sampleRate);

    /// <summary>Peak to peak in the wide band; 0 where there is nothing yet.</summary>
    private double WideSwing(long from, long to)
    {
        (from, to) = (Math.Max(from, Math.Max(0, Count - _wide.Length)), Math.Min(to, Count - 1));
        if (from > to) return 0;
        var (low, high) = (float.MaxValue, float.MinValue);
        for (var i = from; i <= to; i++)
        {
            var value = _wide[(int)i & _mask];
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return high - low;
    }

    /// <summary>Copies the wave around the candidate's fiducial, 5 ms a point whatever the sampling rate.</summary>
    private void CopyShape(QrsCandidate candidate)
    {
        for (var i = 0; i < QrsShapes.Points; i++)
        {
            var time = candidate.Fiducial + (i - QrsShapes.Points / 2) * QrsShapes.Step * _sampleRate;
            var before = (long)Math.Floor(time);
            var part = (float)(time - before);
            candidate.Shape[i] = before < 0 || before + 1 >= Count
                ? 0
                : _banded[(int)before & _mask] * (1 - part) + _banded[(int)(before + 1) & _mask] * part;
        }
    }

    /// <summary>Forgets all that went before.</summary>
    public void Reset()
    {
        _mean.Reset();
        _fineMean.Reset();
        _energyFloor.Reset();
        _fineFloor.Reset();
        Array.Clear(_banded);
        Array.Clear(_slopes);
        Array.Clear(_wide);
        Array.Clear(_fine);
        Array.Clear(_energy);
        Count = 0;
    }
}
