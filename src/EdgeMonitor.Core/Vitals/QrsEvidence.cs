namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// What is known of a candidate as numbers without units, so that neither the gain nor the sampling rate of a lead matters. Ratios as natural
/// logarithms.
/// </summary>
internal static class QrsEvidence
{
    /// <summary>Numbers a candidate has; their order is that of <see cref="Write"/>.</summary>
    public const int Count = 23;

    /// <summary>Numbers of a late decision: these, and what came after.</summary>
    public const int LateCount = Count + 13;

    /// <summary>A ratio further from 1 than e to this is taken as that: a flat line has no noise at all.</summary>
    private const double FurthestLog = 5;

    /// <summary>T waves end before this time after a beat, s; a later candidate is as one at that time.</summary>
    private const double TWavesEnd = 0.6;

    /// <summary>Brings <see cref="QrsCandidate.Fine"/>, mV, into the range of the energy, mV/s: an oscillation at 30 Hz has that slope.</summary>
    private const double FineSlope = 2 * Math.PI * 30;

    /// <summary>Writes the numbers of a candidate.</summary>
    /// <param name="candidate">Measured and compared with recent shapes.</param>
    /// <param name="levels">What was learned up to now; a last beat is known.</param>
    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="passesRules">True where the levels and the T-wave test alone would take it for a beat.</param>
    /// <param name="numbers">As many as <see cref="Count"/>.</param>
    public static void Write(QrsCandidate candidate, QrsLevels levels, double sampleRateHz, bool passesRules, Span<float> numbers)
    {
        var (interval, since) = (levels.Interval, candidate.Peak - levels.LastPeak);
        numbers[0] = Log(candidate.Height, levels.Beats);
        numbers[1] = Log(levels.Noise, levels.Beats);
        numbers[2] = Log(candidate.EnergyQuartile, levels.Beats);
        numbers[3] = Log(candidate.EnergyMedian, levels.Beats);
        numbers[4] = (float)candidate.Likeness;
        numbers[5] = (float)candidate.BestLikeness;
        numbers[6] = (float)Math.Clamp(candidate.Scale, -1, 3);
        numbers[7] = (float)Math.Min(since / interval, 3);
        numbers[8] = (float)Math.Min(Math.Abs(since / interval - 1), 1);
        numbers[9] = (float)Math.Min(since / sampleRateHz, TWavesEnd);
        numbers[10] = Log(candidate.Slope, levels.LastSlope);
        numbers[11] = Log(candidate.WideSwing, levels.WideSwing);
        numbers[12] = Log(candidate.WideSwing, candidate.Swing);
        numbers[13] = Log(candidate.Fine, candidate.FineQuartile);
        numbers[14] = Log(candidate.Fine, candidate.FineMedian);
        numbers[15] = Log(FineSlope * candidate.FineQuartile, levels.Beats);
        numbers[16] = Log(candidate.Follower, candidate.Height);
        numbers[17] = (float)Math.Min(levels.Irregularity, 1);
        numbers[18] = (float)Math.Clamp((candidate.Peak - levels.PeakBefore) / interval, 0, 4);
        numbers[19] = (float)levels.LastLikeness;
        numbers[20] = Log(candidate.Height, levels.TimedThresholdFor(candidate));
        numbers[21] = passesRules ? 1 : -1;
        numbers[22] = Log(candidate.Before, candidate.WideSwing);
    }

    /// <summary>Writes the further numbers of a late decision, after those that <see cref="Write"/> has written.</summary>
    /// <param name="candidate">With what followed it.</param>
    /// <param name="next">The sure beat that came next; null where none has come.</param>
    /// <param name="rival">The highest one between the two that is no sure beat, or the highest up to now; null where there is none.</param>
    /// <param name="levels">What was learned up to now.</param>
    /// <param name="sampleRateHz">Samples per second.</param>
    /// <param name="now">Samples since the reset.</param>
    /// <param name="numbers">As many as <see cref="LateCount"/>.</param>
    public static void WriteLate(
        QrsCandidate candidate, QrsCandidate? next, QrsCandidate? rival, QrsLevels levels, double sampleRateHz, long now, Span<float> numbers)
    {
        var interval = levels.Interval;
        var until = next?.Peak ?? now;
        var whole = (until - levels.LastPeak) / interval;
        numbers = numbers[Count..];
        numbers[0] = (float)Math.Clamp(candidate.EarlyOdds / 3, -3, 3);
        numbers[1] = Log(candidate.After, candidate.WideSwing);
        numbers[2] = Log(candidate.After, levels.WideSwing);
        numbers[3] = Log(candidate.Before, levels.WideSwing);
        numbers[4] = next is null ? -1 : 1;
        numbers[5] = (float)Math.Min((until - candidate.Peak) / interval, 3);
        numbers[6] = (float)Math.Min((until - candidate.Peak) / sampleRateHz, 1);
        numbers[7] = (float)Math.Min(whole, 4);
        numbers[8] = (float)Math.Min(Math.Abs(whole - 1), 1);
        numbers[9] = (float)Math.Min(Math.Abs(whole - 2), 1);
        numbers[10] = next is null ? 0 : Log(next.Height, candidate.Height);
        numbers[11] = rival is null ? (float)-FurthestLog : Log(rival.Height, candidate.Height);
        numbers[12] = rival is null ? -3 : (float)Math.Clamp(rival.EarlyOdds / 3, -3, 3);
    }

    private static float Log(double value, double reference)
        => value <= 0 ? (float)-FurthestLog : reference <= 0 ? (float)FurthestLog : (float)Math.Clamp(Math.Log(value / reference), -FurthestLog, FurthestLog);
}
