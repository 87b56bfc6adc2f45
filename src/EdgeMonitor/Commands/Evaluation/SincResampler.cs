namespace EdgeMonitor.Commands.Evaluation;

/// <summary>Resamples a whole signal: a sinc kernel under a Hann window, its corner below half of the lower rate.</summary>
internal static class SincResampler
{
    /// <summary>Zeros of the kernel on each side. Chosen: the passband is flat to some thousandths up to nine tenths of the corner.</summary>
    private const int Zeros = 16;

    /// <summary>Corner over half of the lower rate. Chosen: the kernel's slope ends about there.</summary>
    private const double CornerPart = 0.95;

    /// <summary>Resamples.</summary>
    /// <param name="values">Samples, oldest first. Beyond its ends the signal is taken to stay as it is there.</param>
    /// <param name="from">Their rate, Hz.</param>
    /// <param name="to">The rate wanted, Hz.</param>
    /// <returns>Samples of the same stretch of time at the other rate; the first is at the same moment.</returns>
    public static double[] Resample(ReadOnlySpan<double> values, double from, double to)
    {
        var corner = CornerPart * Math.Min(1, to / from);
        var reach = (int)Math.Ceiling(Zeros / corner);
        var resampled = new double[(int)(values.Length * to / from)];
        for (var i = 0; i < resampled.Length; i++)
        {
            var at = i * from / to;
            var middle = (int)at;
            var (sum, weights) = (0.0, 0.0);
            for (var k = middle - reach; k <= middle + reach; k++)
            {
                var weight = Kernel((at - k) * corner);
                sum += weight * values[Math.Clamp(k, 0, values.Length - 1)];
                weights += weight;
            }

            resampled[i] = sum / weights;
        }

        return resampled;
    }

    private static double Kernel(double x) => Math.Abs(x) >= Zeros ? 0
        : x == 0 ? 1
        : Math.Sin(Math.PI * x) / (Math.PI * x) * (0.5 + 0.5 * Math.Cos(Math.PI * x / Zeros));
}
