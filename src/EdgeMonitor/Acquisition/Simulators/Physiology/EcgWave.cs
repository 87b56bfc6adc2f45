using System.Collections.Immutable;

namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// One wave of a beat: a Gaussian in time, with a dipole (mV, Frank's axes) for its height. Its delay from the R peak and its width are given
/// for a beat interval of 1 s and change with interval^<paramref name="RateExponent"/>.
/// </summary>
/// <param name="X">Dipole to the left, mV.</param>
/// <param name="Y">Dipole to the feet, mV.</param>
/// <param name="Z">Dipole to the back, mV.</param>
/// <param name="DelaySeconds">Centre after the R peak, s; negative is before.</param>
/// <param name="WidthSeconds">Standard deviation, s.</param>
/// <param name="RateExponent">0 for QRS, whose width does not follow the rate; 0.5 for T (Bazett: QT ∝ √RR); 0.25 for P (chosen).</param>
/// <remarks>
/// McSharry et al. 2003 (table I) put P, Q, R, S, T at −60°, −15°, 0°, 15°, 90° of the cycle with widths 0.25, 0.1, 0.1, 0.1, 0.4 rad; at 60/min
/// that is −167, −42, 0, 42, 250 ms and 40, 16, 16, 16, 64 ms. Deviations, chosen: a narrower QRS (Q and S at ±30 ms, widths 10 ms: about
/// 90 ms from onset to end, the adult normal); the dipoles, so that all leads come from one heart; the sum of kernels instead of the differential
/// equation, so that the value at any time needs no integration.
/// </remarks>
internal sealed record EcgWave(double X, double Y, double Z, double DelaySeconds, double WidthSeconds, double RateExponent)
{
    /// <summary>P, Q, R, S, T of a normal beat; in lead II 0.15, −0.06, 1.14, −0.26 and 0.33 mV.</summary>
    public static ImmutableArray<EcgWave> NormalBeat { get; } =
    [
        new(0.12, 0.11, -0.02, -0.160, 0.025, 0.25),
        new(-0.12, -0.06, -0.25, -0.030, 0.010, 0),
        new(1.10, 0.85, 0.20, 0, 0.010, 0),
        new(-0.15, -0.15, 0.50, 0.030, 0.010, 0),
        new(0.25, 0.24, -0.12, 0.270, 0.050, 0.5),
    ];

    /// <summary>A ventricular beat: no P, a wide slurred QRS (about 180 ms), T against it; in lead II 1.5 mV and −0.6 mV.</summary>
    public static ImmutableArray<EcgWave> VentricularBeat { get; } =
    [
        new(0.30, 1.30, -0.60, 0, 0.030, 0),
        new(0.15, 0.50, -0.20, 0.060, 0.030, 0),
        new(-0.20, -0.50, 0.30, 0.320, 0.060, 0.5),
    ];

    /// <summary>The waves of a kind of beat.</summary>
    public static ImmutableArray<EcgWave> Of(BeatKind kind) => kind == BeatKind.Ventricular ? VentricularBeat : NormalBeat;

    /// <summary>Its height in a lead, mV.</summary>
    public double AmplitudeIn(EcgLead lead) => lead.X * X + lead.Y * Y + lead.Z * Z;

    /// <summary>Its shape, 0 to 1, some time after the R peak of a beat with that interval before it.</summary>
    public double ShapeAt(double sinceRSeconds, double intervalSeconds)
    {
        var stretch = Math.Pow(intervalSeconds, RateExponent);
        var distance = (sinceRSeconds - DelaySeconds * stretch) / (WidthSeconds * stretch);
        return Math.Exp(-distance * distance / 2);
    }
}
