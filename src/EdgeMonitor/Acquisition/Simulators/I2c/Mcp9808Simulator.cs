using EdgeMonitor.Acquisition.Drivers.Mcp9808;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>An MCP9808 in a room.</summary>
internal sealed class Mcp9808Simulator : WordChip
{
    /// <summary>The room, °C.</summary>
    public double Celsius { get; set; } = 22.5;

    /// <summary>What the device register says.</summary>
    public ushort DeviceId { get; set; } = Mcp9808Chip.Part << 8;

    /// <inheritdoc/>
    protected override void Set(byte register, ushort value)
    {
        // Only the configuration can be written, and nothing here depends on it.
    }

    /// <inheritdoc/>
    protected override ushort Get(byte register) => register switch
    {
        Mcp9808Chip.Ambient => (ushort)((int)Math.Round(Celsius * 16) & 0x1FFF),
        Mcp9808Chip.ManufacturerId => Mcp9808Chip.Manufacturer,
        Mcp9808Chip.DeviceId => DeviceId,
        _ => 0,
    };
}
