namespace EdgeMonitor.Core.Vitals;

/// <summary>One detected heart beat.</summary>
/// <param name="Index">
/// Sample index of the QRS complex (the largest deflection of the band-passed lead, filter delay removed), at the input rate.
/// </param>
/// <param name="DetectedIndex">Index of the sample with which it was decided; never before <paramref name="Index"/>.</param>
/// <param name="Amplitude">Peak-to-peak deflection of the band-passed lead, mV, above 0. It is smaller than the raw amplitude.</param>
/// <param name="Likeness">
/// Correlation of its shape with recent beats, −1 … 1. Near 1: looks like the others; low: another shape, as of a ventricular beat or an artefact.
/// 1 while fewer than 8 beats are known.
/// </param>
/// <param name="Quality">How far it stands above noise, 0 … 1: 1 − noise level / its own height.</param>
/// <param name="FoundBySearchBack">True when it was found late, because the next beat did not come: it is weak or small.</param>
public readonly record struct Beat(long Index, long DetectedIndex, float Amplitude, float Likeness, float Quality, bool FoundBySearchBack)
{
    /// <summary>How sure the detector was: natural logarithm of the odds that it is a beat; below 0 only after a search-back.</summary>
    internal float Odds { get; init; }
}
