using System.Numerics;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// How high the mains hums in a second of a signal: the amplitude at 50 and at 60 Hz (Goertzel, American Mathematical Monthly 65, 1958, under a Hann
/// window, so that real mains up to 1 Hz off is still seen) and how far it stands out of its neighbours. A QRS complex and muscles have their power in
/// all frequencies around, hum in one.
/// </summary>
internal sealed class MainsHum
{
    /// <summary>Distance of the neighbours, Hz. Chosen: outside the window's main lobe (2 Hz) and of tape flutter (2 Hz).</summary>
    private const double Apart = 6;

    /// <summary>Frequencies looked at: each of the two with a neighbour below and above. Eight places, so that every vector width divides them.</summary>
    private const int Places = 8;

    private static readonly double[] Mains = [50, 60];

    private readonly double[] _twoCosines = new double[Places];
    private readonly double[] _powers = new double[Places];
    private readonly double[] _window;
    private readonly double _gain;
    private readonly bool[] _known = new bool[Places];

    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="length">Samples of a look, about a second.</param>
    public MainsHum(double sampleRateHz, int length)
    {
        _window = new double[length];
        for (var i = 0; i < length; i++) _window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length);
        _gain = 2 / _window.Sum();
        for (var hum = 0; hum < Mains.Length; hum++)
        {
            for (var side = 0; side < 3; side++)
            {
                var frequency = Mains[hum] + (side - 1) * Apart;
                // So near to half the rate the window's other lobe comes back.
                _known[3 * hum + side] = frequency < sampleRateHz / 2 - 2;
                _twoCosines[3 * hum + side] = 2 * Math.Cos(2 * Math.PI * frequency / sampleRateHz);
            }
        }
    }

    /// <summary>Height of the hum from crest to trough, in the unit of the samples; 0 where none stands out.</summary>
    /// <param name="samples">As many as a look has.</param>
    /// <param name="contrast">How many times the amplitude of its neighbours hum must have.</param>
    public double HeightIn(ReadOnlySpan<float> samples, double contrast)
    {
        for (var place = 0; place < Places; place += 2 * Vector<double>.Count) Measure(samples, place, Math.Min(place + Vector<double>.Count, Places - Vector<double>.Count));
        var highest = 0.0;
        for (var hum = 0; hum < Mains.Length; hum++)
        {
            var (below, at, above) = (3 * hum, 3 * hum + 1, 3 * hum + 2);
            if (!_known[at]) continue;
            var neighbour = _known[above] ? Math.Max(_powers[below], _powers[above]) : _powers[below];
            if (_powers[at] > contrast * contrast * neighbour) highest = Math.Max(highest, 2 * _gain * Math.Sqrt(_powers[at]));
        }

        return highest;
    }

    /// <summary>Some frequencies at once, one a lane, and two vectors beside each other: each step of one waits for its step before.</summary>
    private void Measure(ReadOnlySpan<float> samples, int place, int next)
    {
        var (twoCosine, nextCosine) = (new Vector<double>(_twoCosines, place), new Vector<double>(_twoCosines, next));
        var (one, two, nextOne, nextTwo) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        // A constant has much power that would leak into all of them.
        double origin = samples[0];
        for (var i = 0; i < _window.Length; i++)
        {
            var sample = new Vector<double>((samples[i] - origin) * _window[i]);
            (one, two) = (sample + twoCosine * one - two, one);
            (nextOne, nextTwo) = (sample + nextCosine * nextOne - nextTwo, nextOne);
        }

        Vector.Max(Vector<double>.Zero, one * one + two * two - twoCosine * one * two).CopyTo(_powers, place);
        Vector.Max(Vector<double>.Zero, nextOne * nextOne + nextTwo * nextTwo - nextCosine * nextOne * nextTwo).CopyTo(_powers, next);
    }
}
