namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// How far a wave is from a sine: the VF filter leakage of Kuo and Dillman ("Computer detection of ventricular fibrillation", Computers in Cardiology,
/// 1978). A notch at the wave's own mean frequency, a delay of half a period, takes out what is sinusoidal; the rest leaks through.
/// </summary>
internal static class FilterLeakage
{
    /// <summary>The part that leaks through, 0 (a sine) to 1; 1 where the wave is flat.</summary>
    /// <param name="wave">Any unit, mean 0, evenly sampled.</param>
    /// <param name="halfPeriod">Half the mean period, samples: π · Σ|x| / Σ|Δx|, as the paper takes it.</param>
    public static double Of(ReadOnlySpan<float> wave, out double halfPeriod)
    {
        var (sum, steps) = (0.0, 0.0);
        for (var i = 0; i < wave.Length; i++)
        {
            sum += Math.Abs(wave[i]);
            if (i > 0) steps += Math.Abs(wave[i] - wave[i - 1]);
        }

        halfPeriod = steps > 0 ? Math.PI * sum / steps : wave.Length;
        var delay = (int)Math.Clamp(Math.Round(halfPeriod), 1, wave.Length);
        var (rest, all) = (0.0, 0.0);
        for (var i = delay; i < wave.Length; i++)
        {
            rest += Math.Abs(wave[i] + wave[i - delay]);
            all += Math.Abs(wave[i]) + Math.Abs(wave[i - delay]);
        }

        return all > 0 ? rest / all : 1;
    }
}
