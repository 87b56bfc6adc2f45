namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What shows the pulse.</summary>
public enum PulseSource
{
    /// <summary>An oximeter.</summary>
    Pleth,

    /// <summary>An arterial line.</summary>
    Pressure,
}
