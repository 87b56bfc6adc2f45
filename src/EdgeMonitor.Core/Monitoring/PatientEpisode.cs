using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Who lies in the bed, with which limits, and what of that a restart must not forget: it says so when it changed, once for each input.
/// </summary>
internal sealed class PatientEpisode(AlarmLimits limits)
{
    /// <summary>Chosen: room for any pseudonym, none for a letter about the patient.</summary>
    private const int LongestEpisode = 64;

    private MonitorMemory _said = new(limits.Profile, "", limits, []);

    /// <summary>Who is monitored.</summary>
    public PatientProfile Profile { get; private set; } = limits.Profile;

    /// <summary>The episode's pseudonym; empty where none was given.</summary>
    public string Episode { get; private set; } = "";

    /// <summary>This patient's limits.</summary>
    public AlarmLimits Limits { get; set; } = limits;

    /// <summary>Why nobody can be admitted in this way, or null.</summary>
    public static string? Refusal(AdmitPatient admit)
        => !Enum.IsDefined(admit.Profile) ? "This profile is not known: choose adult, child or neonate."
        : admit.Episode.Length > LongestEpisode ? $"The episode's pseudonym is too long: up to {LongestEpisode} characters."
        : null;

    /// <summary>Another patient, or nobody.</summary>
    public void Begin(PatientProfile profile, string episode) => (Profile, Episode) = (profile, episode);

    /// <summary>Says what must be stored, where that changed.</summary>
    /// <param name="latched">The board's list, which is another one when it changed.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Say(IReadOnlyList<LatchedAlarm> latched, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (ReferenceEquals(latched, _said.Latched) && Profile == _said.Profile && Episode == _said.Episode && Limits == _said.Limits) return;
        _said = new(Profile, Episode, Limits, latched);
        events.Add(new MemoryChanged(now, _said));
    }
}
