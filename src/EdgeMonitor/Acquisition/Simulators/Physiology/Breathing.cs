namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// The patient's breaths, one after the other, walked forward in time. Any number of walkers with the same seed see the same breaths,
/// whenever and however often they look.
/// </summary>
internal sealed class Breathing(Patient patient)
{
    /// <summary>Part of a breath that is inspiration; the usual ratio of inspiration to expiration at rest is 1:1.5 to 1:2.</summary>
    private const double InspirationPart = 0.4;

    /// <summary>Standard deviation of a breath's length, relative (chosen).</summary>
    private const double LengthDeviation = 0.05;

    private readonly SeededNoise _noise = new(patient.Seed, "breathing");
    private double _start;
    private double _length = 60 / patient.Settings.BreathingRate;

    /// <summary>When the breath under way began, s.</summary>
    public double BreathStartSeconds => _start;

    /// <summary>How long the breath under way takes, s.</summary>
    public double BreathSeconds => _length;

    /// <summary>Lung volume above the end of expiration, 0 to 1; times must not go back.</summary>
    public double VolumeAt(double seconds)
    {
        while (seconds >= _start + _length) BeginNextBreath();
        if (seconds < _start) return 0;
        var part = (seconds - _start) / _length;
        return part < InspirationPart
            ? (1 - Math.Cos(Math.PI * part / InspirationPart)) / 2
            : (1 + Math.Cos(Math.PI * (part - InspirationPart) / (1 - InspirationPart))) / 2;
    }

    private void BeginNextBreath()
    {
        _start += _length;
        if (patient.Scenario.At(_start) is { Kind: EpisodeKind.Apnoea } apnoea) _start = apnoea.EndSeconds;
        _length = 60 / patient.Settings.BreathingRate * (1 + LengthDeviation * Math.Clamp(_noise.Gaussian(), -2, 2));
    }
}
