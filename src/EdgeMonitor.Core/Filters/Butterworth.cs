using System.Numerics;

namespace EdgeMonitor.Core.Filters;

/// <summary>
/// Butterworth filters by the bilinear transform with prewarped corners, as cascades of second-order sections. Each corner is at −3 dB (1/√2)
/// exactly and the gain is 1 in the middle of the pass band. Source: S. Butterworth, "On the theory of filter amplifiers", Wireless Engineer
/// 7:536–541, 1930; the transforms are those of any textbook of digital signal processing.
/// </summary>
public static class Butterworth
{
    /// <summary>Passes what lies below the corner.</summary>
    /// <param name="order">1 to 12: the fall is 6 dB per octave and order.</param>
    /// <param name="cutoffHz">−3 dB corner, Hz, above 0 and below half the sampling rate.</param>
    /// <param name="sampleRateHz">Samples per second.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static BiquadCoefficients[] LowPass(int order, double cutoffHz, double sampleRateHz)
    {
        FilterDesign.RequireOrder(order);
        FilterDesign.RequireFrequency(cutoffHz, sampleRateHz, nameof(cutoffHz));
        var corner = FilterDesign.Prewarp(cutoffHz, sampleRateHz);
        return OneCorner(order, pole => pole * corner, zero: -1, referenceHz: 0, sampleRateHz);
    }

    /// <summary>Passes what lies above the corner.</summary>
    /// <inheritdoc cref="LowPass"/>
    public static BiquadCoefficients[] HighPass(int order, double cutoffHz, double sampleRateHz)
    {
        FilterDesign.RequireOrder(order);
        FilterDesign.RequireFrequency(cutoffHz, sampleRateHz, nameof(cutoffHz));
        var corner = FilterDesign.Prewarp(cutoffHz, sampleRateHz);
        return OneCorner(order, pole => corner / pole, zero: 1, referenceHz: sampleRateHz / 2, sampleRateHz);
    }

    /// <summary>Passes what lies between the corners.</summary>
    /// <param name="order">1 to 12, of each edge: the filter has twice as many poles.</param>
    /// <param name="lowHz">Lower −3 dB corner, Hz, above 0.</param>
    /// <param name="highHz">Upper −3 dB corner, Hz, above the lower one and below half the sampling rate.</param>
    /// <param name="sampleRateHz">Samples per second.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static BiquadCoefficients[] BandPass(int order, double lowHz, double highHz, double sampleRateHz)
    {
        var (centre, width, centreHz) = Band(order, lowHz, highHz, sampleRateHz);
        return TwoCorners(order, pole => pole * width, centre, new Numerator(1, 0, -1), centreHz, sampleRateHz);
    }

    /// <summary>Stops what lies between the corners.</summary>
    /// <inheritdoc cref="BandPass"/>
    public static BiquadCoefficients[] BandStop(int order, double lowHz, double highHz, double sampleRateHz)
    {
        var (centre, width, centreHz) = Band(order, lowHz, highHz, sampleRateHz);
        var zeros = new Numerator(1, -2 * Math.Cos(2 * Math.PI * centreHz / sampleRateHz), 1);
        return TwoCorners(order, pole => width / pole, centre, zeros, referenceHz: 0, sampleRateHz);
    }

    /// <summary>Analog centre and width (both prewarped), and the digital frequency of the centre.</summary>
    private static (double Centre, double Width, double CentreHz) Band(int order, double lowHz, double highHz, double sampleRateHz)
    {
        FilterDesign.RequireOrder(order);
        FilterDesign.RequireFrequency(lowHz, sampleRateHz, nameof(lowHz));
        FilterDesign.RequireFrequency(highHz, sampleRateHz, nameof(highHz));
        if (highHz <= lowHz) throw new ArgumentOutOfRangeException(nameof(highHz), highHz, "The upper corner lies above the lower one.");
        var low = FilterDesign.Prewarp(lowHz, sampleRateHz);
        var high = FilterDesign.Prewarp(highHz, sampleRateHz);
        var centre = Math.Sqrt(low * high);
        return (centre, high - low, Math.Atan(centre) * sampleRateHz / Math.PI);
    }

    /// <summary>The poles of the unit low-pass that lie on or above the real axis; the others are their conjugates.</summary>
    private static IEnumerable<Complex> UpperPoles(int order)
    {
        for (var k = 0; k < order / 2; k++)
            yield return Complex.FromPolarCoordinates(1, Math.PI * (2 * k + order + 1) / (2 * order));
        if (order % 2 == 1) yield return -Complex.One;
    }

    private static BiquadCoefficients[] OneCorner(int order, Func<Complex, Complex> toAnalog, double zero, double referenceHz, double sampleRateHz)
    {
        var sections = new List<BiquadCoefficients>();
        foreach (var unit in UpperPoles(order))
        {
            var pole = FilterDesign.ToDigital(toAnalog(unit));
            sections.Add(unit.Imaginary == 0
                ? new BiquadCoefficients(1, -zero, 0, -pole.Real, 0)
                : Section(new Numerator(1, -2 * zero, 1), pole, Complex.Conjugate(pole)));
        }

        return WithUnitGain(sections, referenceHz, sampleRateHz);
    }

    /// <summary>Each pole p of the shifted unit filter becomes the two roots of s² − p·s + centre² = 0.</summary>
    private static BiquadCoefficients[] TwoCorners(
        int order, Func<Complex, Complex> widen, double centre, Numerator numerator, double referenceHz, double sampleRateHz)
    {
        var sections = new List<BiquadCoefficients>();
        foreach (var unit in UpperPoles(order))
        {
            var half = widen(unit) / 2;
            var root = Complex.Sqrt(half * half - centre * centre);
            var (first, second) = (FilterDesign.ToDigital(half + root), FilterDesign.ToDigital(half - root));
            if (unit.Imaginary == 0)
            {
                sections.Add(Section(numerator, first, second));
                continue;
            }

            sections.Add(Section(numerator, first, Complex.Conjugate(first)));
            sections.Add(Section(numerator, second, Complex.Conjugate(second)));
        }

        return WithUnitGain(sections, referenceHz, sampleRateHz);
    }

    private static BiquadCoefficients Section(Numerator zeros, Complex pole, Complex otherPole)
        => new(zeros.B0, zeros.B1, zeros.B2, -(pole + otherPole).Real, (pole * otherPole).Real);

    private static BiquadCoefficients[] WithUnitGain(List<BiquadCoefficients> sections, double referenceHz, double sampleRateHz)
        => [.. sections.Select(section => section.Scaled(1 / section.ResponseAt(referenceHz, sampleRateHz).Magnitude))];

    private readonly record struct Numerator(double B0, double B1, double B2);
}
