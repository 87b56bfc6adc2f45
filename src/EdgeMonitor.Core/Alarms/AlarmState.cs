namespace EdgeMonitor.Core.Alarms;

/// <summary>Where an alarm condition stands.</summary>
public enum AlarmPhase
{
    /// <summary>Not present.</summary>
    Clear,

    /// <summary>Present, but not yet for the whole condition delay.</summary>
    Pending,

    /// <summary>Present and signalled.</summary>
    Active,

    /// <summary>Over, but signalled until a person acknowledges it.</summary>
    Latched,
}

/// <summary>All that the alarm machine knows of one condition: it can be stored, restored and printed.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Since">When it entered the phase, on the monitor's line; never goes back.</param>
/// <param name="Acknowledged">True when a person has taken notice; only while active.</param>
public readonly record struct AlarmState(AlarmPhase Phase, TimeSpan Since, bool Acknowledged)
{
    /// <summary>True while it is signalled to people, whether or not it may sound.</summary>
    public bool IsSignalled => Phase is AlarmPhase.Active or AlarmPhase.Latched;
}
