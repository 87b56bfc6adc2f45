namespace EdgeMonitor.Training;

/// <summary>
/// Made-up electrode motion at 360 Hz, without unit, because no recording of it is at hand: steps that decay, bumps as wide as QRS complexes and wider, one-sided
/// and two-sided, more of them and larger while the patient moves; wander and a little fine noise. All proportions are chosen to look like descriptions of it.
/// </summary>
internal static class ElectrodeMotion
{
    private const double Rate = TrainingRecord.Rate;

    public static double[] Make(int samples, int seed)
    {
        var random = new Random(seed);
        var wave = new double[samples];
        var (time, activity, until) = (0.0, 1.0, 0.0);
        while (time < samples / Rate)
        {
            if (time > until) (activity, until) = (Math.Exp(0.8 * Gauss()), time + 1 + 6 * random.NextDouble());
            time -= Math.Log(1 - random.NextDouble()) * 0.35 / Math.Clamp(activity, 0.4, 2);
            var height = activity * Math.Exp(0.6 * Gauss()) * (random.Next(2) == 0 ? 1 : -1);
            var kind = random.NextDouble();
            if (kind < 0.4) AddStep(0.01 + 0.06 * random.NextDouble(), 0.06 + 0.6 * random.NextDouble(), 1.3 * height);
            else if (kind < 0.75) AddBump(0.012 + 0.06 * random.NextDouble(), at => height * Math.Exp(-at * at / 2));
            else AddBump(0.018 + 0.06 * random.NextDouble(), at => 1.4 * height * at * Math.Exp(-at * at / 2));
        }

        var (wander, fine) = (0.0, 0.0);
        for (var i = 0; i < samples; i++)
        {
            wander += 0.02 * (2 * Gauss() - wander);
            fine += 0.3 * (Gauss() - fine);
            wave[i] += wander + 0.12 * fine;
        }

        return wave;

        double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        void AddStep(double rise, double decay, double height)
        {
            for (var i = (int)(time * Rate); i < Math.Min(samples, (time + 6 * decay) * Rate); i++)
            {
                var since = i / Rate - time;
                wave[i] += height * (1 - Math.Exp(-2.5 * since / rise)) * Math.Exp(-since / decay);
            }
        }

        void AddBump(double width, Func<double, double> shape)
        {
            for (var i = (int)Math.Max(0, (time - 5 * width) * Rate); i < Math.Min(samples, (time + 5 * width) * Rate); i++) wave[i] += shape((i / Rate - time) / width);
        }
    }
}
