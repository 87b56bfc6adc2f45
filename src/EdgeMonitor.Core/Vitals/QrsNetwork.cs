using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Weighs the evidence for a candidate: one hidden layer of bent sums over the numbers, one logistic output. Trained on candidates of recordings with noise
/// mixed in (tests/EdgeMonitor.Training). Eight sums at a time, each in the same order on every machine.
/// </summary>
internal sealed class QrsNetwork
{
    /// <summary>Units of the hidden layer. Chosen: less than a hundredth of the candidates it learns from has as many weights.</summary>
    public const int Units = 16;

    private static readonly int Lanes = Vector256<float>.Count;

    private readonly float[] _weights;

    /// <param name="inputs">Numbers of the evidence.</param>
    /// <param name="weights">As many as <see cref="LengthFor"/> says: for each number its weight in every unit, then the units' biases, their weights in the output, its bias.</param>
    public QrsNetwork(int inputs, ReadOnlySpan<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, LengthFor(inputs), nameof(weights));
        (Inputs, _weights) = (inputs, weights.ToArray());
    }

    /// <summary>Numbers of the evidence.</summary>
    public int Inputs { get; }

    /// <summary>All weights of a network with so many inputs.</summary>
    public static int LengthFor(int inputs) => Units * (inputs + 2) + 1;

    /// <summary>How likely it is that the candidate is a beat, as natural logarithm of the odds: above 0 it is more likely than not.</summary>
    public double OddsOf(ReadOnlySpan<float> evidence)
    {
        var weights = MemoryMarshal.Cast<float, Vector256<float>>(_weights.AsSpan(0, Units * (Inputs + 2)));
        var total = Vector256<float>.Zero;
        var groups = Units / Lanes;
        for (var group = 0; group < groups; group++)
        {
            var sum = weights[Inputs * groups + group];
            for (var i = 0; i < Inputs; i++) sum += evidence[i] * weights[i * groups + group];
            total += weights[(Inputs + 1) * groups + group] * Bend(sum);
        }

        var odds = _weights[^1];
        for (var lane = 0; lane < Lanes; lane++) odds += total[lane];
        return odds;
    }

    /// <summary>
    /// The hyperbolic tangent as the fraction of Padé of order 7/6: the same on every machine, unlike a library's, and within 0.0002 of it.
    /// </summary>
    public static Vector256<float> Bend(Vector256<float> value)
    {
        const float furthest = 4.8f;
        var x = Vector256.Min(Vector256.Max(value, Vector256.Create(-furthest)), Vector256.Create(furthest));
        var square = x * x;
        var above = x * (((square + Vector256.Create(378f)) * square + Vector256.Create(17325f)) * square + Vector256.Create(135135f));
        var below = ((28f * square + Vector256.Create(3150f)) * square + Vector256.Create(62370f)) * square + Vector256.Create(135135f);
        return above / below;
    }
}
