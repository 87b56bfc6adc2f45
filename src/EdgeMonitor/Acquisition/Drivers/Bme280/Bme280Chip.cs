using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Bme280;

/// <summary>The registers of a BME280 (Bosch BST-BME280-DS002): two measurements a second, each quantity once, no filter.</summary>
internal sealed class Bme280Chip : IPolledChip
{
    /// <summary>Registers.</summary>
    public const byte Id = 0xD0, FirstCalibration = 0x88, SecondCalibration = 0xE1, HumidityControl = 0xF2, MeasurementControl = 0xF4, Configuration = 0xF5, Data = 0xF7;

    /// <summary>What <see cref="Id"/> says; a BMP280, which measures no humidity, says 0x58.</summary>
    public const byte Part = 0x60;

    /// <summary>Humidity once.</summary>
    public const byte HumidityOnce = 0x01;

    /// <summary>Temperature once, pressure once, one measurement after the other.</summary>
    public const byte Normal = 0x27;

    /// <summary>500 ms between measurements, filter off.</summary>
    public const byte HalfSecond = 0x80;

    /// <summary>Results before the first measurement.</summary>
    public const int NoValue20 = 0x80000, NoValue16 = 0x8000;

    /// <summary>Bytes of the results: pressure, temperature, humidity.</summary>
    private const int DataBytes = 8;

    private const double PascalPerKilopascal = 1000;

    private Bme280Calibration _calibration;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var id = chip.ReadByte(Id);
        chip.Require(id == Part, "BME280", $"register 0xD0 says 0x{id:X2}{(id is >= 0x56 and <= 0x58 ? ", a BMP280" : "")}");
        Span<byte> first = stackalloc byte[Bme280Calibration.FirstBytes];
        Span<byte> second = stackalloc byte[Bme280Calibration.SecondBytes];
        chip.Read(FirstCalibration, first);
        chip.Read(SecondCalibration, second);
        _calibration = Bme280Calibration.Of(first, second);
        // The configuration is taken in sleep only, the humidity's control with the next write of the other one (data sheet, sections 5.4.3 and 5.4.6).
        chip.Write(MeasurementControl, 0);
        chip.Write(Configuration, HalfSecond);
        chip.Write(HumidityControl, HumidityOnce);
        chip.Write(MeasurementControl, Normal);
        return new ChipIdentity("Bosch BME280");
    }

    /// <inheritdoc/>
    public void Read(I2cChip chip, Span<Measured> values)
    {
        chip.RequireNotRestarted(chip.ReadByte(MeasurementControl) == Normal, "BME280");
        // All in one transfer: the chip keeps the values of one measurement together only so.
        Span<byte> data = stackalloc byte[DataBytes];
        chip.Read(Data, data);
        chip.RequireSense(data.ContainsAnyExcept((byte)0));
        var pressure = data[0] << 12 | data[1] << 4 | data[2] >> 4;
        var temperature = data[3] << 12 | data[4] << 4 | data[5] >> 4;
        var humidity = data[6] << 8 | data[7];
        var none = Measured.Missing(NoData.NotMeasured);
        values.Fill(none);
        if (temperature == NoValue20) return;
        var fine = _calibration.Fine(temperature);
        values[0] = Bme280Calibration.Celsius(fine);
        if (humidity != NoValue16) values[1] = _calibration.RelativeHumidity(humidity, fine);
        if (pressure != NoValue20) values[2] = _calibration.Pascal(pressure, fine) is { } pascal ? pascal / PascalPerKilopascal : none;
    }
}
