namespace EdgeMonitor.Core.Alarms;

/// <summary>Alarm priority after IEC 60601-1-8, in rising order so that the highest wins by comparison.</summary>
public enum AlarmPriority
{
    /// <summary>Nothing to signal.</summary>
    None,

    /// <summary>Awareness is required: steady cyan lamp.</summary>
    Low,

    /// <summary>Prompt response is required: slowly flashing yellow lamp, bursts of 3 pulses.</summary>
    Medium,

    /// <summary>Immediate response is required: quickly flashing red lamp, bursts of 10 pulses.</summary>
    High,
}
