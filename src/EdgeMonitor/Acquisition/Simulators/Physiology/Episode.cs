namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>What an episode does to the patient or to the equipment.</summary>
internal enum EpisodeKind
{
    /// <summary>Nothing: the patient as the settings describe.</summary>
    Normal,

    /// <summary>SpO2 falls to the nadir and comes back.</summary>
    Desaturation,

    /// <summary>A slow heart.</summary>
    Bradycardia,

    /// <summary>A fast heart, sinus rhythm.</summary>
    Tachycardia,

    /// <summary>A run of wide beats.</summary>
    VentricularTachycardia,

    /// <summary>Single premature ventricular beats.</summary>
    Ectopy,

    /// <summary>No beat: a flat ECG with noise and no pulse.</summary>
    Asystole,

    /// <summary>No breath.</summary>
    Apnoea,

    /// <summary>The patient moves: artefact in every wave.</summary>
    Motion,

    /// <summary>An ECG electrode is off.</summary>
    LeadOff,

    /// <summary>The oximeter probe is off the finger.</summary>
    SensorOff,

    /// <summary>The oximeter probe is unplugged from its device.</summary>
    SensorUnplugged,

    /// <summary>The serial cable is pulled; it comes back when the episode ends.</summary>
    CablePulled,
}

/// <summary>The device that an episode of the equipment happens to.</summary>
[Flags]
internal enum BedsideDevices
{
    /// <summary>The oximeter.</summary>
    Nonin = 1,

    /// <summary>The ECG board.</summary>
    HealthyPi = 2,

    /// <summary>Both.</summary>
    All = Nonin | HealthyPi,
}

/// <summary>One thing that happens, from its start up to but without its end.</summary>
/// <param name="Kind">What.</param>
/// <param name="StartSeconds">Since the scenario began, s.</param>
/// <param name="DurationSeconds">Above 0, s.</param>
/// <param name="Level">The nadir in % or the rate in beats a minute; 0 where the kind has none.</param>
/// <param name="Devices">Whom an episode of the equipment concerns.</param>
internal sealed record Episode(EpisodeKind Kind, double StartSeconds, double DurationSeconds, double Level = 0, BedsideDevices Devices = BedsideDevices.All)
{
    /// <summary>A heart rate changes over this time at each end of its episode, s, but never longer than a quarter of the episode (chosen).</summary>
    private const double RateRampSeconds = 4;

    /// <summary>The part of a desaturation in which SpO2 falls, and again the part in which it rises (chosen: a fifth stays at the nadir).</summary>
    private const double DesaturationRampPart = 0.4;

    /// <summary>The first moment after it, s.</summary>
    public double EndSeconds => StartSeconds + DurationSeconds;

    /// <summary>How far it has come from the settings (0) to <see cref="Level"/> (1): a trapezoid, straight up, flat, straight down.</summary>
    public double EnvelopeAt(double seconds)
    {
        var ramp = Kind switch
        {
            EpisodeKind.Desaturation => DesaturationRampPart * DurationSeconds,
            EpisodeKind.Bradycardia or EpisodeKind.Tachycardia => Math.Min(RateRampSeconds, DurationSeconds / 4),
            _ => 0,
        };
        var inside = Math.Min(seconds - StartSeconds, EndSeconds - seconds);
        if (inside < 0) return 0;
        return ramp == 0 ? 1 : Math.Min(1, inside / ramp);
    }

    /// <summary>True where this is of that kind and concerns that device.</summary>
    public bool Is(EpisodeKind kind, BedsideDevices device) => Kind == kind && (Devices & device) != 0;
}
