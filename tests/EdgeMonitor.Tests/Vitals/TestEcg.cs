namespace EdgeMonitor.Tests.Vitals;

/// <summary>Generated leads, mV: triangular QRS complexes (as the ECG standards use), P and T waves as half sines, and disturbances.</summary>
internal static class TestEcg
{
    /// <summary>A flat lead.</summary>
    public static float[] Flat(double seconds, double rate) => new float[(int)(seconds * rate)];

    /// <summary>Times of regular beats, s.</summary>
    public static double[] Regular(double seconds, double beatsPerMinute, double first = 0.5)
        => [.. Enumerable.Range(0, (int)((seconds - first - 0.3) * beatsPerMinute / 60)).Select(beat => first + beat * 60 / beatsPerMinute)];

    /// <summary>Adds a complex at each time: a triangle of this height and width, and a small and slow P and T wave.</summary>
    public static float[] WithBeats(this float[] lead, double rate, IEnumerable<double> times, double height = 1, double width = 0.08, double tWave = 0.25)
    {
        foreach (var time in times)
        {
            lead.AddWave(rate, time - width / 2, width, at => height * (1 - Math.Abs(2 * at - 1)));
            lead.AddWave(rate, time - 0.18, 0.09, at => 0.1 * height * Math.Sin(Math.PI * at));
            lead.AddWave(rate, time + 0.2, 0.16, at => tWave * height * Math.Sin(Math.PI * at));
        }

        return lead;
    }

    /// <summary>Adds evenly distributed noise of this peak-to-peak height.</summary>
    public static float[] WithNoise(this float[] lead, double peakToPeak, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < lead.Length; i++) lead[i] += (float)(peakToPeak * (random.NextDouble() - 0.5));
        return lead;
    }

    /// <summary>Adds a sine of this peak-to-peak height, from a time on.</summary>
    public static float[] WithSine(this float[] lead, double rate, double frequency, double peakToPeak, double from = 0)
    {
        for (var i = (int)(from * rate); i < lead.Length; i++) lead[i] += (float)(peakToPeak / 2 * Math.Sin(2 * Math.PI * frequency * i / rate));
        return lead;
    }

    private static void AddWave(this float[] lead, double rate, double start, double width, Func<double, double> wave)
    {
        for (var i = Math.Max(0, (int)Math.Ceiling(start * rate)); i < lead.Length && i <= (start + width) * rate; i++)
            lead[i] += (float)wave((i / rate - start) / width);
    }
}
