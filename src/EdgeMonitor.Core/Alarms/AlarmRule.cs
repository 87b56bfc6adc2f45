namespace EdgeMonitor.Core.Alarms;

/// <summary>What an alarm condition is about (IEC 60601-1-8).</summary>
public enum AlarmKind
{
    /// <summary>The patient.</summary>
    Physiological,

    /// <summary>The equipment.</summary>
    Technical,
}

/// <summary>One alarm condition and how it behaves.</summary>
/// <param name="Condition">Its name on the wire, lower case with hyphens, e.g. <c>hr-low</c>.</param>
/// <param name="Kind">Patient or equipment.</param>
/// <param name="Priority">Its usual priority; the evidence may raise it (a lead off on the only monitor).</param>
/// <param name="Delay">Condition delay: how long it must be present before it sounds.</param>
/// <param name="Latching">True when it keeps signalling after its end until a person has acknowledged it.</param>
public sealed record AlarmRule(string Condition, AlarmKind Kind, AlarmPriority Priority, TimeSpan Delay, bool Latching = false);
