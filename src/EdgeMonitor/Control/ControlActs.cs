using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Control;

/// <summary>From a request's <c>act</c> and keys to the monitor's command. Bounds here refuse slips; what a site allows the monitor decides.</summary>
internal static class ControlActs
{
    /// <summary>Chosen: a day; longer is a discharge.</summary>
    private const int MostMinutes = 24 * 60;

    private const int MostSeconds = 60 * 60;

    /// <summary>The act that asks for the state, which every role may.</summary>
    public const string Status = "status";

    /// <summary>The act by which an export for a spare is written down; root and the daemon's own user may.</summary>
    public const string SpareExport = "spare-export";

    /// <summary>The act that changes some limits, and leaves the others as they are.</summary>
    public const string SetLimits = "set-limits";

    /// <summary>The act that brings the profile's own limits back.</summary>
    public const string DefaultLimits = "default-limits";

    /// <summary>How long an act may take beyond the usual, because it waits for the disk; null where it does not.</summary>
    public static TimeSpan? LongestOf(string? act) => act is not null && KeyActs.PermissionOf(act) is not null ? KeyDesk.Longest : null;

    /// <summary>The command.</summary>
    /// <param name="act">The act's name.</param>
    /// <param name="keys">Its keys; those it does not know stay left.</param>
    /// <param name="limits">The limits of the moment.</param>
    /// <param name="by">Who acts.</param>
    /// <param name="at">When.</param>
    /// <exception cref="FormatException">The act is not known, or a key is wrong.</exception>
    public static OperatorCommand Command(string act, RequestKeys keys, AlarmLimits limits, Actor by, TimeSpan at) => act switch
    {
        "acknowledge" => new AcknowledgeAlarms(keys.Text("alarm"), by, at),
        "pause-audio" => new PauseAudio(Seconds(keys), by, at),
        "audio-off" => new TurnAudioOff(by, at),
        "pause-alarms" => new PauseAlarms(Seconds(keys), by, at),
        "alarms-off" => new TurnAlarmsOff(by, at),
        "resume" => new ResumeSignals(by, at),
        "admit" => new AdmitPatient(keys.OneOf<PatientProfile>("profile") ?? throw new FormatException("The request needs the key profile."), Episode(keys), by, at),
        "discharge" => new DischargePatient(by, at),
        "observe" => new EnterObservation(Observed(keys), by, at),
        "standby" => new BeginStandby(keys.Duration("minutes", TimeSpan.FromMinutes(1), MostMinutes), by, at),
        "end-standby" => new EndStandby(by, at),
        "call-for-help" => new CallForHelp(by, at),
        "self-test" => new TestSignals(by, at),
        SetLimits => new ChangeLimits(LimitChange.Merge(limits, keys.Group("limits")), by, at),
        DefaultLimits => new ChangeLimits(AlarmLimits.For(limits.Profile), by, at),
        _ => throw new FormatException("This act is not known here: see edgemonitor --help for what a person can do."),
    };

    private static TimeSpan? Seconds(RequestKeys keys) => keys.Duration("seconds", TimeSpan.FromSeconds(1), MostSeconds);

    /// <summary>The pseudonym of an episode. A digit must be in it: a name that was typed in by mistake has none.</summary>
    private static string Episode(RequestKeys keys)
    {
        var episode = keys.Text("episode") ?? "";
        if (episode.Length == 0) return episode;
        var known = episode.Length <= 64 && episode.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') && episode.Any(char.IsAsciiDigit);
        return known ? episode : throw new FormatException("episode: allowed is a pseudonym of at most 64 letters, digits, dots, hyphens and underscores with a digit in it; never a name.");
    }

    private static Observation Observed(RequestKeys keys)
    {
        // Wide bounds that refuse a slip of the finger or a wrong unit (Fahrenheit), not a very ill patient; chosen.
        var observation = new Observation(
            keys.OneOf<Consciousness>("consciousness"), keys.Flag("oxygen"), keys.Flag("scale2"),
            keys.Number("temperature", 20, 45), keys.Number("systolic", 20, 350), keys.Number("respiration", 0, 150));
        return observation == new Observation() ? throw new FormatException("The observation is empty: give at least one value.") : observation;
    }
}
