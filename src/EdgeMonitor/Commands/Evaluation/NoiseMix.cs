using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// Mixes noise into a lead as in the noise stress test (Moody, Muldrow and Mark, Computers in Cardiology 1984, and their program <c>nst</c>): clean for five minutes, then two
/// minutes with noise and two without in turn. The signal's power is that of a sine as high as its QRS complexes, the noise's its variance within a second.
/// </summary>
internal static class NoiseMix
{
    /// <summary>Clean at first, then with and without noise in turn for this long, s (nst).</summary>
    private const double CleanSeconds = 300, TurnSeconds = 120;

    /// <summary>Normal beats measured, and half of the window in which one is, s (nst).</summary>
    private const int BeatsMeasured = 300;

    private const double QrsHalf = 0.050;

    /// <summary>Of what is measured the smallest and the largest values are left out, this part each (nst).</summary>
    private const double Trimmed = 0.05;

    /// <summary>Noise measured at most, s (nst).</summary>
    private const int NoiseSeconds = 300;

    private const int RightBundleBranchBlock = 3, Paced = 12;

    /// <summary>Adds noise, which begins again at its end.</summary>
    /// <param name="lead">The lead, mV; changed.</param>
    /// <param name="noise">The noise at the same rate, longer than a second and not silent.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="decibels">Signal to noise ratio, dB.</param>
    /// <param name="annotations">The beats, by which the signal is measured.</param>
    /// <returns>False where no normal beat is annotated: nothing is added.</returns>
    public static bool Add(double[] lead, double[] noise, double rate, double decibels, IReadOnlyList<WfdbAnnotation> annotations)
    {
        if (SignalPower(lead, rate, annotations) is not { } signal || NoisePower(noise, rate) is not { } power) return false;
        var gain = Math.Sqrt(signal / power / Math.Pow(10, decibels / 10));
        for (var i = (int)(CleanSeconds * rate); i < lead.Length; i++)
        {
            if ((int)((i / rate - CleanSeconds) / TurnSeconds) % 2 == 0) lead[i] += gain * noise[i % noise.Length];
        }

        return true;
    }

    /// <summary>The power of a noise; null where it is shorter than a second.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="rate">Samples per second.</param>
    public static double? NoisePower(double[] noise, double rate)
    {
        var second = (int)rate;
        var powers = new List<double>();
        for (var first = 0; first + second <= noise.Length && powers.Count < NoiseSeconds; first += second)
        {
            var part = noise[first..(first + second)];
            var mean = part.Average();
            powers.Add(part.Average(value => (value - mean) * (value - mean)));
        }

        return TrimmedMean(powers);
    }

    private static double? SignalPower(double[] values, double rate, IReadOnlyList<WfdbAnnotation> annotations)
    {
        var half = (int)(QrsHalf * rate);
        var heights = annotations
            .Where(mark => (mark.Code is >= 1 and <= RightBundleBranchBlock or Paced) && mark.Sample >= half && mark.Sample + half < values.Length)
            .Take(BeatsMeasured)
            .Select(mark => values[((int)mark.Sample - half)..((int)mark.Sample + half)])
            .Select(qrs => qrs.Max() - qrs.Min()).ToList();
        return TrimmedMean(heights) is { } height ? height * height / 8 : null;
    }

    private static double? TrimmedMean(List<double> values)
    {
        values.Sort();
        var cut = (int)(Trimmed * values.Count);
        return values.Count == 0 ? null : values[cut..^cut].Average();
    }
}
