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

    /// <summary>Room on the journal's disk.</summary>
    DiskSpace,

    /// <summary>The journal's records: some are missing.</summary>
    Journal,

    /// <summary>The journal's bounds: the oldest records are given up.</summary>
    JournalBounds,

    /// <summary>Whether something keeps the wall clock right.</summary>
    ClockSynchronisation,

    /// <summary>The wall clock against the monotonic one: it was set.</summary>
    ClockStep,

    /// <summary>The parts that were chosen at the start: a first choice was refused.</summary>
    Configuration,

    /// <summary>The box's battery is low.</summary>
    Battery,

    /// <summary>The box's battery is nearly empty.</summary>
    BatteryReserve,

    /// <summary>The way to the expected nurse stations: one of them does not confirm what it is told.</summary>
    Station,

    /// <summary>The way to the guard unit: its socket does not take the signs of life.</summary>
    Guard,

    /// <summary>Whose device id it is: another box has taken it over.</summary>
    Identity,
}

/// <summary>A fault of the appliance itself, or its end: an ordinary input, so that technical alarms follow the same rules as all others.</summary>
/// <param name="Part">The part.</param>
/// <param name="Faulty">True from the fault on, false from its end on.</param>
/// <param name="Cause">One short sentence for people.</param>
/// <param name="At">When it was seen.</param>
public sealed record ApplianceStatus(AppliancePart Part, bool Faulty, string Cause, TimeSpan At) : MonitorInput(At);
