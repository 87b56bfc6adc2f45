using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <content>What people do, and what it means for the patient's limits.</content>
public sealed partial class PatientMonitor
{
    /// <summary>A person acts. The board answers; what the act means for the patient's limits follows.</summary>
    private void Act(OperatorCommand command)
    {
        if (command is AdmitPatient admitted && PatientEpisode.Refusal(admitted) is { } refusal)
        {
            _events.Add(new OperatorActed(Now, command, false, refusal));
            return;
        }

        switch (command)
        {
            case ChangeLimits change: Change(change); return;
            case EnterObservation entered: _events.Add(_earlyWarning.Enter(entered, Now)); return;
        }

        _board.Command(command, Now, _events);
        switch (command)
        {
            case AdmitPatient admit: BeginEpisode(admit.Profile, admit.Episode); break;
            case DischargePatient: BeginEpisode(_settings.Limits.Profile, ""); break;
        }
    }

    /// <summary>Another patient, or nobody: nothing of the one before is known, and the limits are the profile's defaults.</summary>
    private void BeginEpisode(PatientProfile profile, string episode)
    {
        _patient.Begin(profile, episode);
        _vitals.Forget();
        foreach (var session in _sessions) BeginStages(session with { At = Now }, goesOn: false);
        _oximeter.Forget();
        _breathing.Forget();
        _earlyWarning.Forget();
        UseLimits(DefaultsOf(profile));
    }

    /// <summary>The site's own limits are those of the patients it is set up for; for others the profile's defaults hold.</summary>
    private AlarmLimits DefaultsOf(PatientProfile profile) => profile == _settings.Limits.Profile ? _settings.Limits : AlarmLimits.For(profile);

    /// <summary>Other limits for this patient, all or none of them. Who they are for changes with an admission only.</summary>
    private void Change(ChangeLimits change)
    {
        var faults = change.Limits.Faults();
        var refusal = faults.Count > 0 ? string.Join(' ', faults.Select(fault => $"{fault.Name} = {fault.Value}: allowed is {fault.Allowed}."))
            : change.Limits.Profile != _patient.Profile ? $"These are limits of another profile: the patient is {Names.Of(_patient.Profile)}; admit the patient with the right one first."
            : null;
        if (refusal is null) UseLimits(change.Limits);
        var answer = refusal is null ? string.Join(' ', ["The limits are changed.", .. change.Limits.Advice()]) : $"No limit is changed. {refusal}";
        _events.Add(new OperatorActed(Now, change, refusal is null, answer));
    }

    /// <summary>The first input of a run after a restart.</summary>
    private void Restore(MonitorMemory memory)
    {
        _patient.Begin(memory.Profile, memory.Episode);
        var usable = memory.Limits.Faults().Count == 0 && memory.Limits.Profile == memory.Profile;
        UseLimits(usable ? memory.Limits : DefaultsOf(memory.Profile));
        if (!usable) _events.Add(new AlarmSystemChanged(Now, Inactivation.None, null, "The limits from before the restart cannot be used: the defaults hold.", null));
        _board.Restore(memory.Latched, _alarms.Rules, Now, _events);
    }

    /// <summary>Other limits from now on.</summary>
    private void UseLimits(AlarmLimits limits)
    {
        _patient.Limits = limits;
        _alarms.Change(limits, Now);
        _board.AudioPause = TimeSpan.FromSeconds(limits.AudioPauseSeconds);
    }
}
