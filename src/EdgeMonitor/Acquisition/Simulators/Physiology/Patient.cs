namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// A simulated patient: nothing but what happens, who it happens to and a seed. Every wave and beat follows from these three, so each device
/// makes its own walkers (<see cref="Rhythm"/>, <see cref="Electrocardiogram"/>, <see cref="Photoplethysmogram"/>, <see cref="Breathing"/>)
/// and all of them see the same heart.
/// </summary>
/// <param name="Scenario">What happens.</param>
/// <param name="Seed">Another seed is another recording of the same story.</param>
/// <param name="Settings">The patient at rest.</param>
internal sealed record Patient(Scenario Scenario, int Seed, PatientSettings Settings)
{
    /// <summary>Slow change of the temperature: amplitude, °C, and period, s (chosen).</summary>
    private const double TemperatureSwing = 0.05, TemperaturePeriodSeconds = 300;

    /// <summary>An adult at rest.</summary>
    public Patient(Scenario scenario, int seed)
        : this(scenario, seed, new PatientSettings())
    {
    }

    /// <summary>Arterial oxygen saturation at a time since the beginning, %.</summary>
    public double SpO2At(double seconds)
    {
        var episode = Scenario.At(seconds);
        return episode.Kind == EpisodeKind.Desaturation
            ? Settings.SpO2 + (episode.Level - Settings.SpO2) * episode.EnvelopeAt(seconds)
            : Settings.SpO2;
    }

    /// <summary>Body temperature at a time since the beginning, °C.</summary>
    public double TemperatureAt(double seconds)
        => Settings.TemperatureCelsius + TemperatureSwing * Math.Sin(Math.Tau * seconds / TemperaturePeriodSeconds);

    /// <summary>What is true of this patient from the beginning up to a time, s.</summary>
    public GroundTruth TruthUntil(double seconds)
    {
        var rhythm = new Rhythm(this);
        var beats = new List<Beat>();
        for (var beat = rhythm.Next(); beat.Seconds < seconds; beat = rhythm.Next()) beats.Add(beat);
        return new GroundTruth(beats, [.. Scenario.Until(seconds)]);
    }
}

/// <summary>What is true of a simulated patient over a stretch of time: what detections and alarms are compared with.</summary>
/// <param name="Beats">All beats, in order.</param>
/// <param name="Episodes">All episodes that begin in the stretch, in order, each with its start on the line of the beats.</param>
internal sealed record GroundTruth(IReadOnlyList<Beat> Beats, IReadOnlyList<Episode> Episodes);
