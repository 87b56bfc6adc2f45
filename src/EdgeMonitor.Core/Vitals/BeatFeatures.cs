namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// What <see cref="BeatModel"/> is told of a beat: its time against the usual rhythm, its shape against the usual beat's, its P and T wave, and what its kind was like
/// before. Ratios are natural logarithms, so that neither amplitude nor rate matters; signs are relative to the usual beat, so that an inverted lead gives the
/// same values. All are finite.
/// </summary>
internal static class BeatFeatures
{
    /// <summary>Names, in the order of the values; the trained weights stand in the same order.</summary>
    public static readonly string[] Names =
    [
        "early", "rr", "uneven", "early in uneven",
        "correlation", "distance", "difference", "width", "width ratio", "sharpness", "sharpness ratio",
        "duration", "duration change", "long duration", "rise", "usual duration", "usual width",
        "t sign", "t change", "t distance", "usual t", "p correlation", "p difference", "p energy", "p energy distance",
        "likeness", "quality", "roughness", "novelty",
        "is new", "seen", "weight", "recent", "kind timing", "kind early", "kind correlation", "kind difference",
        "kind to usual correlation", "kind to usual difference", "kind width", "kind width ratio", "kind p difference", "kind sharpness",
        "usual weight", "odds", "search-back", "as before",
    ];

    /// <summary>Longest duration of a narrow complex, ms (the usual bound of 110 to 120 ms).</summary>
    private const double LongestNarrow = 110;

    /// <summary>Log odds of the detector that count, so that the few extreme ones do not. Chosen: most beats lie between.</summary>
    private const double LeastOdds = -2, MostOdds = 10;

    /// <summary>Number of values.</summary>
    public static int Count => Names.Length;

    /// <summary>The values of one beat.</summary>
    /// <param name="beat">The beat and what it is compared with.</param>
    /// <param name="values">Takes them; as many as <see cref="Names"/>.</param>
    public static void Of(in BeatContext beat, Span<double> values)
    {
        var (wave, usual, kind) = (beat.Wave, beat.Usual.Wave, beat.Kind);
        var (timing, match) = (beat.Timing, beat.ToUsual);
        var early = beat.Interval > 0 ? Log(beat.Interval / timing.Sinus) : 0;
        var pWave = usual.ComparePWave(wave, match.Shift);
        var (t, usualT) = (wave.TWave(match.Shift), usual.TWave(0));
        var tChange = (t * wave.Height - usualT * usual.Height) / usual.Height * Math.Sign(usual.Peak);
        var kindWave = kind?.Wave ?? wave;
        var kindMatch = kind is null ? match : usual.Compare(kindWave);
        ReadOnlySpan<double> all =
        [
            early, Log(beat.RelativeInterval), timing.Unevenness, early * timing.Unevenness,
            match.Correlation, Math.Sqrt(Math.Max(0, 1 - match.Correlation)), Math.Min(match.Difference, 4),
            wave.Width, Log(wave.Width / Math.Max(5, usual.Width)), Sharpness(wave), Log(Sharpness(wave) / Sharpness(usual)),
            wave.Duration, wave.Duration - usual.Duration, Math.Max(0, wave.Duration - LongestNarrow), wave.Rise, usual.Duration, usual.Width,
            t * Math.Sign(wave.Peak), tChange, Math.Min(3, Math.Abs(tChange)), usualT * Math.Sign(usual.Peak),
            pWave.Correlation, Math.Min(2, pWave.Difference), pWave.Energy, Math.Abs(pWave.Energy),
            beat.Likeness, beat.Quality, Math.Min(1, wave.Roughness), beat.Novelty,
            kind is null ? 1 : 0, Math.Log(1 + (kind?.Seen ?? 0)), beat.KindPart, beat.RecentPart,
            Log(kind?.Timing ?? beat.RelativeInterval), kind?.EarlyPart ?? (beat.RelativeInterval < BeatKind.Early ? 1 : 0), beat.ToKind.Correlation, Math.Min(3, beat.ToKind.Difference),
            kindMatch.Correlation, Math.Min(4, kindMatch.Difference), kindWave.Width, Log(kindWave.Width / Math.Max(5, usual.Width)),
            Math.Min(2, kind?.PDifference ?? pWave.Difference), Log(Sharpness(kindWave) / Sharpness(usual)),
            beat.UsualPart, Math.Clamp(beat.Odds, LeastOdds, MostOdds), beat.FoundBySearchBack ? 1 : 0, beat.IsAsBefore ? 1 : 0,
        ];
        all.CopyTo(values);
    }

    private static double Sharpness(BeatWave wave) => Math.Max(1e-3, wave.Slope / wave.Height);

    /// <summary>Of a ratio; more than ten times is no more than ten times.</summary>
    private static double Log(double ratio) => Math.Log(Math.Clamp(ratio, 0.1, 10));
}

/// <summary>A beat and what it is compared with.</summary>
/// <param name="Wave">Its wave.</param>
/// <param name="Usual">The patient's usual kind.</param>
/// <param name="ToUsual">How it agrees with that.</param>
/// <param name="Kind">Its own kind; null where it is the first of it.</param>
/// <param name="ToKind">How it agrees with the nearest kind.</param>
/// <param name="Timing">The rhythm before it.</param>
internal readonly record struct BeatContext(BeatWave Wave, BeatKind Usual, WaveMatch ToUsual, BeatKind? Kind, WaveMatch ToKind, BeatTiming Timing)
{
    /// <summary>RR interval before it, s; 0 where it is not known.</summary>
    public double Interval { get; init; }

    /// <summary>As the detector saw it (<see cref="Beat"/>).</summary>
    public double Likeness { get; init; }

    /// <summary>As the detector saw it (<see cref="Beat"/>).</summary>
    public double Quality { get; init; }

    /// <summary>As the detector saw it (<see cref="Beat"/>).</summary>
    public double Odds { get; init; }

    /// <summary>As the detector saw it (<see cref="Beat"/>).</summary>
    public bool FoundBySearchBack { get; init; }

    /// <summary>True where the beat before was of its kind.</summary>
    public bool IsAsBefore { get; init; }

    /// <summary>Part of the last thirty beats or so that were the first of a kind: high in noise.</summary>
    public double Novelty { get; init; }

    /// <summary>Its kind's part of all beats.</summary>
    public double KindPart { get; init; }

    /// <summary>Its kind's part of the last ten.</summary>
    public double RecentPart { get; init; }

    /// <summary>The usual kind's part of all beats.</summary>
    public double UsualPart { get; init; }

    /// <summary>The interval before it over the usual one; 1 where it is not known.</summary>
    public double RelativeInterval => Interval > 0 ? Interval / Timing.Usual : 1;
}
