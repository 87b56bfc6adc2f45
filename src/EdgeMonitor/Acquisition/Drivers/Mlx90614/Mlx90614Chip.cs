using System.Globalization;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Mlx90614;

/// <summary>The registers of an MLX90614: SMBus words, low byte first, each with the packet error code.</summary>
internal sealed class Mlx90614Chip : IPolledChip
{
    /// <summary>The chip's ranges, °C: of what it looks at, and of itself.</summary>
    public const double LowestObject = -70, HighestObject = 382.2, LowestAmbient = -40, HighestAmbient = 125;

    /// <summary>RAM: the chip's own temperature and the first object's.</summary>
    public const byte Ambient = 0x06, Object = 0x07;

    /// <summary>EEPROM: the chip's own SMBus address, and the first of four words of its serial number.</summary>
    public const byte OwnAddress = 0x2E, SerialNumber = 0x3C;

    /// <summary>Set in a result that means nothing.</summary>
    public const int ErrorFlag = 0x8000;

    /// <summary>Words of the serial number.</summary>
    private const int SerialWords = 4;

    private const double KelvinPerCount = 0.02, ZeroCelsius = 273.15;

    /// <summary>The temperature of a result, °C; null where the chip says that it means nothing.</summary>
    public static double? Celsius(ushort result) => (result & ErrorFlag) != 0 ? null : result * KelvinPerCount - ZeroCelsius;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        // There is no identity register; the chip knows its own address, and only a chip of its kind adds a right checksum to it.
        var own = SmbusWord.Read(chip, OwnAddress) & 0x7F;
        chip.Require(own == chip.Address, "MLX90614", $"it says that its own address is 0x{own:X2}");
        var serial = "";
        for (var word = 0; word < SerialWords; word++) serial += SmbusWord.Read(chip, (byte)(SerialNumber + word)).ToString("X4", CultureInfo.InvariantCulture);
        return new ChipIdentity("Melexis MLX90614", serial);
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        values[0] = Celsius(SmbusWord.Read(chip, Object)) is { } skin ? skin : Measured.Missing(NoData.DeviceError);
        values[1] = Celsius(SmbusWord.Read(chip, Ambient)) is { } ambient ? ambient : Measured.Missing(NoData.DeviceError);
    }
}
