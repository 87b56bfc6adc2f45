using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.BleBloodPressure;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<BloodPressureDriver>("ble-blood-pressure")]

namespace EdgeMonitor.Acquisition.Drivers.BleBloodPressure;

/// <summary>Bluetooth blood pressure monitors (service 1810): listens for results; a person at the device starts a measurement. Protocol: README.md.</summary>
internal sealed class BloodPressureDriver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly BleOptions _options;

    private BloodPressureDriver(SensorContext sensor, BleOptions options) => (_sensor, _options) = (sensor, options);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Ble, "Bluetooth blood pressure monitors (service 1810)",
    [
        Delivery.Number(Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute),
        Delivery.Number(Mdc.BatteryLevel, MdcUnit.Percent),
    ]);

    /// <inheritdoc/>
    /// <remarks>Infinite: a person measures, and the device is off meanwhile.</remarks>
    public TimeSpan MaxSilence => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context) => new BloodPressureDriver(context, BleOptions.From(context, BleUuid.BloodPressure));

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => BleSession.RunAsync(_sensor, _options, new BloodPressureProfile(_sensor.Name), inputs, stop);
}
