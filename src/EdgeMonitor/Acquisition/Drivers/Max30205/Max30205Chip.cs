using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Max30205;

/// <summary>The registers of a MAX30205. It has no identity register: what can be checked is that its configuration is one byte that keeps what it is told.</summary>
internal sealed class Max30205Chip : IPolledChip
{
    /// <summary>The chip's range, °C (general knowledge of its data sheet, unverified).</summary>
    public const double Lowest = 0, Highest = 50;

    /// <summary>Registers.</summary>
    public const byte Temperature = 0x00, Configuration = 0x01;

    /// <summary>Continuous conversion, ordinary data format (bit 5 would shift the result by 64 °C), comparator without effect on the result.</summary>
    public const byte Continuous = 0x00;

    /// <summary>Bit 2 of <see cref="Configuration"/>, the polarity of the alarm pin, which nothing uses here: written, read back and cleared again.</summary>
    private const byte Probe = 0x04;

    /// <summary>0x48 to 0x4F by the pins A0 to A2; a bare part may have more of them.</summary>
    public static ReadOnlySpan<int> Addresses => [0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F];

    /// <summary>The temperature of a result, °C.</summary>
    public static double Celsius(ushort result) => (short)result * 0.00390625;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        chip.Write(Configuration, Probe);
        var probed = chip.ReadByte(Configuration);
        chip.Write(Configuration, Continuous);
        var cleared = chip.ReadByte(Configuration);
        chip.Require(probed == Probe && cleared == Continuous, "MAX30205", $"its configuration says 0x{probed:X2} and 0x{cleared:X2} where 0x{Probe:X2} and 0x{Continuous:X2} were written");
        return new ChipIdentity("MAX30205");
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        var configuration = chip.ReadByte(Configuration);
        chip.RequireNotRestarted(configuration == Continuous, "MAX30205");
        var result = chip.ReadWord(Temperature);
        // Exactly 0 °C is no patient: it is a bus that is held low, or no conversion yet.
        chip.RequireSense(result != 0);
        values[0] = Celsius(result);
    }
}
