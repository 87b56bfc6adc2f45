using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>
/// Fits a <see cref="QrsNetwork"/> to lessons: logistic loss, Adam (Kingma and Ba, 2015) in batches, the step falling along a cosine. All sums are
/// taken in one order, so the same lessons and seed give the same weights.
/// </summary>
internal sealed class QrsFit
{
    private const int Units = QrsNetwork.Units, Batch = 128;

    /// <summary>Adam's step at the beginning, and what is left of it at the end.</summary>
    private const double FirstStep = 4e-3, LastStep = 2e-5;

    /// <summary>Adam's memories of the gradient and of its square.</summary>
    private const float Memory = 0.9f, SquareMemory = 0.999f;

    private static readonly int Groups = Units / Vector256<float>.Count;

    private readonly int _inputs;
    private readonly float[] _weights, _gradient;
    private readonly Vector256<float>[] _hidden = new Vector256<float>[Groups];

    private QrsFit(int inputs)
    {
        _inputs = inputs;
        _weights = new float[QrsNetwork.LengthFor(inputs)];
        _gradient = new float[_weights.Length];
    }

    /// <summary>The weights, in the order of <see cref="QrsNetwork"/>.</summary>
    /// <param name="lessons">All of one kind; at least one candidate.</param>
    /// <param name="epochs">How often each candidate is seen.</param>
    /// <param name="decay">Pull of the weights to 0, on numbers of standard deviation 1.</param>
    /// <param name="seed">Of the first weights and of the order of candidates.</param>
    public static float[] Fit(IReadOnlyList<QrsLesson> lessons, int epochs, double decay, int seed)
    {
        var inputs = lessons[0].Inputs;
        var count = lessons.Sum(lesson => lesson.Beats.Count);
        var (numbers, beats, weights) = (new float[count * inputs], new bool[count], new float[count]);
        var at = 0;
        foreach (var lesson in lessons)
        {
            lesson.CopyTo(numbers.AsSpan(at * inputs));
            lesson.Beats.CopyTo(beats, at);
            lesson.Weights.CopyTo(weights, at);
            at += lesson.Beats.Count;
        }

        var (means, scales) = Standardise(numbers, inputs, count);
        var fit = new QrsFit(inputs);
        fit.Learn(numbers, beats, weights, epochs, (float)decay, new Random(seed));
        return fit.Plain(means, scales);
    }

    private static (double[] Means, double[] Scales) Standardise(float[] numbers, int inputs, int count)
    {
        var (means, scales) = (new double[inputs], new double[inputs]);
        for (var i = 0; i < numbers.Length; i++) means[i % inputs] += numbers[i];
        for (var i = 0; i < inputs; i++) means[i] /= count;
        for (var i = 0; i < numbers.Length; i++) scales[i % inputs] += (numbers[i] - means[i % inputs]) * (numbers[i] - means[i % inputs]);
        for (var i = 0; i < inputs; i++) scales[i] = Math.Sqrt(scales[i] / count) + 1e-6;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)((numbers[i] - means[i % inputs]) / scales[i % inputs]);
        return (means, scales);
    }

    private void Learn(float[] numbers, bool[] beats, float[] weights, int epochs, float decay, Random random)
    {
        for (var i = 0; i < _inputs * Units; i++) _weights[i] = (float)((random.NextDouble() - 0.5) * 2 / Math.Sqrt(_inputs));
        for (var unit = 0; unit < Units; unit++) _weights[(_inputs + 1) * Units + unit] = (float)(random.NextDouble() - 0.5);
        var (mean, square) = (new float[_weights.Length], new float[_weights.Length]);
        var order = Enumerable.Range(0, beats.Length).ToArray();
        var steps = Math.Max(1, epochs * (beats.Length / Batch));
        var (step, memory, squareMemory) = (0, 1.0, 1.0);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            for (var first = 0; first + Batch <= order.Length; first += Batch)
            {
                Array.Clear(_gradient);
                for (var k = first; k < first + Batch; k++)
                {
                    var at = order[k];
                    Add(numbers.AsSpan(at * _inputs, _inputs), beats[at], weights[at]);
                }

                step++;
                (memory, squareMemory) = (memory * Memory, squareMemory * SquareMemory);
                var rate = FirstStep * (0.5 + 0.5 * Math.Cos(Math.PI * step / steps)) + LastStep;
                var factor = (float)(rate * Math.Sqrt(1 - squareMemory) / (1 - memory));
                for (var i = 0; i < _weights.Length; i++)
                {
                    var gradient = _gradient[i] / Batch + decay * _weights[i];
                    mean[i] = Memory * mean[i] + (1 - Memory) * gradient;
                    square[i] = SquareMemory * square[i] + (1 - SquareMemory) * gradient * gradient;
                    _weights[i] -= factor * mean[i] / (MathF.Sqrt(square[i]) + 1e-8f);
                }
            }
        }
    }

    /// <summary>Adds a candidate's part to the gradient.</summary>
    private void Add(ReadOnlySpan<float> numbers, bool isBeat, float weight)
    {
        var weights = MemoryMarshal.Cast<float, Vector256<float>>(_weights.AsSpan(0, Units * (_inputs + 2)));
        var gradient = MemoryMarshal.Cast<float, Vector256<float>>(_gradient.AsSpan(0, Units * (_inputs + 2)));
        var total = Vector256<float>.Zero;
        for (var group = 0; group < Groups; group++)
        {
            var sum = weights[_inputs * Groups + group];
            for (var i = 0; i < _inputs; i++) sum += numbers[i] * weights[i * Groups + group];
            _hidden[group] = QrsNetwork.Bend(sum);
            total += weights[(_inputs + 1) * Groups + group] * _hidden[group];
        }

        var odds = (double)_weights[^1];
        for (var lane = 0; lane < Vector256<float>.Count; lane++) odds += total[lane];
        var error = (float)(weight * (1 / (1 + Math.Exp(-odds)) - (isBeat ? 1 : 0)));
        _gradient[^1] += error;
        for (var group = 0; group < Groups; group++)
        {
            gradient[(_inputs + 1) * Groups + group] += error * _hidden[group];
            var back = error * weights[(_inputs + 1) * Groups + group] * (Vector256<float>.One - _hidden[group] * _hidden[group]);
            gradient[_inputs * Groups + group] += back;
            for (var i = 0; i < _inputs; i++) gradient[i * Groups + group] += numbers[i] * back;
        }
    }

    /// <summary>The weights for numbers as they are, not standardised.</summary>
    private float[] Plain(double[] means, double[] scales)
    {
        var plain = (float[])_weights.Clone();
        for (var unit = 0; unit < Units; unit++)
        {
            var bias = (double)_weights[_inputs * Units + unit];
            for (var i = 0; i < _inputs; i++)
            {
                plain[i * Units + unit] = (float)(_weights[i * Units + unit] / scales[i]);
                bias -= _weights[i * Units + unit] * means[i] / scales[i];
            }

            plain[_inputs * Units + unit] = (float)bias;
        }

        return plain;
    }
}
