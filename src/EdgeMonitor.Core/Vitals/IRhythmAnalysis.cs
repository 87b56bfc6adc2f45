namespace EdgeMonitor.Core.Vitals;

/// <summary>Where a beat comes from, by the letters of ANSI/AAMI EC57.</summary>
public enum BeatClass : ushort
{
    /// <summary>Conducted from above: it looks like the patient's usual beats, or comes when they are due.</summary>
    Normal = 'N',

    /// <summary>From the atria or the junction, and early. Said where the rhythm is known (<see cref="PrematureBeats"/>), not by a single lead.</summary>
    Supraventricular = 'S',

    /// <summary>From the ventricles.</summary>
    Ventricular = 'V',

    /// <summary>It could not be classified: too little is known, or its wave is not at hand.</summary>
    Unclassified = 'Q',
}

/// <summary>What is known of a beat beside its time.</summary>
/// <param name="Class">Where it comes from.</param>
/// <param name="Alike">How many beats of this patient looked like it before; 0 where it is the first of its kind, as an artefact is.</param>
public readonly record struct BeatJudgement(BeatClass Class, int Alike)
{
    /// <summary>A kind of beat is one of the patient's own from so many on. Chosen: as <see cref="BeatClassifier"/> has it.</summary>
    private const int OwnBeats = 8;

    /// <summary>True where it is one of the patient's own beats, seen often before, and not from the ventricles: what an artefact is not.</summary>
    public bool IsUsual => Class == BeatClass.Normal && !FitsRun && Alike >= OwnBeats;

    /// <summary>
    /// True where it may be one beat of a ventricular tachycardia: it is ventricular, or unlike the usual beats and early or wide. Missing a tachycardia is worse
    /// than miscounting a beat.
    /// </summary>
    public bool FitsRun { get; init; } = Class == BeatClass.Ventricular;

    /// <summary>Natural logarithm of the odds that it is ventricular, −6 … 6; above 0 is <see cref="BeatClass.Ventricular"/>. 0 where it could not be classified.</summary>
    public double LogOdds { get; init; }
}

/// <summary>What the rhythm conditions need to know of one lead. Whoever does better takes the place of <see cref="RhythmAnalysis"/>.</summary>
public interface IRhythmAnalysis
{
    /// <summary>True while the lead shows a fibrillating, fluttering or oscillating heart, and has for 4 s; null while nobody can say.</summary>
    bool? Fibrillates { get; }

    /// <summary>True while the lead has not moved for a second or longer: it then says nothing of the shape of a beat.</summary>
    bool IsFlat { get; }

    /// <summary>True while the lead has not even brought an amplifier's noise for a second or longer: a heart that stands still looks different.</summary>
    bool IsDead { get; }

    /// <summary>Takes consecutive samples of the lead.</summary>
    /// <param name="millivolts">Oldest first, mV, finite.</param>
    void Process(ReadOnlySpan<float> millivolts);

    /// <summary>Classifies a beat of this lead; in the order of time, each once, after the samples up to its detection were taken.</summary>
    BeatJudgement Classify(in Beat beat);

    /// <summary>Nothing is known of the time before: the waves are forgotten, the patient's usual beats are not.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    void Reset(long firstIndex);
}
