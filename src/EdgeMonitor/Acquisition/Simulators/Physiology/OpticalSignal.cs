namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>The light that a finger lets through, in counts of an oximeter's front end.</summary>
internal static class OpticalSignal
{
    /// <summary>Light without a pulse, counts (chosen: well inside the 22 bits of the front end).</summary>
    public const double InfraredCounts = 300_000, RedCounts = 220_000;

    /// <summary>Perfusion index at rest: the pulse's part of the infrared light, relative (chosen; healthy fingers show 1 to 5 %).</summary>
    public const double PerfusionIndex = 0.02;

    /// <summary>
    /// The ratio of ratios R = (AC red / DC red) / (AC infrared / DC infrared) that belongs to an SpO2 by the textbook line SpO2 = 110 − 25·R.
    /// A real curve belongs to one probe and is measured, not computed.
    /// </summary>
    public static double RatioOf(double spO2) => (110 - spO2) / 25;

    /// <summary>Both colours for a pulse wave's value: blood takes light away, so the counts fall while the pulse rises.</summary>
    public static (int Infrared, int Red) At(double pleth, double spO2)
    {
        var infrared = InfraredCounts * (1 - PerfusionIndex * pleth);
        var red = RedCounts * (1 - PerfusionIndex * RatioOf(spO2) * pleth);
        return ((int)Math.Round(infrared), (int)Math.Round(red));
    }
}
