using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Drivers.BleBloodPressure;

/// <summary>What the device says of a measurement, 16 bits.</summary>
[Flags]
internal enum BloodPressureStatus
{
    /// <summary>Nothing said.</summary>
    None = 0,

    /// <summary>The patient has moved.</summary>
    Moved = 1 << 0,

    /// <summary>The cuff is too loose.</summary>
    CuffTooLoose = 1 << 1,

    /// <summary>The pulse is irregular.</summary>
    IrregularPulse = 1 << 2,

    /// <summary>The pulse rate is above what the device measures.</summary>
    PulseAbove = 1 << 3,

    /// <summary>The pulse rate is below what the device measures.</summary>
    PulseBelow = 1 << 4,

    /// <summary>The arm is in the wrong place.</summary>
    WrongPosition = 1 << 5,
}

/// <summary>One measurement of a blood pressure monitor (2A35).</summary>
/// <param name="Systolic">As sent, in mmHg or kPa.</param>
/// <param name="Diastolic">The same.</param>
/// <param name="Mean">The same.</param>
/// <param name="IsKilopascal">Which of the two units.</param>
/// <param name="Measured">When, by the device's clock; null where it was not said.</param>
/// <param name="PulseRate">Beats a minute; null where it was not said.</param>
/// <param name="User">The device's number for the person; null where it was not said.</param>
/// <param name="Status">Null where it was not said.</param>
internal readonly record struct BloodPressureMeasurement(
    MedicalFloat Systolic, MedicalFloat Diastolic, MedicalFloat Mean, bool IsKilopascal, DateTime? Measured, MedicalFloat? PulseRate, byte? User, BloodPressureStatus? Status)
{
    /// <summary>mmHg in a kPa: 1000 / 133.322387415 (conventional millimetre of mercury).</summary>
    private const decimal MillimetresPerKilopascal = 7.500615613m;

    /// <summary>Digits kept of a converted pressure. Chosen: far below what a cuff resolves.</summary>
    private const int ConvertedDigits = 2;

    private const byte Kilopascal = 1 << 0, HasTime = 1 << 1, HasPulse = 1 << 2, HasUser = 1 << 3, HasStatus = 1 << 4;

    /// <summary>Parses a value; false where it is shorter than its flags say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out BloodPressureMeasurement measurement)
    {
        var reader = new GattReader(value);
        var flags = reader.Byte();
        var (systolic, diastolic, mean) = (reader.Short(), reader.Short(), reader.Short());
        var time = (flags & HasTime) != 0 ? reader.Time() : null;
        MedicalFloat? pulse = (flags & HasPulse) != 0 ? reader.Short() : null;
        byte? user = (flags & HasUser) != 0 ? reader.Byte() : null;
        BloodPressureStatus? status = (flags & HasStatus) != 0 ? (BloodPressureStatus)reader.UInt16() : null;
        measurement = new BloodPressureMeasurement(systolic, diastolic, mean, (flags & Kilopascal) != 0, time, pulse, user, status);
        return !reader.IsShort;
    }

    /// <summary>A pressure of this measurement in mmHg, exact where the device sent mmHg; null where there is no number.</summary>
    public decimal? Millimetres(MedicalFloat pressure) => pressure.Value is not { } value ? null
        : !IsKilopascal ? value
        : Math.Abs(value) < 1e6m ? Math.Round(value * MillimetresPerKilopascal, ConvertedDigits) : null;
}
