namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// How much of the time a wave is away from its baseline: the threshold crossing sample count of Arafat, Chowdhury and Hasan ("A simple time domain
/// algorithm for the detection of ventricular fibrillation in electrocardiogram", Signal, Image and Video Processing 5, 2011). Between QRS complexes
/// an ECG lies near the baseline; fibrillation never does.
/// </summary>
internal static class CosineCrossings
{
    /// <summary>Part of the segment's largest value above which a sample counts (as in the paper).</summary>
    private const double Threshold = 0.2;

    /// <summary>The segment's ends are faded in and out by a cosine over this time, s (as in the paper).</summary>
    private const double Fade = 0.25;

    /// <summary>The part of the samples that lie above the threshold, 0 to 1.</summary>
    /// <param name="wave">3 s, as in the paper; any unit, mean 0.</param>
    /// <param name="sampleRateHz">Samples per second.</param>
    public static double Of(ReadOnlySpan<float> wave, double sampleRateHz)
    {
        var largest = 0.0;
        for (var i = 0; i < wave.Length; i++) largest = Math.Max(largest, Faded(wave, i, sampleRateHz));
        var count = 0;
        for (var i = 0; i < wave.Length; i++)
        {
            if (Faded(wave, i, sampleRateHz) > Threshold * largest) count++;
        }

        return (double)count / wave.Length;
    }

    private static double Faded(ReadOnlySpan<float> wave, int at, double sampleRateHz)
    {
        var fromEnd = Math.Min(at, wave.Length - 1 - at) / sampleRateHz;
        var weight = fromEnd < Fade ? (1 - Math.Cos(Math.PI * fromEnd / Fade)) / 2 : 1;
        return weight * Math.Abs(wave[at]);
    }
}
