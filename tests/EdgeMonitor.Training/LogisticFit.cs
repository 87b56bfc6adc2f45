using System.Globalization;
using System.Text;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>Fits <see cref="BeatModel"/>: logistic regression with a ridge, by Newton's method.</summary>
internal sealed class LogisticFit
{
    /// <summary>
    /// Ridge on the weights, in beats. Chosen by leaving patients out: from 3 to 30, 100 and 300 wrong beats become fewer, and few more are missed.
    /// </summary>
    private const double Ridge = 200;

    /// <summary>
    /// A patient's beats of a class weigh as their number to the power of 1 − this, so that the one with most of them is not the teacher of all. Chosen: 0.5, 0.7
    /// and 1 (equal patients) differ little; 0 (equal beats) misses more. Fewer than <see cref="FewestBeats"/> weigh one each.
    /// </summary>
    private const double Evenness = 0.7;

    private const double FewestBeats = 15;

    private const int Rounds = 12;

    private readonly double[] _means, _scales, _weights;

    private LogisticFit(double[] means, double[] scales, double[] weights) => (_means, _scales, _weights) = (means, scales, weights);

    /// <summary>Fits the model to lessons.</summary>
    public static LogisticFit Fit(IReadOnlyList<Lesson> lessons)
    {
        var beats = new List<(double[] Values, bool IsVentricular, double Weight)>();
        foreach (var lesson in lessons)
        {
            foreach (var group in lesson.Beats.GroupBy(beat => beat.IsVentricular))
            {
                var weight = lesson.Weight / Math.Pow(Math.Max(FewestBeats, group.Count()), Evenness);
                beats.AddRange(group.Select(beat => (beat.Values, beat.IsVentricular, weight)));
            }
        }

        var scale = beats.Count / beats.Sum(beat => beat.Weight);
        var count = BeatFeatures.Count;
        var (means, scales) = (new double[count], new double[count]);
        foreach (var (values, _, weight) in beats)
        {
            for (var i = 0; i < count; i++) means[i] += weight * scale * values[i] / beats.Count;
        }

        foreach (var (values, _, weight) in beats)
        {
            for (var i = 0; i < count; i++) scales[i] += weight * scale * (values[i] - means[i]) * (values[i] - means[i]) / beats.Count;
        }

        for (var i = 0; i < count; i++) scales[i] = Math.Sqrt(scales[i]) + 1e-6;
        var rows = beats.Select(beat => Row(beat.Values, means, scales)).ToArray();
        var weights = new double[count + 1];
        for (var round = 0; round < Rounds; round++) Improve(weights, rows, beats.Select(beat => (beat.IsVentricular, beat.Weight * scale)).ToArray());
        return new(means, scales, weights);
    }

    public BeatModel ToModel() => new(_weights[^1], _means, _scales, _weights[..^1]);

    /// <summary>The file of the trained table.</summary>
    public string ToSource()
    {
        var text = new StringBuilder("namespace EdgeMonitor.Core.Vitals;\n\ninternal sealed partial class BeatModel\n{\n");
        text.Append("    /// <summary>\n    /// The model in use. Written by <c>dotnet run --project tests/EdgeMonitor.Training -c Release -- src/EdgeMonitor.Core/Vitals/BeatModel.Trained.cs</c> from\n")
            .Append("    /// records of the MIT-BIH Arrhythmia Database, both leads; nothing in it is drawn by chance, so there is no seed.\n    /// </summary>\n")
            .Append("    public static readonly BeatModel Trained = new(\n        ").Append(Text(_weights[^1])).Append(",\n");
        Append(text, _means, ",\n");
        Append(text, _scales, ",\n");
        Append(text, _weights[..^1], ");\n");
        return text.Append("}\n").ToString();
    }

    private static void Append(StringBuilder text, double[] values, string end)
    {
        const int perLine = 10;
        text.Append("        [\n");
        foreach (var line in values.Chunk(perLine)) text.Append("            ").AppendJoin(", ", line.Select(Text)).Append(",\n");
        text.Append("        ]").Append(end);
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static double[] Row(double[] values, double[] means, double[] scales)
    {
        var row = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
            row[i] = Math.Clamp((values[i] - means[i]) / scales[i], -BeatModel.MostDeviations, BeatModel.MostDeviations);
        row[^1] = 1;
        return row;
    }

    /// <summary>One Newton step; a long one is shortened, because the first may overshoot.</summary>
    private static void Improve(double[] weights, double[][] rows, (bool IsVentricular, double Weight)[] beats)
    {
        const double longest = 2;
        var n = weights.Length;
        var (gradient, curvature) = (new double[n], new double[n, n]);
        for (var k = 0; k < rows.Length; k++)
        {
            var (row, sum) = (rows[k], 0.0);
            for (var i = 0; i < n; i++) sum += weights[i] * row[i];
            var likely = 1 / (1 + Math.Exp(-sum));
            var (error, bend) = (beats[k].Weight * ((beats[k].IsVentricular ? 1 : 0) - likely), beats[k].Weight * likely * (1 - likely));
            for (var i = 0; i < n; i++)
            {
                gradient[i] += error * row[i];
                var part = bend * row[i];
                for (var j = 0; j <= i; j++) curvature[i, j] += part * row[j];
            }
        }

        for (var i = 0; i < n - 1; i++)
        {
            gradient[i] -= Ridge * weights[i];
            curvature[i, i] += Ridge;
        }

        Solve(curvature, gradient);
        var step = Math.Min(1, longest / gradient.Max(Math.Abs));
        for (var i = 0; i < n; i++) weights[i] += step * gradient[i];
    }

    /// <summary>Solves a symmetric positive definite system in place, by Cholesky's decomposition; only the lower half of the matrix is read.</summary>
    private static void Solve(double[,] matrix, double[] vector)
    {
        var n = vector.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }

        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++) vector[i] -= matrix[i, k] * vector[k];
            vector[i] /= matrix[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) vector[i] -= matrix[k, i] * vector[k];
            vector[i] /= matrix[i, i];
        }
    }
}
