using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.BleOximeter;

/// <summary>Readings of a pulse oximeter: numbers only where neither measurement nor sensor speaks against them.</summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="isSpot">True for one that measures when a person wants it to.</param>
internal sealed class OximeterProfile(string sensor, bool isSpot) : IGattProfile
{
    /// <summary>There is nothing above, %.</summary>
    private const decimal MaxSaturation = 100;

    /// <summary>Nothing above is a pulse, bpm (chosen as for the heart rate).</summary>
    private const decimal MaxPulseRate = 350;

    /// <summary>The amplitude's highest value, % (chosen: met devices end at 20).</summary>
    private const decimal MaxAmplitude = 100;

    /// <summary>The device itself takes the value back.</summary>
    private const OximeterStatus NoValue = OximeterStatus.Unavailable | OximeterStatus.Questionable | OximeterStatus.Invalid;

    /// <summary>What is measured is not this patient, now.</summary>
    private const OximeterStatus NotThePatient = OximeterStatus.FromStorage | OximeterStatus.Demo | OximeterStatus.Test | OximeterStatus.Calibrating;

    /// <summary>With one of these there is no value, whatever the number says.</summary>
    private const OximeterDeviceStatus NoSensor = OximeterDeviceStatus.NonPulsatile | OximeterDeviceStatus.NotOnUser | OximeterDeviceStatus.Displaced
        | OximeterDeviceStatus.SensorMalfunction | OximeterDeviceStatus.Disconnected;

    private const OximeterDeviceStatus Poor = OximeterDeviceStatus.Malfunction | OximeterDeviceStatus.IrregularSignal | OximeterDeviceStatus.InadequateSignal
        | OximeterDeviceStatus.PoorSignal | OximeterDeviceStatus.ErraticSignal | OximeterDeviceStatus.QuestionablePulse | OximeterDeviceStatus.Interference;

    private const OximeterDeviceStatus Marginal = OximeterDeviceStatus.LowPerfusion | OximeterDeviceStatus.Analysing | OximeterDeviceStatus.UnknownSensor | OximeterDeviceStatus.ExtendedUpdate;

    private Contact? _contact;

    /// <inheritdoc/>
    public string Device => "pulse oximeter";

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Measurements { get; } = [isSpot ? BleUuid.SpotCheck : BleUuid.Continuous];

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Settings { get; } = [];

    /// <inheritdoc/>
    /// <remarks>Running values come every 1 to 4 s, by device.</remarks>
    public TimeSpan DataAge => isSpot ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(9);

    /// <inheritdoc/>
    public void Await(TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (!isSpot) return;
        inputs.Add(Reading.Missing(sensor, Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.NotMeasured, at));
        inputs.Add(Reading.Missing(sensor, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, NoData.NotMeasured, at));
    }

    /// <inheritdoc/>
    public bool Decode(Guid characteristic, ReadOnlySpan<byte> value, TimeSpan at, DeviceClock clock, ICollection<MonitorInput> inputs)
    {
        OximeterMeasurement measurement;
        var isParsed = characteristic == BleUuid.SpotCheck ? OximeterMeasurement.TryParseSpot(value, out measurement)
            : OximeterMeasurement.TryParseContinuous(value, out measurement) && characteristic == BleUuid.Continuous;
        if (!isParsed) return false;
        var status = measurement.Status ?? OximeterStatus.None;
        // What the device has stored says nothing about now, and must not take a current value's place.
        if (isSpot && ((status & OximeterStatus.FromStorage) != 0 || clock.IsStored(measurement.Measured, at))) return true;
        var deviceStatus = measurement.DeviceStatus ?? OximeterDeviceStatus.None;
        if (measurement.DeviceStatus is not null) SayContact(deviceStatus, at, inputs);
        var missing = MissingReason(status, deviceStatus);
        var quality = QualityOf(measurement.Status, measurement.DeviceStatus);
        var mark = (deviceStatus & OximeterDeviceStatus.LowPerfusion) != 0 ? ReadingMark.LowPerfusion : ReadingMark.None;
        Add(Mdc.PulsOximSatO2, MdcUnit.Percent, measurement.SpO2, MaxSaturation);
        Add(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, measurement.PulseRate, MaxPulseRate);
        if (measurement.AmplitudeIndex is { } amplitude) Add(Mdc.BloodPerfusionIndex, MdcUnit.Percent, amplitude, MaxAmplitude);
        return true;

        void Add(uint mdc, uint unit, MedicalFloat number, decimal most) => inputs.Add(missing == NoData.None && number.Value is { } found && found > 0 && found <= most
            ? Reading.Valid(sensor, mdc, unit, (double)found, at, quality, mark)
            : Reading.Missing(sensor, mdc, unit, missing == NoData.None ? NoData.NotMeasured : missing, at));
    }

    private static NoData MissingReason(OximeterStatus status, OximeterDeviceStatus device)
        => (device & (OximeterDeviceStatus.NotOnUser | OximeterDeviceStatus.Displaced | OximeterDeviceStatus.Disconnected)) != 0 ? NoData.SensorOff
        : (device & OximeterDeviceStatus.SensorMalfunction) != 0 ? NoData.DeviceError
        : (device & NoSensor) != 0 ? NoData.Searching
        : (status & NotThePatient) != 0 ? NoData.NotMeasured
        : (status & OximeterStatus.Unavailable) != 0 ? NoData.NotMeasured
        : (status & NoValue) != 0 ? NoData.PoorSignal
        : NoData.None;

    private static SignalQuality QualityOf(OximeterStatus? status, OximeterDeviceStatus? device)
        => (device & Poor) > 0 ? SignalQuality.Poor
        : (device & Marginal) > 0 || (status & OximeterStatus.Early) > 0 ? SignalQuality.Marginal
        : device is not null || (status & (OximeterStatus.Validated | OximeterStatus.Qualified)) > 0 ? SignalQuality.Good
        : SignalQuality.Unknown;

    private void SayContact(OximeterDeviceStatus status, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var contact = (status & (OximeterDeviceStatus.Disconnected | OximeterDeviceStatus.SensorMalfunction)) != 0 ? Contact.Disconnected
            : (status & (OximeterDeviceStatus.NotOnUser | OximeterDeviceStatus.Displaced)) != 0 ? Contact.SensorOff
            : Contact.Attached;
        if (isSpot || contact == _contact) return;
        _contact = contact;
        inputs.Add(new ContactStatus(sensor, Modality.Oximeter, contact, at));
    }
}
