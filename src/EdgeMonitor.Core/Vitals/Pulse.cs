namespace EdgeMonitor.Core.Vitals;

/// <summary>One pulse of a pleth or arterial pressure wave.</summary>
/// <param name="Index">Sample index of its foot, where the rise begins (filter delay removed), at the input rate.</param>
/// <param name="DetectedIndex">Index of the sample with which it was decided; about 0.4 s after the foot.</param>
/// <param name="Foot">Lowest value at the foot, in the wave's unit: the diastolic value of a pressure.</param>
/// <param name="Peak">Highest value of the rise, in the wave's unit: the systolic value of a pressure.</param>
/// <param name="Likeness">Correlation with the pulses before it, −1 … 1; 0 while too few are known.</param>
/// <param name="IsGood">True where it is to be trusted as a beat of the heart (<see cref="PulseQuality"/>).</param>
public readonly record struct Pulse(long Index, long DetectedIndex, float Foot, float Peak, float Likeness, bool IsGood)
{
    /// <summary>Height from foot to peak, in the wave's unit; above 0.</summary>
    public float Height => Peak - Foot;

    /// <summary>Its steepest rise, low-passed at 8 Hz, parts of the height a second; above 0. Chosen on recordings: 7 to 15 in arteries, below 5 where a line is damped.</summary>
    public float Steepness { get; init; }
}
