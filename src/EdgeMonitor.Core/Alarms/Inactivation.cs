namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// What of the alarm signals people have switched off for all conditions (IEC 60601-1-8); its marking must always be visible.
/// <code>
///                 pause / off / standby (a person)
///        ┌─────────────────────────────────────────────────────────────────┐
///        │                                                                 ▼
///      None ◄── resume, time over, new alarm ──────────────  AUDIO PAUSED, ALARM PAUSED
///      None ◄── resume ────────────────────────────────────  AUDIO OFF, ALARM OFF        (reminded)
///      None ◄── end, resume, time over, patient back ──────  Standby                     (reminded)
///      None ◄── another patient, restart ──────────────────  any
///
///   Between the four pauses and off states any act leads to any other. Into standby from all of them; out of it only to None.
/// </code>
/// A new alarm does not end AUDIO OFF: its light and the nurse call go on, only its sound is off. It does not end ALARM OFF either, which is why
/// that state must be allowed by the site. A nurse help call is never switched off by any of them.
/// </summary>
public enum Inactivation
{
    /// <summary>Nothing: active alarms sound and light.</summary>
    None,

    /// <summary>AUDIO PAUSED: no sound, for a time.</summary>
    AudioPaused,

    /// <summary>AUDIO OFF: no sound, without end, reminded.</summary>
    AudioOff,

    /// <summary>ALARM PAUSED: no sound and no light, for a time.</summary>
    AlarmPaused,

    /// <summary>ALARM OFF: no sound and no light, without end, reminded.</summary>
    AlarmOff,

    /// <summary>The patient is away: for a time, reminded, ends by itself when signals return.</summary>
    Standby,
}
