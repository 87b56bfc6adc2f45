using System.Globalization;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>The assigned 16-bit numbers of services and characteristics that the drivers use (Bluetooth SIG), and their long form.</summary>
internal static class BleUuid
{
    /// <summary>Services.</summary>
    public static readonly Guid HeartRate = Of(0x180D), Oximeter = Of(0x1822), Thermometer = Of(0x1809), BloodPressure = Of(0x1810), DeviceInformation = Of(0x180A);

    /// <summary>Heart rate: measurement (notify) and where the sensor is worn (read).</summary>
    public static readonly Guid HeartRateMeasurement = Of(0x2A37), BodySensorLocation = Of(0x2A38);

    /// <summary>Pulse oximeter: one measurement (indicate), running values (notify).</summary>
    public static readonly Guid SpotCheck = Of(0x2A5E), Continuous = Of(0x2A5F);

    /// <summary>Thermometer: measurement (indicate) and the site, where the device has but one (read).</summary>
    public static readonly Guid TemperatureMeasurement = Of(0x2A1C), TemperatureType = Of(0x2A1D);

    /// <summary>Blood pressure: measurement (indicate).</summary>
    public static readonly Guid BloodPressureMeasurement = Of(0x2A35);

    /// <summary>What many devices have beside their measurement: charge in %, and the time of day.</summary>
    public static readonly Guid BatteryLevel = Of(0x2A19), CurrentTime = Of(0x2A2B);

    /// <summary>Device information: texts.</summary>
    public static readonly Guid Maker = Of(0x2A29), Model = Of(0x2A24), Serial = Of(0x2A25), Firmware = Of(0x2A26);

    /// <summary>The long form of an assigned 16-bit number.</summary>
    public static Guid Of(ushort number) => new(number, 0x0000, 0x1000, 0x80, 0x00, 0x00, 0x80, 0x5F, 0x9B, 0x34, 0xFB);

    /// <summary>As people write it: four hex digits where it is an assigned number, else the long form.</summary>
    public static string Text(Guid uuid)
    {
        var text = uuid.ToString("D", CultureInfo.InvariantCulture);
        return text.StartsWith("0000", StringComparison.Ordinal) && text.EndsWith("-0000-1000-8000-00805f9b34fb", StringComparison.Ordinal) ? text[4..8] : text;
    }
}
