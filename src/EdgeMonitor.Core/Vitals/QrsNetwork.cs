namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Weighs the evidence for a candidate: one hidden layer of tanh units over <see cref="QrsEvidence"/>, one logistic output. Trained on candidates
/// of recordings with noise mixed in.
/// </summary>
internal sealed class QrsNetwork
{
    /// <summary>Units of the hidden layer. Chosen: less than a hundredth of the candidates it learns from has as many weights.</summary>
    public const int Units = 16;

    /// <summary>Weights of a unit: one for each number of the evidence, then its bias.</summary>
    public const int UnitLength = QrsEvidence.Count + 1;

    /// <summary>All weights: unit after unit, then the output's weight of each unit, then its bias.</summary>
    public const int Length = Units * UnitLength + Units + 1;

    private readonly float[] _weights;

    /// <param name="weights">As many as <see cref="Length"/>.</param>
    public QrsNetwork(ReadOnlySpan<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, Length, nameof(weights));
        _weights = weights.ToArray();
    }

    /// <summary>The network as trained.</summary>
    public static QrsNetwork Trained { get; } = new(QrsWeights.Values);

    /// <summary>How likely it is that the candidate is a beat, as natural logarithm of the odds: above 0 it is more likely than not.</summary>
    public double OddsOf(ReadOnlySpan<float> evidence)
    {
        var odds = (double)_weights[^1];
        for (var unit = 0; unit < Units; unit++)
        {
            var weights = _weights.AsSpan(unit * UnitLength, UnitLength);
            var sum = weights[QrsEvidence.Count];
            for (var i = 0; i < QrsEvidence.Count; i++) sum += weights[i] * evidence[i];
            odds += _weights[Units * UnitLength + unit] * Math.Tanh(sum);
        }

        return odds;
    }
}
