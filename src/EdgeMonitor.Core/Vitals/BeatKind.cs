namespace EdgeMonitor.Core.Vitals;

/// <summary>What a kind of beats remembers of each of its beats.</summary>
/// <param name="Timing">RR interval before it over the usual one.</param>
/// <param name="PDifference">How far the place of its P wave is from the usual one's (<see cref="BeatWave.ComparePWave"/>).</param>
/// <param name="LogOdds">What the model says of the beat alone: the logarithm of the odds that it is ventricular.</param>
internal readonly record struct BeatTraits(double Timing, double PDifference, double LogOdds);

/// <summary>One kind of beats: running means over those that looked alike.</summary>
internal sealed class BeatKind
{
    /// <summary>A beat this much earlier than usual is early. Chosen: most detectors have 0.8 to 0.9.</summary>
    public const double Early = 0.88;

    /// <summary>The mean wave of its beats.</summary>
    public BeatWave Wave { get; } = new();

    /// <summary>How many of them there were, those that count towards the usual kind, slowly forgotten.</summary>
    public double Weight { get; set; }

    /// <summary>How many of the last ten beats or so there were.</summary>
    public double Recent { get; set; }

    /// <summary>How many there were since it began.</summary>
    public int Seen { get; set; }

    /// <summary>The number of its last beat.</summary>
    public long LastSeen { get; set; }

    /// <summary>Mean RR interval before its beats over the usual one: below 1 they come early.</summary>
    public double Timing { get; private set; }

    /// <summary>Part of its beats that came early, 0 to 1.</summary>
    public double EarlyPart { get; private set; }

    /// <summary>Mean of <see cref="BeatTraits.PDifference"/>.</summary>
    public double PDifference { get; private set; }

    /// <summary>Mean of <see cref="BeatTraits.LogOdds"/>.</summary>
    public double LogOdds { get; private set; }

    /// <summary>Begins anew with its first wave.</summary>
    public void Begin(BeatWave wave)
    {
        Wave.Set(wave);
        (Weight, Recent, Seen) = (0, 0, 0);
        (Timing, EarlyPart, PDifference, LogOdds) = (1, 0, 0, 0);
    }

    /// <summary>Moves the means towards a beat.</summary>
    public void Follow(in BeatTraits beat, double step)
    {
        Timing += step * (beat.Timing - Timing);
        EarlyPart += step * ((beat.Timing < Early ? 1 : 0) - EarlyPart);
        PDifference += step * (beat.PDifference - PDifference);
        LogOdds += step * (beat.LogOdds - LogOdds);
    }
}
