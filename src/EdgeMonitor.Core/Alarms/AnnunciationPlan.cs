namespace EdgeMonitor.Core.Alarms;

/// <summary>What the bedside should signal now. Derived by the alarm board, carried out by the annunciator, which knows nothing else.</summary>
/// <param name="Sound">Priority of the burst pattern to sound; <see cref="AlarmPriority.None"/> is silence.</param>
/// <param name="Light">Priority whose lamp is lit.</param>
/// <param name="NurseCall">True while the nurse-call relay must call.</param>
/// <param name="Text">The condition being signalled, for a text display, e.g. <c>ASYSTOLE</c>; empty when there is none.</param>
public sealed record AnnunciationPlan(AlarmPriority Sound, AlarmPriority Light, bool NurseCall, string Text)
{
    /// <summary>What people have switched off; a marking that must stay visible.</summary>
    public Inactivation Inactivation { get; init; }

    /// <summary>When it ends by itself, on the monitor's line: the end of the visible countdown. Null where it does not.</summary>
    public TimeSpan? InactiveUntil { get; init; }

    /// <summary>How many conditions are signalled, or would be but for the inactivation; a display shows the worst and this.</summary>
    public int Count { get; init; }

    /// <summary>Counts the reminder signals so far: one that differs from the plan before asks for one reminder signal now.</summary>
    public int Reminders { get; init; }

    /// <summary>Nothing to signal.</summary>
    public static AnnunciationPlan Quiet { get; } = new(AlarmPriority.None, AlarmPriority.None, false, "");
}
