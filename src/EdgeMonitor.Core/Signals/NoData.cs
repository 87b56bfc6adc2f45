namespace EdgeMonitor.Core.Signals;

/// <summary>Why there is no value. A missing value always has a reason; it is never NaN, zero or silence.</summary>
public enum NoData
{
    /// <summary>There is a value.</summary>
    None,

    /// <summary>Not enough signal yet since the session began.</summary>
    Starting,

    /// <summary>The sensor is not on the patient (finger out, probe off).</summary>
    SensorOff,

    /// <summary>An electrode is off the patient.</summary>
    LeadOff,

    /// <summary>The device searches for a pulse and has lost track.</summary>
    Searching,

    /// <summary>The signal is too disturbed for a value that could be trusted.</summary>
    PoorSignal,

    /// <summary>The device reports no value and no reason.</summary>
    NotMeasured,

    /// <summary>The last value is too old to be shown.</summary>
    Stale,

    /// <summary>The device link is down.</summary>
    Disconnected,

    /// <summary>The device reports a fault of its own.</summary>
    DeviceError,
}
