using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>A wave that the driver can ask for.</summary>
/// <param name="Name">Its name in the settings, and its label.</param>
/// <param name="TextId">The text id of its label at the monitor: partition 2 and the term, and so the MDC code.</param>
/// <param name="Mdc">What it is delivered as.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Rate">Samples a second, Hz: those of the real-time waves of the MIB port (256 ms a message; unverified on a monitor).</param>
/// <param name="Resolution">
/// What one count is in the unit. The monitor's own scale is known only once it has been asked, and may change: its samples are put onto this one, which is finer than
/// the monitor's (5 µV, 1/16 mmHg), so that nothing is lost.
/// </param>
internal sealed record IntellivueWaveKind(string Name, uint TextId, uint Mdc, uint Unit, double Rate, double Resolution)
{
    private const double EcgRate = 500, EcgMillivolts = 0.001;

    /// <summary>Most waves at once (chosen: six ECG leads would fill the line to three quarters; the monitor itself sends fewer).</summary>
    public const int Most = 6;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IntellivueWaveKind> All { get; } =
    [
        .. new[] { "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6" }.Select(Lead),
        new("Pleth", 0x24BB4, Core.Signals.Mdc.PulsOximPleth, MdcUnit.Dimensionless, 125, 1),
        new("ABP", 0x24A14, Core.Signals.Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, 125, 0.01),
        new("ART", 0x24A10, Core.Signals.Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, 125, 0.01),
        new("Resp", 0x25000, Core.Signals.Mdc.ImpedTthor, MdcUnit.Ohm, 62.5, 0.0001),
    ];

    /// <summary>Those asked for where the settings name none: rhythm lead, pulse and breath.</summary>
    public static IReadOnlyList<IntellivueWaveKind> Usual { get; } = [.. All.Where(kind => kind.Name is "II" or "Pleth" or "Resp")];

    private static IntellivueWaveKind Lead(string name)
    {
        var code = Core.Signals.Mdc.EcgLeadOf(name) ?? Core.Signals.Mdc.EcgLead;
        return new(name, code, code, MdcUnit.Millivolt, EcgRate, EcgMillivolts);
    }
}
