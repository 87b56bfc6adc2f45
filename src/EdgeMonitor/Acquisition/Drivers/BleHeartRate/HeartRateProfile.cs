using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.BleHeartRate;

/// <summary>Readings of a heart-rate sensor. One without contact is a sensor that is off, which is a technical condition: never a heart that stands still.</summary>
/// <param name="sensor">The sensor's name.</param>
internal sealed class HeartRateProfile(string sensor) : IGattProfile
{
    /// <summary>Nothing above is a heart's. Chosen: a newborn's flutter stays below.</summary>
    private const int MaxBeatsPerMinute = 350;

    /// <summary>Body sensor locations (2A38) at which light is measured, not the heart's current: wrist, finger, hand, ear lobe, foot.</summary>
    private const byte Wrist = 2, Foot = 6;

    private bool _isOptical;
    private bool? _contact;

    /// <inheritdoc/>
    public string Device => "heart-rate sensor";

    /// <inheritdoc/>
    public Guid Service => BleUuid.HeartRate;

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Measurements { get; } = [BleUuid.HeartRateMeasurement];

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Settings { get; } = [BleUuid.BodySensorLocation];

    /// <inheritdoc/>
    /// <remarks>It speaks about once a second.</remarks>
    public TimeSpan DataAge => TimeSpan.FromSeconds(5);

    private uint Rate => _isOptical ? Mdc.PulsRate : Mdc.EcgHeartRate;

    /// <inheritdoc/>
    public void Await(TimeSpan at, ICollection<MonitorInput> inputs)
    {
        // Data come within a second.
    }

    /// <inheritdoc/>
    public bool Decode(Guid characteristic, ReadOnlySpan<byte> value, TimeSpan at, DeviceClock clock, ICollection<MonitorInput> inputs)
    {
        if (characteristic == BleUuid.BodySensorLocation)
        {
            _isOptical = value is [>= Wrist and <= Foot, ..];
            return true;
        }

        if (characteristic != BleUuid.HeartRateMeasurement || !HeartRateMeasurement.TryParse(value, out var measurement)) return false;
        SayContact(measurement.HasContact, at, inputs);
        var isOff = measurement.HasContact == false;
        inputs.Add(measurement.BeatsPerMinute is > 0 and <= MaxBeatsPerMinute && !isOff
            ? Reading.Valid(sensor, Rate, MdcUnit.BeatPerMinute, measurement.BeatsPerMinute, at)
            : Reading.Missing(sensor, Rate, MdcUnit.BeatPerMinute, !isOff ? NoData.NotMeasured : _isOptical ? NoData.SensorOff : NoData.LeadOff, at));
        if (isOff) return true;
        foreach (var interval in measurement.Intervals)
        {
            if (interval == 0) continue;
            inputs.Add(Reading.Valid(sensor, Mdc.BeatInterval, MdcUnit.Millisecond, interval * 1000.0 / HeartRateMeasurement.PartsPerSecond, at));
        }

        return true;
    }

    private void SayContact(bool? contact, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (contact is not { } touches || touches == _contact) return;
        _contact = touches;
        var (modality, off) = _isOptical ? (Modality.Oximeter, Contact.SensorOff) : (Modality.Ecg, Contact.LeadOff);
        inputs.Add(new ContactStatus(sensor, modality, touches ? Contact.Attached : off, at));
    }
}
