namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// How evenly the power around 14.6 Hz is spread over a second: the second count of Jekova and Krasteva ("Real time detection of ventricular fibrillation
/// and tachycardia", Physiological Measurement 25, 2004). QRS complexes put it into few samples, fibrillation into all.
/// Deviations: their integer filter is designed here as a Butterworth band-pass of the same corners, and the count is a part of the second.
/// </summary>
internal static class BandCount
{
    /// <summary>Corners of the band, Hz (as in the paper).</summary>
    public const double LowHz = 13, HighHz = 16.5;

    /// <summary>The mean over whole seconds of the part of samples whose absolute value is above its mean over the second, 0 to 1.</summary>
    /// <param name="band">The band-passed wave, whole seconds.</param>
    /// <param name="samplesPerSecond">Samples per second.</param>
    public static double Of(ReadOnlySpan<float> band, int samplesPerSecond)
    {
        var sum = 0.0;
        for (var first = 0; first < band.Length; first += samplesPerSecond) sum += OfSecond(band.Slice(first, samplesPerSecond));
        return sum * samplesPerSecond / band.Length;
    }

    private static double OfSecond(ReadOnlySpan<float> band)
    {
        var mean = 0.0;
        foreach (var value in band) mean += Math.Abs(value);
        mean /= band.Length;
        var count = 0;
        foreach (var value in band)
        {
            // A flat second has no sample above its mean.
            if (Math.Abs(value) > mean) count++;
        }

        return (double)count / band.Length;
    }
}
