namespace EdgeMonitor.Tests.Vitals;

/// <summary>Generated waves of a heart that does not pump, mV over seconds.</summary>
internal static class RhythmWaves
{
    /// <summary>Fibrillation: three oscillations near 5 Hz whose beat makes the height wander, as it does in patients.</summary>
    public static double Fibrillation(double seconds) => Fibrillation(seconds, 0.25);

    /// <summary>The same at another height.</summary>
    public static double Fibrillation(double seconds, double height)
        => height * (Math.Sin(Math.Tau * 4.6 * seconds) + 0.7 * Math.Sin(Math.Tau * 5.3 * seconds + 1) + 0.5 * Math.Sin(Math.Tau * 3.9 * seconds + 2));

    /// <summary>Flutter: one large oscillation, 250 a minute.</summary>
    public static double Flutter(double seconds) => 0.8 * Math.Sin(Math.Tau * 250 / 60 * seconds);

    /// <summary>A wave as samples.</summary>
    public static float[] Sampled(Func<double, double> wave, double from, double to, double rate)
        => [.. Enumerable.Range(0, (int)((to - from) * rate)).Select(i => (float)wave(from + i / rate))];
}
