using EdgeMonitor.Acquisition.Drivers.Bme280;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>
/// A BME280 that holds still: temperature and pressure have the trimming values and the raw results of the data sheet's own example (BMP280, BST-BMP280-DS001, section
/// 3.12), the humidity has values as real chips have them (chosen).
/// </summary>
internal sealed class Bme280Simulator : ByteChip
{
    /// <summary>The example's results: 25.08 °C and 100653.27 Pa.</summary>
    public const int RawTemperature = 519888, RawPressure = 415148, RawHumidity = 30000;

    private static readonly int[] Trimming = [27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];

    /// <summary>Switches it on.</summary>
    public Bme280Simulator()
    {
        Registers[Bme280Chip.Id] = Bme280Chip.Part;
        for (var i = 0; i < Trimming.Length; i++)
        {
            Registers[Bme280Chip.FirstCalibration + 2 * i] = (byte)Trimming[i];
            Registers[Bme280Chip.FirstCalibration + 2 * i + 1] = (byte)(Trimming[i] >> 8);
        }

        // H1 = 75, H2 = 362, H3 = 0, H4 = 315, H5 = 50, H6 = 30.
        Registers[Bme280Chip.FirstCalibration + 25] = 75;
        byte[] humidity = [362 & 0xFF, 362 >> 8, 0, 315 >> 4, 315 & 0x0F | (50 & 0x0F) << 4, 50 >> 4, 30];
        humidity.CopyTo(Registers, Bme280Chip.SecondCalibration);
        SetResults(0x80000, 0x80000, 0x8000);
    }

    /// <summary>Its supply is gone for a moment: it measures no more.</summary>
    public void Restart()
    {
        Registers[Bme280Chip.MeasurementControl] = 0;
        SetResults(0x80000, 0x80000, 0x8000);
    }

    /// <inheritdoc/>
    protected override void MoveOn()
    {
        if (Registers[Bme280Chip.MeasurementControl] == Bme280Chip.Normal) SetResults(RawPressure, RawTemperature, RawHumidity);
    }

    private void SetResults(int pressure, int temperature, int humidity)
    {
        byte[] data =
        [
            (byte)(pressure >> 12), (byte)(pressure >> 4), (byte)(pressure << 4), (byte)(temperature >> 12), (byte)(temperature >> 4), (byte)(temperature << 4),
            (byte)(humidity >> 8), (byte)humidity,
        ];
        data.CopyTo(Registers, Bme280Chip.Data);
    }
}
