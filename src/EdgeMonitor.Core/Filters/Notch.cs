namespace EdgeMonitor.Core.Filters;

/// <summary>A narrow band-stop of one section, for mains hum.</summary>
public static class Notch
{
    /// <summary>Mains frequency of Europe and most of Asia and Africa, Hz.</summary>
    public const double Mains50Hz = 50;

    /// <summary>Mains frequency of North America and parts of Asia and South America, Hz.</summary>
    public const double Mains60Hz = 60;

    /// <summary>
    /// Zero gain at the frequency, gain 1 far from it. Transfer function of the second-order notch (s² + 1) / (s² + s/Q + 1) by the bilinear
    /// transform.
    /// </summary>
    /// <param name="frequencyHz">The frequency to remove, Hz, above 0 and below half the sampling rate.</param>
    /// <param name="quality">
    /// Centre frequency over −3 dB width, above 0: 30 at 50 Hz stops 1.7 Hz. A higher one rings longer after a QRS complex.
    /// </param>
    /// <param name="sampleRateHz">Samples per second.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static BiquadCoefficients[] At(double frequencyHz, double quality, double sampleRateHz)
    {
        FilterDesign.RequireFrequency(frequencyHz, sampleRateHz, nameof(frequencyHz));
        if (!double.IsFinite(quality) || quality <= 0)
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "A quality factor is finite and above 0.");
        var corner = FilterDesign.Prewarp(frequencyHz, sampleRateHz);
        var square = corner * corner;
        var damping = corner / quality;
        var scale = 1 / (1 + damping + square);
        var (ends, middle) = ((1 + square) * scale, 2 * (square - 1) * scale);
        return [new BiquadCoefficients(ends, middle, ends, middle, (1 - damping + square) * scale)];
    }
}
