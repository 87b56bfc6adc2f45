namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>The ready-made scenarios.</summary>
internal static class Scenarios
{
    /// <summary>A healthy patient, for ever.</summary>
    public static Scenario Normal { get; } = Scenario.Of("normal", [new Episode(EpisodeKind.Normal, 0, 60)]);

    /// <summary>What a viewer should see, in four minutes, again and again; each trouble has time to raise its alarm and to be over.</summary>
    public static Scenario Demo { get; } = Scenario.Of("demo",
    [
        new(EpisodeKind.Normal, 0, 30),
        new(EpisodeKind.Desaturation, 0, 40, 82),
        new(EpisodeKind.Ectopy, 0, 20, 12),
        new(EpisodeKind.Tachycardia, 0, 24, 145),
        new(EpisodeKind.Normal, 0, 14),
        new(EpisodeKind.SensorOff, 0, 15, 0, BedsideDevices.Nonin),
        new(EpisodeKind.Normal, 0, 12),
        new(EpisodeKind.Bradycardia, 0, 20, 38),
        new(EpisodeKind.Asystole, 0, 12),
        new(EpisodeKind.Normal, 0, 16),
        new(EpisodeKind.LeadOff, 0, 12),
        new(EpisodeKind.Normal, 0, 10),
        new(EpisodeKind.CablePulled, 0, 10, 0, BedsideDevices.Nonin),
        new(EpisodeKind.Normal, 0, 5),
    ], repeats: true);

    /// <summary>Every ready-made scenario: the two above and one for each trouble, from 15 s to 35 s (a desaturation to 55 s).</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Demo,
        Normal,
        Single("desaturation", EpisodeKind.Desaturation, 82, seconds: 40),
        Single("bradycardia", EpisodeKind.Bradycardia, 38),
        Single("tachycardia", EpisodeKind.Tachycardia, 145),
        Single("ventricular-tachycardia", EpisodeKind.VentricularTachycardia, 170),
        Single("ectopy", EpisodeKind.Ectopy, 12),
        Single("asystole", EpisodeKind.Asystole),
        Single("apnoea", EpisodeKind.Apnoea),
        Single("motion", EpisodeKind.Motion),
        Single("lead-off", EpisodeKind.LeadOff),
        Single("sensor-off", EpisodeKind.SensorOff),
        Single("sensor-unplugged", EpisodeKind.SensorUnplugged),
        Single("cable-pulled", EpisodeKind.CablePulled),
    ];

    /// <summary>The ready-made scenario of that name, or null.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);

    private static Scenario Single(string name, EpisodeKind kind, double level = 0, double seconds = 20) => Scenario.Of(name,
        [new(EpisodeKind.Normal, 0, 15), new(kind, 0, seconds, level), new(EpisodeKind.Normal, 0, 25)]);
}
