using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition;

/// <summary>The ways to devices: one provider for each kind of link.</summary>
internal sealed record SensorLinks
{
    /// <summary>Opens serial ports.</summary>
    public required ISerialLinkProvider SerialPorts { get; init; }
}
