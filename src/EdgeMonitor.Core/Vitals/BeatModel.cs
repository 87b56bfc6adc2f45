namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// A logistic model of <see cref="BeatFeatures"/>: the logarithm of the odds that a beat is ventricular. The trained one is a table in a file of its own, which
/// <c>tests/EdgeMonitor.Training</c> writes. All arrays are in the order of <see cref="BeatFeatures.Names"/>.
/// </summary>
/// <param name="bias">Log odds of a beat whose values are all the means.</param>
/// <param name="means">Mean of each value in training.</param>
/// <param name="scales">Its standard deviation, above 0.</param>
/// <param name="weights">Log odds for a standard deviation of it.</param>
internal sealed partial class BeatModel(double bias, double[] means, double[] scales, double[] weights)
{
    /// <summary>Values count up to so many standard deviations: what was never seen in training must not decide alone.</summary>
    public const double MostDeviations = 3;

    /// <summary>The logarithm of the odds.</summary>
    public double LogOdds(ReadOnlySpan<double> features)
    {
        var sum = bias;
        for (var i = 0; i < features.Length; i++) sum += weights[i] * Math.Clamp((features[i] - means[i]) / scales[i], -MostDeviations, MostDeviations);
        return sum;
    }
}
