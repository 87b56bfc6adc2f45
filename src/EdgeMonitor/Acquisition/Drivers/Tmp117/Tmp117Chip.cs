using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Tmp117;

/// <summary>The registers of a TMP117 (data sheet SNOSD82).</summary>
internal sealed class Tmp117Chip : IPolledChip
{
    /// <summary>The chip's range, °C.</summary>
    public const double Lowest = -55, Highest = 150;

    /// <summary>Registers.</summary>
    public const byte Result = 0x00, Configuration = 0x01, DeviceId = 0x0F;

    /// <summary>Bits 11 to 0 of <see cref="DeviceId"/>; those above are the revision.</summary>
    public const int Id = 0x117;

    /// <summary>Continuous, 8 averages, a conversion a second (the reset value; the long cycle keeps the chip from warming itself).</summary>
    public const ushort Continuous = 0x0220;

    /// <summary>In <see cref="Configuration"/>: a new result since it was last read.</summary>
    public const int DataReady = 0x2000;

    /// <summary>In <see cref="Configuration"/>: mode, cycle and averages.</summary>
    public const int Settings = 0x0FE0;

    /// <summary>The result before the first conversion.</summary>
    public const ushort NoResult = 0x8000;

    /// <summary>A chip that brings nothing new for so many turns does not convert. Chosen: its second and ours may miss each other once.</summary>
    private const int MostRepeats = 3;

    private int _repeats;

    /// <summary>The temperature of a result, °C; null before the first conversion.</summary>
    public static double? Celsius(ushort result) => result == NoResult ? null : (short)result * 0.0078125;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var id = chip.ReadWord(DeviceId);
        chip.Require((id & 0xFFF) == Id, "TMP117", $"register 0x0F says 0x{id:X4}");
        chip.WriteWord(Configuration, Continuous);
        _repeats = 0;
        return new ChipIdentity("TI TMP117", Firmware: $"revision {id >> 12}");
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        var configuration = chip.ReadWord(Configuration);
        // A bus that is held low reads as zeros, and a chip that has restarted with another default as that: neither is a temperature.
        chip.RequireSense((configuration & Settings) == Continuous);
        var isNew = (configuration & DataReady) != 0;
        _repeats = isNew ? 0 : _repeats + 1;
        values[0] = _repeats >= MostRepeats ? Measured.Missing(NoData.DeviceError)
            : Celsius(chip.ReadWord(Result)) is { } celsius ? celsius
            : Measured.Missing(NoData.NotMeasured);
    }
}
