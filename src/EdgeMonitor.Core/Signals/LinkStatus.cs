namespace EdgeMonitor.Core.Signals;

/// <summary>Where a sensor's link stands.</summary>
public enum LinkState
{
    /// <summary>Being opened, for the first time or again.</summary>
    Opening,

    /// <summary>Open and bringing data.</summary>
    Up,

    /// <summary>Open, but no data within the time the sensor promises.</summary>
    Silent,

    /// <summary>Broken; the supervisor will try again.</summary>
    Down,

    /// <summary>Ended by itself and will not be tried again: the end of a recording.</summary>
    Ended,
}

/// <summary>A change of state of a sensor's link, reported by its supervisor.</summary>
/// <param name="Sensor">The sensor's name in the configuration.</param>
/// <param name="State">The new state.</param>
/// <param name="Cause">One short sentence for people; empty where the state says it all.</param>
/// <param name="At">When it changed.</param>
public sealed record LinkStatus(string Sensor, LinkState State, string Cause, TimeSpan At) : MonitorInput(At);
