namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// Random numbers that are the same for the same seed on every machine and every .NET: SplitMix64 (Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014). A recording made from a seed can be made again years later.
/// </summary>
internal sealed class SeededNoise
{
    private ulong _state;
    private double? _spareGaussian;

    /// <param name="seed">The patient's seed.</param>
    /// <param name="purpose">Keeps the streams of one patient's parts independent of each other.</param>
    public SeededNoise(int seed, string purpose)
    {
        _state = (uint)seed;
        foreach (var letter in purpose) _state = Next() ^ letter;
    }

    /// <summary>Evenly spread over 0 (included) to 1 (excluded).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly spread over 0 to 2π: a phase.</summary>
    public double Phase() => Uniform() * Math.Tau;

    /// <summary>Normal, mean 0, standard deviation 1 (Box–Muller).</summary>
    public double Gaussian()
    {
        if (_spareGaussian is { } spare)
        {
            _spareGaussian = null;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var angle = Phase();
        _spareGaussian = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    private ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
