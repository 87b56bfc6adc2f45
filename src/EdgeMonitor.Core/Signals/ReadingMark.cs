namespace EdgeMonitor.Core.Signals;

/// <summary>What must be said with a value wherever it is shown, stored or sent.</summary>
public enum ReadingMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Inferred from a signal that does not show it, as respiration from the pulse.</summary>
    Derived,

    /// <summary>Worked out by a curve that was never checked for this probe: no value to treat a patient by.</summary>
    NotCalibrated,

    /// <summary>The pulse is so weak that what depends on it is doubtful.</summary>
    LowPerfusion,
}
