namespace EdgeMonitor.Core.Vitals;

/// <summary>The networks that weigh the evidence for a candidate.</summary>
/// <param name="Early">Decides as soon as the candidate has been seen whole.</param>
/// <param name="Late">Decides on those left in doubt, with what came after them; null: the early odds stand.</param>
/// <param name="Doubt">Which candidates are in doubt.</param>
internal sealed record QrsJudges(QrsNetwork Early, QrsNetwork? Late, QrsDoubt Doubt)
{
    /// <summary>As trained.</summary>
    public static QrsJudges Trained { get; } = new(new(QrsEvidence.Count, QrsWeights.Early), new(QrsEvidence.LateCount, QrsWeights.Late), QrsDoubt.InUse);
}

/// <summary>The early odds, natural logarithm, between which a candidate is in doubt: above the negative of the first, up to the others.</summary>
/// <param name="Below">How far below even odds.</param>
/// <param name="QuietAbove">How far above them where the signal is quiet.</param>
/// <param name="NoisyAbove">The same where it is noisy; between the two in proportion.</param>
internal readonly record struct QrsDoubt(double Below, double QuietAbove, double NoisyAbove)
{
    /// <summary>
    /// What looks like a beat in a quiet signal is given at once: to doubt it too cost beats of patients with odd ectopic ones. Chosen by cross-validation over patients.
    /// </summary>
    public static readonly QrsDoubt InUse = new(4, 0, 1);

    /// <summary>None is.</summary>
    public static readonly QrsDoubt None = new(0, 0, 0);

    /// <summary>True for odds within it.</summary>
    /// <param name="odds">Natural logarithm.</param>
    /// <param name="noise">0 quiet to 1 noisy.</param>
    public bool Holds(double odds, double noise) => odds > -Below && odds <= QuietAbove + noise * (NoisyAbove - QuietAbove);
}
