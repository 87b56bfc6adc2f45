using System.Numerics;

namespace EdgeMonitor.Core.Filters;

/// <summary>
/// One second-order section, a0 = 1: H(z) = (B0 + B1·z⁻¹ + B2·z⁻²) / (1 + A1·z⁻¹ + A2·z⁻²). A first-order section has B2 = A2 = 0.
/// </summary>
/// <param name="B0">Feed-forward, this sample.</param>
/// <param name="B1">Feed-forward, one sample ago.</param>
/// <param name="B2">Feed-forward, two samples ago.</param>
/// <param name="A1">Feedback, one sample ago.</param>
/// <param name="A2">Feedback, two samples ago.</param>
public readonly record struct BiquadCoefficients(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>True when both poles lie inside the unit circle and all five numbers are finite (the stability triangle).</summary>
    public bool IsStable
        => double.IsFinite(B0) && double.IsFinite(B1) && double.IsFinite(B2) && Math.Abs(A2) < 1 && Math.Abs(A1) < 1 + A2;

    /// <summary>The complex gain at a frequency.</summary>
    /// <param name="frequencyHz">Hz; 0 to half the sampling rate is meaningful.</param>
    /// <param name="sampleRateHz">Samples per second, above 0.</param>
    public Complex ResponseAt(double frequencyHz, double sampleRateHz)
    {
        var delay = Complex.Exp(new Complex(0, -2 * Math.PI * frequencyHz / sampleRateHz));
        return (B0 + delay * (B1 + delay * B2)) / (1 + delay * (A1 + delay * A2));
    }

    /// <summary>The same section with its gain multiplied.</summary>
    public BiquadCoefficients Scaled(double gain) => this with { B0 = B0 * gain, B1 = B1 * gain, B2 = B2 * gain };
}
