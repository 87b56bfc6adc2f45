using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>Takes notice of alarms: their sound ends, their light stays while they last; a latched one ends.</summary>
/// <param name="AlarmId">One alarm's id; null for all that are signalled.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record AcknowledgeAlarms(string? AlarmId, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>AUDIO PAUSED: no sound for a time, lights stay.</summary>
/// <param name="Duration">How long; null for the configured time. Longer than that is refused.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record PauseAudio(TimeSpan? Duration, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>AUDIO OFF: no sound until it is ended, with a reminder signal.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record TurnAudioOff(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>ALARM PAUSED: neither sound nor light of alarms for a time, only the marking.</summary>
/// <param name="Duration">How long; null for the configured time. Longer than that is refused.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record PauseAlarms(TimeSpan? Duration, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>ALARM OFF: neither sound nor light until it is ended, with the marking and a reminder signal.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record TurnAlarmsOff(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>Ends any pause or off state: everything that is active signals again.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record ResumeSignals(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>Other alarm limits for this patient from now on, without a restart. Refused as a whole where one lies outside its rails.</summary>
/// <param name="Limits">All limits.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record ChangeLimits(AlarmLimits Limits, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>Another patient: alarms and observations of the one before end, the limits become the profile's defaults.</summary>
/// <param name="Profile">Who is monitored.</param>
/// <param name="Episode">The episode's pseudonym, never a name; empty where none is given.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record AdmitPatient(PatientProfile Profile, string Episode, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>The patient has gone for good: as <see cref="AdmitPatient"/> of nobody, and standby.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record DischargePatient(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>The patient is away: nothing of the sensors is signalled. Timed, visible, reminded; it ends by itself when signals return.</summary>
/// <param name="Duration">How long at the most; null for the configured time.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record BeginStandby(TimeSpan? Duration, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>The patient is back.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record EndStandby(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>The nurse help call of the bedside's button: calls until it is acknowledged. It is an alarm condition of its own, <c>help-call</c>.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record CallForHelp(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>Sounds and lights every signal once, through the same way as an alarm. Refused while an alarm of MEDIUM priority or above is signalled.</summary>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record TestSignals(Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>What a person has observed, for the early-warning score. What is null stays as it was.</summary>
/// <param name="Observation">The observed values.</param>
/// <param name="By">Who acts.</param>
/// <param name="At">When.</param>
public sealed record EnterObservation(Observation Observation, Actor By, TimeSpan At) : OperatorCommand(By, At);

/// <summary>A person's observations of the patient (NEWS2, Royal College of Physicians 2017).</summary>
/// <param name="Consciousness">Level of consciousness.</param>
/// <param name="OnOxygen">True where the patient is given oxygen.</param>
/// <param name="HypercapnicScale">True where SpO2 scale 2 is prescribed.</param>
/// <param name="Temperature">Body temperature, °C.</param>
/// <param name="Systolic">Systolic blood pressure, mmHg.</param>
/// <param name="RespirationRate">Breaths per minute, counted.</param>
public sealed record Observation(
    Consciousness? Consciousness = null, bool? OnOxygen = null, bool? HypercapnicScale = null, double? Temperature = null, double? Systolic = null, double? RespirationRate = null);

/// <summary>Level of consciousness, ACVPU.</summary>
public enum Consciousness
{
    /// <summary>Alert.</summary>
    Alert,

    /// <summary>New confusion.</summary>
    Confused,

    /// <summary>Responds to voice.</summary>
    Voice,

    /// <summary>Responds to pain.</summary>
    Pain,

    /// <summary>Unresponsive.</summary>
    Unresponsive,
}
