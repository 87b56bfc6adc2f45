using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.BleThermometer;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<ThermometerDriver>("ble-thermometer")]

namespace EdgeMonitor.Acquisition.Drivers.BleThermometer;

/// <summary>Bluetooth thermometers (service 1809). Protocol: README.md.</summary>
internal sealed class ThermometerDriver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly BleOptions _options;

    private ThermometerDriver(SensorContext sensor, BleOptions options) => (_sensor, _options) = (sensor, options);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Ble, "Bluetooth thermometers (service 1809)",
    [
        Delivery.Number(Mdc.TempBody, MdcUnit.DegreeCelsius),
        Delivery.Number(Mdc.TempTymp, MdcUnit.DegreeCelsius),
        Delivery.Number(Mdc.TempSkin, MdcUnit.DegreeCelsius),
        Delivery.Number(Mdc.Temp, MdcUnit.DegreeCelsius),
        Delivery.Number(Mdc.BatteryLevel, MdcUnit.Percent),
    ]);

    /// <inheritdoc/>
    /// <remarks>Infinite: a person measures, and the device is off meanwhile.</remarks>
    public TimeSpan MaxSilence => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context) => new ThermometerDriver(context, BleOptions.From(context, BleUuid.Thermometer));

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => BleSession.RunAsync(_sensor, _options, new ThermometerProfile(_sensor.Name), inputs, stop);
}
