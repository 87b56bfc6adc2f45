using System.Numerics;

namespace EdgeMonitor.Core.Vitals;

/// <summary>How the power of a window of four samples a second lies over the rates of breathing, and which rate stands out.</summary>
internal sealed class BreathSpectrum
{
    /// <summary>Samples a second. Chosen: twice the fastest breathing, and enough for what one beat after the other tells.</summary>
    public const int SampleRate = 4;

    /// <summary>Lowest rate, breaths a minute (RRest: 4).</summary>
    private const int LowestRate = 4;

    /// <summary>A peak holds what lies this many breaths a minute to both sides: half the width that the window gives a pure tone of 40 s.</summary>
    private const int PeakReach = 2;

    private readonly float[] _cosines, _sines, _densities, _window;
    private readonly float[] _weights;
    private readonly int _rates;

    /// <param name="seconds">Length of the window, s.</param>
    /// <param name="highestRate">Highest rate, breaths a minute.</param>
    /// <param name="exponent">The power is weighed by the rate to this: what drifts slowly is no breath, and drift is strong.</param>
    public BreathSpectrum(int seconds, int highestRate, double exponent)
    {
        Length = seconds * SampleRate;
        _rates = highestRate - LowestRate + 1;
        (_cosines, _sines) = (new float[_rates * Length], new float[_rates * Length]);
        (_densities, _weights, _window) = (new float[_rates], new float[_rates], new float[Length]);
        for (var rate = 0; rate < _rates; rate++)
        {
            _weights[rate] = (float)Math.Pow(LowestRate + rate, exponent);
            for (var i = 0; i < Length; i++)
            {
                var hann = 0.5 - 0.5 * Math.Cos(Math.Tau * i / (Length - 1));
                var (sine, cosine) = Math.SinCos(Math.Tau * (LowestRate + rate) / 60.0 * i / SampleRate);
                (_cosines[rate * Length + i], _sines[rate * Length + i]) = ((float)(hann * cosine), (float)(hann * sine));
            }
        }
    }

    /// <summary>Samples in the window.</summary>
    public int Length { get; }

    /// <summary>Number of rates, one breath a minute apart.</summary>
    public int Rates => _rates;

    /// <summary>The share of each rate in the power, sum 1; all 0 where the window is flat.</summary>
    /// <param name="samples">The window, oldest first, any unit; <see cref="Length"/> of them.</param>
    /// <param name="notFrom">Lowest rate, breaths a minute, that is left out as the heart's.</param>
    /// <param name="notTo">Highest one; below the lowest where none is.</param>
    /// <param name="shares">Takes them, slowest first.</param>
    public void Read(ReadOnlySpan<float> samples, double notFrom, double notTo, Span<float> shares)
    {
        RemoveLine(samples);
        var sum = 0f;
        for (var rate = 0; rate < _rates; rate++)
        {
            _densities[rate] = 0;
            if (LowestRate + rate >= notFrom && LowestRate + rate <= notTo) continue;
            var (real, imaginary) = (Dot(_cosines.AsSpan(rate * Length, Length), _window), Dot(_sines.AsSpan(rate * Length, Length), _window));
            sum += _densities[rate] = _weights[rate] * (real * real + imaginary * imaginary);
        }

        for (var rate = 0; rate < _rates; rate++) shares[rate] = sum > 0 ? _densities[rate] / sum : 0;
    }

    /// <summary>The rate that stands out, breaths a minute, and the share of the power about it, 0 … 1.</summary>
    public static (double Rate, double Share) PeakOf(ReadOnlySpan<float> shares)
    {
        var top = 0;
        for (var i = 1; i < shares.Length; i++)
        {
            if (shares[i] > shares[top]) top = i;
        }

        var share = 0.0;
        for (var i = Math.Max(0, top - PeakReach); i <= Math.Min(shares.Length - 1, top + PeakReach); i++) share += shares[i];
        // The top of the parabola through the highest and its neighbours.
        var aside = 0.0;
        if (top > 0 && top < shares.Length - 1)
        {
            var curve = shares[top - 1] - 2.0 * shares[top] + shares[top + 1];
            if (curve < 0) aside = 0.5 * (shares[top - 1] - shares[top + 1]) / curve;
        }

        return (LowestRate + top + aside, share);
    }

    /// <summary>The window without its straight line: x runs from −middle to +middle.</summary>
    private void RemoveLine(ReadOnlySpan<float> samples)
    {
        var middle = (Length - 1) / 2.0;
        var (mean, product, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Length; i++)
        {
            mean += samples[i];
            product += (i - middle) * samples[i];
            squares += (i - middle) * (i - middle);
        }

        (mean, var slope) = (mean / Length, product / squares);
        for (var i = 0; i < Length; i++) _window[i] = (float)(samples[i] - mean - slope * (i - middle));
    }

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= one.Length - Vector<float>.Count; i += Vector<float>.Count) sums += new Vector<float>(one[i..]) * new Vector<float>(other[i..]);
        var sum = Vector.Sum(sums);
        for (; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }
}
