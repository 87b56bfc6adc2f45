using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Mcp9808;

/// <summary>The registers of an MCP9808 (Microchip DS25095).</summary>
internal sealed class Mcp9808Chip : IPolledChip
{
    /// <summary>The chip's range, °C.</summary>
    public const double Lowest = -40, Highest = 125;

    /// <summary>Registers.</summary>
    public const byte Configuration = 0x01, Ambient = 0x05, ManufacturerId = 0x06, DeviceId = 0x07;

    /// <summary>Microchip; the part, in the high byte of <see cref="DeviceId"/>.</summary>
    public const int Manufacturer = 0x0054, Part = 0x04;

    /// <summary>Continuous conversion, no alert.</summary>
    public const ushort Continuous = 0x0000;

    /// <summary>The temperature, °C: 13 bits, two's complement, 1/16 °C; the three bits above compare it with limits that are not used.</summary>
    public static double Celsius(ushort ambient) => ((ambient & 0x1FFF) << 19 >> 19) / 16.0;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var (maker, device) = (chip.ReadWord(ManufacturerId), chip.ReadWord(DeviceId));
        chip.Require(maker == Manufacturer && device >> 8 == Part, "MCP9808", $"registers 0x06 and 0x07 say 0x{maker:X4} and 0x{device:X4}");
        chip.WriteWord(Configuration, Continuous);
        return new ChipIdentity("Microchip MCP9808", Firmware: $"revision {device & 0xFF}");
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        var ambient = chip.ReadWord(Ambient);
        // 0 °C is a temperature too: only the identity tells it from a bus that is held low.
        chip.RequireSense(ambient != 0 || chip.ReadWord(ManufacturerId) == Manufacturer);
        values[0] = Celsius(ambient);
    }
}
