using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>A wave that the driver can ask for.</summary>
/// <param name="Name">Its name in the settings, and its label.</param>
/// <param name="Type">Its type at the monitor; the arterial pressure has that of its channel.</param>
/// <param name="Mdc">What it is delivered as.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Rate">Samples a second, Hz (general knowledge and public programs; unverified on a monitor).</param>
/// <param name="Scale">What a count is in the unit (public programs; for the ECG a setting may say otherwise).</param>
internal sealed record DriWaveKind(string Name, byte Type, uint Mdc, uint Unit, double Rate, double Scale)
{
    /// <summary>Samples a second that the port sends at most, all waves together, Hz (from public programs).</summary>
    public const double MostSamples = 600;

    /// <summary>The name of the wave whose channel a setting names.</summary>
    public const string Arterial = "ART";

    /// <summary>The type of the first pressure channel; the other three follow it.</summary>
    public const byte FirstPressure = 4;

    /// <summary>All of them. Which lead an ECG channel shows is chosen at the monitor and not said in the wave.</summary>
    public static IReadOnlyList<DriWaveKind> All { get; } =
    [
        new("ECG1", 1, Core.Signals.Mdc.EcgLead, MdcUnit.Millivolt, 300, 0.01),
        new("ECG2", 2, Core.Signals.Mdc.EcgLead, MdcUnit.Millivolt, 300, 0.01),
        new(Arterial, FirstPressure, Core.Signals.Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, 100, 0.01),
        new("Pleth", 8, Core.Signals.Mdc.PulsOximPleth, MdcUnit.Dimensionless, 100, 1),
        new("Resp", 15, Core.Signals.Mdc.ImpedTthor, MdcUnit.Ohm, 25, 0.01),
    ];

    /// <summary>Those asked for where the settings name none.</summary>
    public static IReadOnlyList<DriWaveKind> Usual { get; } = [.. All.Where(kind => kind.Name is "ECG1" or "Pleth" or "Resp")];
}
