using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition;

/// <summary>The ways to devices: one provider for each kind of link.</summary>
internal sealed record SensorLinks
{
    /// <summary>Opens serial ports.</summary>
    public required ISerialLinkProvider SerialPorts { get; init; }

    /// <summary>Opens I2C buses; the kernel's own interface where nothing else was chosen.</summary>
    public II2cBusProvider I2cBuses { get; init; } = I2cBusProviders.All[^1];
}
