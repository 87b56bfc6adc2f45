namespace EdgeMonitor.Core.Alarms;

/// <summary>What of the alarm signals people have switched off for all conditions (IEC 60601-1-8); its marking must always be visible.</summary>
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
