using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.BleThermometer;

/// <summary>Readings of a thermometer.</summary>
/// <param name="sensor">The sensor's name.</param>
internal sealed class ThermometerProfile(string sensor) : IGattProfile
{
    /// <summary>What a thermometer at a patient may show, °C (chosen: outside it measures no patient).</summary>
    private const decimal Least = 10, Most = 50;

    private TemperatureSite _site;

    /// <inheritdoc/>
    public string Device => "thermometer";

    /// <inheritdoc/>
    public Guid Service => BleUuid.Thermometer;

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Measurements { get; } = [BleUuid.TemperatureMeasurement];

    /// <inheritdoc/>
    public IReadOnlyList<Guid> Settings { get; } = [BleUuid.TemperatureType];

    /// <inheritdoc/>
    public TimeSpan DataAge => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public void Await(TimeSpan at, ICollection<MonitorInput> inputs) => inputs.Add(Reading.Missing(sensor, Mdc.Temp, MdcUnit.DegreeCelsius, NoData.NotMeasured, at));

    /// <inheritdoc/>
    public bool Decode(Guid characteristic, ReadOnlySpan<byte> value, TimeSpan at, DeviceClock clock, ICollection<MonitorInput> inputs)
    {
        if (characteristic == BleUuid.TemperatureType)
        {
            _site = value.IsEmpty ? TemperatureSite.Unknown : TemperatureMeasurement.SiteOf(value[0]);
            return true;
        }

        if (characteristic != BleUuid.TemperatureMeasurement || !TemperatureMeasurement.TryParse(value, out var measurement)) return false;
        if (clock.IsStored(measurement.Measured, at)) return true;
        var mdc = CodeOf(measurement.Site != TemperatureSite.Unknown ? measurement.Site : _site);
        inputs.Add(measurement.Celsius is { } celsius && celsius is >= Least and <= Most
            ? Reading.Valid(sensor, mdc, MdcUnit.DegreeCelsius, (double)celsius, at)
            : Reading.Missing(sensor, mdc, MdcUnit.DegreeCelsius, NoData.NotMeasured, at));
        return true;
    }

    private static uint CodeOf(TemperatureSite site) => site switch
    {
        TemperatureSite.Body or TemperatureSite.Gut or TemperatureSite.Mouth or TemperatureSite.Rectum => Mdc.TempBody,
        TemperatureSite.Ear or TemperatureSite.EarDrum => Mdc.TempTymp,
        TemperatureSite.Finger or TemperatureSite.Toe => Mdc.TempSkin,
        _ => Mdc.Temp,
    };
}
