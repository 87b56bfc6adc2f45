namespace EdgeMonitor.Core.Signals;

/// <summary>A part of the appliance itself that can fail.</summary>
public enum AppliancePart
{
    /// <summary>The intake channel: inputs were dropped because the monitor could not keep up.</summary>
    Intake,

    /// <summary>The recorder's queue or the journal: records are not being stored.</summary>
    Storage,

    /// <summary>The link to the central server.</summary>
    Uplink,

    /// <summary>Lamps, buzzer or nurse call: a line could not be driven.</summary>
    Annunciation,

    /// <summary>The way to the expected nurse stations: one of them does not confirm what it is told.</summary>
    Station,
}

/// <summary>A fault of the appliance itself, or its end: an ordinary input, so that technical alarms follow the same rules as all others.</summary>
/// <param name="Part">The part.</param>
/// <param name="Faulty">True from the fault on, false from its end on.</param>
/// <param name="Cause">One short sentence for people.</param>
/// <param name="At">When it was seen.</param>
public sealed record ApplianceStatus(AppliancePart Part, bool Faulty, string Cause, TimeSpan At) : MonitorInput(At);
