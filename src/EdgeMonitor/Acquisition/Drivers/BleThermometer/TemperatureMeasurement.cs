using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Drivers.BleThermometer;

/// <summary>Where a temperature was taken (2A1D).</summary>
internal enum TemperatureSite
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Armpit.</summary>
    Armpit = 1,

    /// <summary>The body, not said where.</summary>
    Body = 2,

    /// <summary>Ear.</summary>
    Ear = 3,

    /// <summary>Finger.</summary>
    Finger = 4,

    /// <summary>Gut.</summary>
    Gut = 5,

    /// <summary>Mouth.</summary>
    Mouth = 6,

    /// <summary>Rectum.</summary>
    Rectum = 7,

    /// <summary>Toe.</summary>
    Toe = 8,

    /// <summary>Ear drum.</summary>
    EarDrum = 9,
}

/// <summary>One temperature (2A1C).</summary>
/// <param name="Number">As sent, in °C or °F.</param>
/// <param name="IsFahrenheit">Which of the two.</param>
/// <param name="Measured">When, by the device's clock; null where it was not said.</param>
/// <param name="Site">Where; <see cref="TemperatureSite.Unknown"/> where it was not said.</param>
internal readonly record struct TemperatureMeasurement(MedicalFloat Number, bool IsFahrenheit, DateTime? Measured, TemperatureSite Site)
{
    private const byte Fahrenheit = 1 << 0, HasTime = 1 << 1, HasSite = 1 << 2;

    /// <summary>Digits kept of a temperature that was sent in °F. Chosen: far below what a thermometer resolves.</summary>
    private const int ConvertedDigits = 3;

    /// <summary>°C, exact where the device sent °C; null where there is no number.</summary>
    public decimal? Celsius => Number.Value is not { } value ? null
        : !IsFahrenheit ? value
        : Math.Abs(value) < 1e6m ? Math.Round((value - 32) * 5 / 9, ConvertedDigits) : null;

    /// <summary>Parses a value; false where it is shorter than its flags say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TemperatureMeasurement measurement)
    {
        var reader = new GattReader(value);
        var flags = reader.Byte();
        var number = reader.Long();
        var time = (flags & HasTime) != 0 ? reader.Time() : null;
        var site = (flags & HasSite) != 0 ? SiteOf(reader.Byte()) : TemperatureSite.Unknown;
        measurement = new TemperatureMeasurement(number, (flags & Fahrenheit) != 0, time, site);
        return !reader.IsShort;
    }

    /// <summary>The site of a code; unknown for one that is not in the list.</summary>
    public static TemperatureSite SiteOf(byte code) => code <= (byte)TemperatureSite.EarDrum ? (TemperatureSite)code : TemperatureSite.Unknown;
}
