using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Who lies in the bed, with which limits, and what of that a restart must not forget: it says so when it changed, once for each input.
/// </summary>
internal sealed class PatientEpisode(AlarmLimits limits)
{
    /// <summary>Chosen: room for any pseudonym, none for a letter about the patient.</summary>
    public const int LongestEpisode = 64;

    private IReadOnlyList<LatchedAlarm> _latched = [];
    private bool _changed;

    public PatientProfile Profile { get; private set; } = PatientProfile.Adult;

    public string Episode { get; private set; } = "";

    public AlarmLimits Limits { get; private set; } = limits;

    /// <summary>Another patient, or nobody.</summary>
    public void Begin(PatientProfile profile, string episode, AlarmLimits limits) => (Profile, Episode, Limits, _changed) = (profile, episode, limits, true);

    /// <summary>The same patient with other limits.</summary>
    public void Change(AlarmLimits limits) => (Limits, _changed) = (limits, true);

    /// <summary>What was known before the restart; it is stored already.</summary>
    public void Restore(MonitorMemory memory, IReadOnlyList<LatchedAlarm> latched)
        => (Profile, Episode, Limits, _latched, _changed) = (memory.Profile, memory.Episode, memory.Limits, latched, false);

    /// <summary>Says what must be stored, where that changed.</summary>
    public void Say(IReadOnlyList<LatchedAlarm> latched, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (!_changed && ReferenceEquals(latched, _latched)) return;
        (_latched, _changed) = (latched, false);
        events.Add(new MemoryChanged(now, new MonitorMemory(Profile, Episode, Limits, latched)));
    }
}
