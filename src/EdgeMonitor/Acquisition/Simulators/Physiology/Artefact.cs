namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>The slow swings that a moving patient adds to every wave: a few oscillations of random frequency and phase, from −1 to 1.</summary>
internal sealed class Artefact
{
    /// <summary>Movement lies where heart rates lie, which is what makes it trouble; Hz (chosen).</summary>
    private const double LowestHz = 0.7, HighestHz = 5;

    private readonly (double Hz, double Phase)[] _swings = new (double, double)[4];

    /// <param name="seed">The patient's seed.</param>
    /// <param name="wave">The wave disturbed; each moves in its own way.</param>
    public Artefact(int seed, string wave)
    {
        var noise = new SeededNoise(seed, "motion " + wave);
        for (var i = 0; i < _swings.Length; i++) _swings[i] = (LowestHz + (HighestHz - LowestHz) * noise.Uniform(), noise.Phase());
    }

    /// <summary>Its value at a time.</summary>
    public double At(double seconds)
    {
        var sum = 0.0;
        foreach (var (hz, phase) in _swings) sum += Math.Sin(Math.Tau * hz * seconds + phase);
        return sum / _swings.Length;
    }
}
