using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Evaluation;

namespace EdgeMonitor.Training;

/// <summary>What is made of a lead before the detector sees it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Lead">0 or 1; the second lead is a record of its own here.</param>
/// <param name="Noise">bw, ma or em; empty: none.</param>
/// <param name="Ratio">Signal to noise, dB.</param>
/// <param name="Rate">Samples per second afterwards.</param>
/// <param name="Gain">The signal is multiplied by it: −1 turns it over.</param>
/// <param name="Softened">Some beats are made smaller and wider, as aberrant ones are.</param>
/// <param name="Weight">Of its candidates in training.</param>
internal sealed record LeadCase(
    string Name, int Lead, string Noise = "", double Ratio = 0, double Rate = TrainingRecord.Rate, double Gain = 1, bool Softened = false, double Weight = 1)
{
    /// <summary>Part of the beats that are softened. Chosen: as many as aberrant beats in records that have them.</summary>
    private const double SoftenedPart = 0.12;

    /// <summary>The lead's samples, mV, and the marks at its rate.</summary>
    /// <param name="record">The record.</param>
    /// <param name="noises">Noise to add.</param>
    /// <param name="seed">Of all that is drawn by chance.</param>
    /// <param name="training">Which noise: that of training or the other.</param>
    public (float[] Samples, IReadOnlyList<WfdbAnnotation> Marks) Make(TrainingRecord record, NoiseRecordings noises, int seed, bool training)
    {
        var samples = (float[])record.Leads[Lead].Clone();
        if (Softened) Soften(samples, record, new Random(seed));
        var values = Array.ConvertAll(samples, sample => Gain * sample);
        if (Noise.Length > 0) NoiseMix.Add(values, noises.Take(Noise, samples.Length, Lead, seed, training), TrainingRecord.Rate, Ratio, record.Marks);
        if (Rate == TrainingRecord.Rate) return (Array.ConvertAll(values, value => (float)value), record.Marks);
        var marks = record.Marks.Select(mark => mark with { Sample = (long)Math.Round(mark.Sample * Rate / TrainingRecord.Rate) }).ToList();
        return (Array.ConvertAll(SincResampler.Resample(values, TrainingRecord.Rate, Rate), value => (float)value), marks);
    }

    private static void Soften(float[] samples, TrainingRecord record, Random random)
    {
        const int before = 40, after = 48; // samples: 110 and 130 ms
        var original = (float[])samples.Clone();
        foreach (var mark in record.Marks)
        {
            if (!mark.IsBeat || random.NextDouble() > SoftenedPart) continue;
            var (from, to) = ((int)mark.Sample - before, (int)mark.Sample + after);
            if (from < before || to >= samples.Length - before) continue;
            var (scale, smear) = (0.35 + 0.75 * random.NextDouble(), random.Next(11));
            for (var i = from; i <= to; i++)
            {
                var mean = 0.0;
                for (var k = -smear; k <= smear; k++) mean += original[i + k];
                mean /= 2 * smear + 1;
                var at = (double)(i - from) / (to - from);
                var line = original[from] + (original[to] - original[from]) * at;
                var part = Math.Min(1, 6 * Math.Min(at, 1 - at));
                samples[i] = (float)(part * (line + scale * (mean - line)) + (1 - part) * original[i]);
            }
        }
    }
}
