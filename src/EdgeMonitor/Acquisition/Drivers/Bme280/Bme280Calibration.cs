using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Bme280;

/// <summary>
/// The trimming values that are burnt into each chip, and the data sheet's compensation with them (BST-BME280-DS002, section 4.2.2 for the places, section 8.1 for the
/// formulas in double precision, written here as polynomials).
/// </summary>
internal readonly record struct Bme280Calibration
{
    /// <summary>Bytes from 0x88 on, and from 0xE1 on.</summary>
    public const int FirstBytes = 26, SecondBytes = 7;

    /// <summary>Temperature.</summary>
    public required int T1 { get; init; }

    /// <summary>Temperature.</summary>
    public required int T2 { get; init; }

    /// <summary>Temperature.</summary>
    public required int T3 { get; init; }

    /// <summary>Pressure, P1 (index 0) to P9.</summary>
    public required int[] P { get; init; }

    /// <summary>Humidity, H1 (index 0) to H6.</summary>
    public required int[] H { get; init; }

    /// <summary>Takes the values from the registers: low byte first, H4 and H5 of 12 bits share a byte.</summary>
    public static Bme280Calibration Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var pressure = new int[9];
        pressure[0] = BinaryPrimitives.ReadUInt16LittleEndian(first[6..]);
        for (var i = 1; i < pressure.Length; i++) pressure[i] = BinaryPrimitives.ReadInt16LittleEndian(first[(6 + 2 * i)..]);
        return new Bme280Calibration
        {
            T1 = BinaryPrimitives.ReadUInt16LittleEndian(first),
            T2 = BinaryPrimitives.ReadInt16LittleEndian(first[2..]),
            T3 = BinaryPrimitives.ReadInt16LittleEndian(first[4..]),
            P = pressure,
            H =
            [
                first[25],
                BinaryPrimitives.ReadInt16LittleEndian(second),
                second[2],
                (sbyte)second[3] << 4 | second[4] & 0x0F,
                (sbyte)second[5] << 4 | second[4] >> 4,
                (sbyte)second[6],
            ],
        };
    }

    /// <summary>The temperature as the other formulas want it, in 1/5120 °C.</summary>
    public double Fine(int raw)
    {
        var coarse = raw / 16384.0 - T1 / 1024.0;
        var square = raw / 131072.0 - T1 / 8192.0;
        return coarse * T2 + square * square * T3;
    }

    /// <summary>The temperature, °C.</summary>
    public static double Celsius(double fine) => fine / 5120;

    /// <summary>The pressure, Pa; null where the chip's values make none.</summary>
    public double? Pascal(int raw, double fine)
    {
        var t = fine / 2 - 64000;
        var offset = (t * t * P[5] / 32768 + t * P[4] * 2) / 4 + P[3] * 65536.0;
        var sensitivity = (1 + (P[2] * t * t / 524288 + P[1] * t) / 524288 / 32768) * P[0];
        if (sensitivity == 0) return null;
        var pressure = (1048576 - raw - offset / 4096) * 6250 / sensitivity;
        return pressure + (P[8] * pressure * pressure / 2147483648 + pressure * P[7] / 32768 + P[6]) / 16;
    }

    /// <summary>The relative humidity, %, limited to 0 to 100.</summary>
    public double RelativeHumidity(int raw, double fine)
    {
        var t = fine - 76800;
        var linear = raw - (H[3] * 64.0 + H[4] / 16384.0 * t);
        var humidity = linear * (H[1] / 65536.0 * (1 + H[5] / 67108864.0 * t * (1 + H[2] / 67108864.0 * t)));
        return Math.Clamp(humidity * (1 - H[0] * humidity / 524288), 0, 100);
    }
}
