namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// The limits and rules in force, replaced as a whole when a person changes them. Every stage reads them here at each judgement and keeps no
/// copy, so that a change takes effect at once and without a restart.
/// </summary>
/// <param name="limits">The limits to begin with; without faults.</param>
public sealed class AlarmSettings(AlarmLimits limits)
{
    /// <summary>The limits in force.</summary>
    public AlarmLimits Limits { get; private set; } = limits;

    /// <summary>The rules that follow from them.</summary>
    public AlarmRules Rules { get; private set; } = new(limits);

    /// <summary>When they last changed; time zero where they have not.</summary>
    public TimeSpan ChangedAt { get; private set; }

    /// <summary>Other limits from now on; without faults.</summary>
    public void Change(AlarmLimits limits, TimeSpan now) => (Limits, Rules, ChangedAt) = (limits, new AlarmRules(limits), now);

    /// <summary>
    /// True while the hysteresis must be overcome to end this alarm. One that began under other limits is held against the new ones as they
    /// stand: inside them it ends.
    /// </summary>
    public bool NeedsHysteresis(AlarmState state) => state.Phase == AlarmPhase.Active && state.Since >= ChangedAt;
}
