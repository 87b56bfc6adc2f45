namespace EdgeMonitor.Core.Signals;

/// <summary>How far a measurement can be trusted, as the device says or as the detector measured it.</summary>
public enum SignalQuality
{
    /// <summary>Nobody has judged it.</summary>
    Unknown,

    /// <summary>Weak or disturbed: a value may be wrong.</summary>
    Poor,

    /// <summary>Usable with care.</summary>
    Marginal,

    /// <summary>Trustworthy.</summary>
    Good,
}
