using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Alarms;

/// <summary>What the signals say about a condition.</summary>
public enum Presence
{
    /// <summary>The signals show that it is not there.</summary>
    Absent,

    /// <summary>The signals show that it is there.</summary>
    Present,

    /// <summary>The signals cannot say: missing or not to be trusted. It neither starts nor ends an alarm.</summary>
    Unknown,
}

/// <summary>The evidence for or against one condition, and what the log should say about it.</summary>
/// <param name="Presence">For, against, or not to be judged.</param>
/// <param name="Reason">Why, in one short sentence for the log and the nurse.</param>
/// <param name="Value">The measured value, in <paramref name="Unit"/>, where there is one.</param>
/// <param name="Limit">The limit it was held against, same unit.</param>
/// <param name="Unit">IEEE 11073-10101 unit code, 0 where there is no value.</param>
/// <param name="Quality">How far the value can be trusted.</param>
/// <param name="Priority">The priority in this situation where it differs from the rule's.</param>
/// <param name="Faults">What is wrong with the signal that it was seen in.</param>
public readonly record struct AlarmEvidence(
    Presence Presence,
    string Reason,
    double? Value = null,
    double? Limit = null,
    uint Unit = 0,
    SignalQuality Quality = SignalQuality.Unknown,
    AlarmPriority? Priority = null,
    QualityFaults Faults = QualityFaults.None);
