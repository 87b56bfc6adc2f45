using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Drivers.BleOximeter;

/// <summary>Measurement status of a value, 16 bits.</summary>
[Flags]
internal enum OximeterStatus
{
    /// <summary>Nothing said.</summary>
    None = 0,

    /// <summary>Still measuring.</summary>
    Ongoing = 1 << 5,

    /// <summary>An early estimate.</summary>
    Early = 1 << 6,

    /// <summary>Validated.</summary>
    Validated = 1 << 7,

    /// <summary>Fully qualified.</summary>
    Qualified = 1 << 8,

    /// <summary>Taken from the device's storage.</summary>
    FromStorage = 1 << 9,

    /// <summary>The device demonstrates itself.</summary>
    Demo = 1 << 10,

    /// <summary>The device tests itself.</summary>
    Test = 1 << 11,

    /// <summary>Calibration is running.</summary>
    Calibrating = 1 << 12,

    /// <summary>There is no value.</summary>
    Unavailable = 1 << 13,

    /// <summary>The device doubts the value.</summary>
    Questionable = 1 << 14,

    /// <summary>The value is invalid.</summary>
    Invalid = 1 << 15,
}

/// <summary>Status of device and sensor, 24 bits.</summary>
[Flags]
internal enum OximeterDeviceStatus
{
    /// <summary>Nothing said.</summary>
    None = 0,

    /// <summary>The display is being updated for longer than usual.</summary>
    ExtendedUpdate = 1 << 0,

    /// <summary>The equipment has a fault.</summary>
    Malfunction = 1 << 1,

    /// <summary>The signal is processed irregularly.</summary>
    IrregularSignal = 1 << 2,

    /// <summary>The signal does not suffice.</summary>
    InadequateSignal = 1 << 3,

    /// <summary>The signal is poor.</summary>
    PoorSignal = 1 << 4,

    /// <summary>Low perfusion.</summary>
    LowPerfusion = 1 << 5,

    /// <summary>The signal is erratic.</summary>
    ErraticSignal = 1 << 6,

    /// <summary>There is no pulse in the signal.</summary>
    NonPulsatile = 1 << 7,

    /// <summary>The pulse is doubtful.</summary>
    QuestionablePulse = 1 << 8,

    /// <summary>The signal is still being analysed.</summary>
    Analysing = 1 << 9,

    /// <summary>Light from outside or another sensor disturbs.</summary>
    Interference = 1 << 10,

    /// <summary>The sensor is not on the patient.</summary>
    NotOnUser = 1 << 11,

    /// <summary>A sensor that the device does not know.</summary>
    UnknownSensor = 1 << 12,

    /// <summary>The sensor has slipped.</summary>
    Displaced = 1 << 13,

    /// <summary>The sensor has a fault.</summary>
    SensorMalfunction = 1 << 14,

    /// <summary>The sensor is unplugged.</summary>
    Disconnected = 1 << 15,
}

/// <summary>One measurement of a pulse oximeter, running (2A5F) or of one moment (2A5E).</summary>
/// <param name="SpO2">%.</param>
/// <param name="PulseRate">Beats a minute.</param>
/// <param name="Measured">When, by the device's clock; null where it was not said, or the clock was never set.</param>
/// <param name="Status">Null where it was not said.</param>
/// <param name="DeviceStatus">Null where it was not said.</param>
/// <param name="AmplitudeIndex">The pulse's part of the light, %; null where it was not said.</param>
internal readonly record struct OximeterMeasurement(
    MedicalFloat SpO2, MedicalFloat PulseRate, DateTime? Measured, OximeterStatus? Status, OximeterDeviceStatus? DeviceStatus, MedicalFloat? AmplitudeIndex)
{
    /// <summary>Flags of the running value.</summary>
    private const byte HasFast = 1 << 0, HasSlow = 1 << 1, HasStatus = 1 << 2, HasDeviceStatus = 1 << 3, HasAmplitude = 1 << 4;

    /// <summary>Flags of the single value.</summary>
    private const byte SpotHasTime = 1 << 0, SpotHasStatus = 1 << 1, SpotHasDeviceStatus = 1 << 2, SpotHasAmplitude = 1 << 3, SpotClockIsNotSet = 1 << 4;

    /// <summary>Parses a running value (2A5F); false where it is shorter than its flags say. Fast and slow averages are not used.</summary>
    public static bool TryParseContinuous(ReadOnlySpan<byte> value, out OximeterMeasurement measurement)
    {
        var reader = new GattReader(value);
        var flags = reader.Byte();
        var (saturation, rate) = (reader.Short(), reader.Short());
        if ((flags & HasFast) != 0) (_, _) = (reader.Short(), reader.Short());
        if ((flags & HasSlow) != 0) (_, _) = (reader.Short(), reader.Short());
        measurement = Rest(ref reader, saturation, rate, null, (flags & HasStatus) != 0, (flags & HasDeviceStatus) != 0, (flags & HasAmplitude) != 0);
        return !reader.IsShort;
    }

    /// <summary>Parses a single value (2A5E); false where it is shorter than its flags say.</summary>
    public static bool TryParseSpot(ReadOnlySpan<byte> value, out OximeterMeasurement measurement)
    {
        var reader = new GattReader(value);
        var flags = reader.Byte();
        var (saturation, rate) = (reader.Short(), reader.Short());
        var time = (flags & SpotHasTime) != 0 ? reader.Time() : null;
        if ((flags & SpotClockIsNotSet) != 0) time = null;
        measurement = Rest(ref reader, saturation, rate, time, (flags & SpotHasStatus) != 0, (flags & SpotHasDeviceStatus) != 0, (flags & SpotHasAmplitude) != 0);
        return !reader.IsShort;
    }

    private static OximeterMeasurement Rest(
        ref GattReader reader, MedicalFloat saturation, MedicalFloat rate, DateTime? time, bool hasStatus, bool hasDeviceStatus, bool hasAmplitude)
    {
        OximeterStatus? status = hasStatus ? (OximeterStatus)reader.UInt16() : null;
        OximeterDeviceStatus? deviceStatus = hasDeviceStatus ? (OximeterDeviceStatus)reader.UInt24() : null;
        MedicalFloat? amplitude = hasAmplitude ? reader.Short() : null;
        return new OximeterMeasurement(saturation, rate, time, status, deviceStatus, amplitude);
    }
}
