using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.BleBloodPressure;

/// <summary>Readings of a blood pressure monitor.</summary>
/// <param name="sensor">The sensor's name.</param>
internal sealed class BloodPressureProfile(string sensor) : IGattProfile
{
    /// <summary>Above it no cuff goes, mmHg (chosen: cuffs end at 300).</summary>
    private const decimal MaxPressure = 350;

    /// <summary>Nothing above is a pulse, bpm (chosen as for the heart rate).</summary>
    private const decimal MaxPulseRate = 350;

    private const BloodPressureStatus Doubtful = BloodPressureStatus.Moved | BloodPressureStatus.CuffTooLoose | BloodPressureStatus.WrongPosition;

    /// <inheritdoc/>
    public string Device => "blood pressure monitor";

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Measurements { get; } = [BleUuid.BloodPressureMeasurement];

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Settings { get; } = [];

    /// <inheritdoc/>
    public TimeSpan DataAge => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public void Await(TimeSpan at, ICollection<MonitorInput> inputs)
    {
        foreach (var mdc in (ReadOnlySpan<uint>)[Mdc.PressBldNoninvSys, Mdc.PressBldNoninvDia, Mdc.PressBldNoninvMean])
            inputs.Add(Reading.Missing(sensor, mdc, MdcUnit.MillimetreOfMercury, NoData.NotMeasured, at));
    }

    /// <inheritdoc/>
    public bool Decode(Guid characteristic, ReadOnlySpan<byte> value, TimeSpan at, DeviceClock clock, ICollection<MonitorInput> inputs)
    {
        if (characteristic != BleUuid.BloodPressureMeasurement || !BloodPressureMeasurement.TryParse(value, out var measurement)) return false;
        if (clock.IsStored(measurement.Measured, at)) return true;
        var quality = measurement.Status is not { } status ? SignalQuality.Unknown
            : (status & Doubtful) != 0 ? SignalQuality.Poor
            : (status & BloodPressureStatus.IrregularPulse) != 0 ? SignalQuality.Marginal
            : SignalQuality.Good;
        AddPressure(Mdc.PressBldNoninvSys, measurement.Systolic);
        AddPressure(Mdc.PressBldNoninvDia, measurement.Diastolic);
        AddPressure(Mdc.PressBldNoninvMean, measurement.Mean);
        if (measurement.PulseRate is { } rate)
        {
            // Beside its range the device knows only on which side.
            var isInRange = (measurement.Status & (BloodPressureStatus.PulseAbove | BloodPressureStatus.PulseBelow)) is null or BloodPressureStatus.None;
            Add(Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute, isInRange ? rate.Value : null, MaxPulseRate);
        }

        return true;

        void AddPressure(uint mdc, MedicalFloat pressure) => Add(mdc, MdcUnit.MillimetreOfMercury, measurement.Millimetres(pressure), MaxPressure);

        void Add(uint mdc, uint unit, decimal? number, decimal most) => inputs.Add(number is { } found && found > 0 && found <= most
            ? Reading.Valid(sensor, mdc, unit, (double)found, at, quality)
            : Reading.Missing(sensor, mdc, unit, NoData.NotMeasured, at));
    }
}
