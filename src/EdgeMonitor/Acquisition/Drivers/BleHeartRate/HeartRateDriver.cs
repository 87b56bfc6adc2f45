using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.BleHeartRate;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<HeartRateDriver>("ble-heart-rate")]

namespace EdgeMonitor.Acquisition.Drivers.BleHeartRate;

/// <summary>Bluetooth heart-rate sensors (service 180D): chest straps and arm bands. Protocol: README.md.</summary>
internal sealed class HeartRateDriver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly BleOptions _options;

    private HeartRateDriver(SensorContext sensor, BleOptions options) => (_sensor, _options) = (sensor, options);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Ble, "Bluetooth heart-rate straps and bands (service 180D)",
    [
        Delivery.Number(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 1),
        Delivery.Number(Mdc.PulsRate, MdcUnit.BeatPerMinute, 1),
        Delivery.Number(Mdc.BeatInterval, MdcUnit.Millisecond),
        Delivery.Number(Mdc.BatteryLevel, MdcUnit.Percent),
    ]);

    /// <inheritdoc/>
    public TimeSpan MaxSilence => BleSession.MaxSilence;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context) => new HeartRateDriver(context, BleOptions.From(context, BleUuid.HeartRate));

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => BleSession.RunAsync(_sensor, _options, new HeartRateProfile(_sensor.Name), inputs, stop);
}
