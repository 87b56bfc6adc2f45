using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// Noise added to a lead as in the noise stress test (Moody, Muldrow and Mark, Computers in Cardiology 1984, and their program <c>nst</c>): clean for five minutes, then two
/// minutes with noise and two without in turn. The signal's power is that of a sine as high as its QRS complexes, the noise's its variance within a second.
/// </summary>
internal static class AddedNoise
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

    /// <summary>Adds noise to a lead.</summary>
    /// <param name="lead">The lead, mV.</param>
    /// <param name="header">The noise's header. Its signals are given to the leads in turn; it begins again at its end.</param>
    /// <param name="place">The lead's place among the leads.</param>
    /// <param name="decibels">Signal to noise ratio, dB.</param>
    /// <param name="annotations">The beats, by which the signal is measured.</param>
    /// <exception cref="InvalidDataException">No normal beat is annotated, or the noise is shorter than a second or silent.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void To(StressedSignal lead, string header, int place, double decibels, IReadOnlyList<WfdbAnnotation> annotations)
    {
        var rate = lead.Signal.SampleRate;
        using var record = WfdbRecord.Open(header);
        var signals = StressedSignal.ReadAll(record);
        if (signals.Count == 0) throw new InvalidDataException($"\"{header}\" has no signal.");
        var noise = signals[place % signals.Count].Resampled(rate).Values;
        var power = NoisePower(noise, rate);
        if (power is not > 0) throw new InvalidDataException($"\"{header}\" is no noise: it is shorter than a second, or it does not move.");
        if (SignalPower(lead.Values, rate, annotations) is not { } signal)
            throw new InvalidDataException("Noise cannot be added: no normal beat is annotated by which the signal is measured.");
        var gain = Math.Sqrt(signal / power.Value / Math.Pow(10, decibels / 10));
        for (var i = (int)(CleanSeconds * rate); i < lead.Values.Length; i++)
        {
            if ((int)((i / rate - CleanSeconds) / TurnSeconds) % 2 == 0) lead.Values[i] += gain * noise[i % noise.Length];
        }
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

    private static double? NoisePower(double[] noise, double rate)
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

    private static double? TrimmedMean(List<double> values)
    {
        values.Sort();
        var cut = (int)(Trimmed * values.Count);
        return values.Count == 0 ? null : values[cut..^cut].Average();
    }
}
