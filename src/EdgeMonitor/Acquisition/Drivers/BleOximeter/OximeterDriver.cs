using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.BleOximeter;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<OximeterDriver>("ble-oximeter")]

namespace EdgeMonitor.Acquisition.Drivers.BleOximeter;

/// <summary>Bluetooth pulse oximeters (service 1822), running or one measurement at a time. Protocol: README.md.</summary>
internal sealed class OximeterDriver : ISensorDriver
{
    private const string Mode = "Mode", Running = "continuous", Spot = "spot";

    private readonly SensorContext _sensor;
    private readonly BleOptions _options;
    private readonly bool _isSpot;

    private OximeterDriver(SensorContext sensor, BleOptions options, bool isSpot) => (_sensor, _options, _isSpot) = (sensor, options, isSpot);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Ble, "Bluetooth pulse oximeters, continuous or spot-check (service 1822)",
    [
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute),
        Delivery.Number(Mdc.BloodPerfusionIndex, MdcUnit.Percent),
        Delivery.Number(Mdc.BatteryLevel, MdcUnit.Percent),
    ]);

    /// <inheritdoc/>
    public TimeSpan MaxSilence => _isSpot ? Timeout.InfiniteTimeSpan : BleSession.MaxSilence;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        var options = BleOptions.From(context, BleUuid.Oximeter, Mode);
        var mode = context.Settings.FirstOrDefault(setting => setting.Key.Equals(Mode, StringComparison.OrdinalIgnoreCase)).Value ?? Running;
        return mode is Running or Spot
            ? new OximeterDriver(context, options, mode == Spot)
            : throw new SensorSettingException($"Settings:{Mode}", mode, $"{Running} or {Spot}");
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => BleSession.RunAsync(_sensor, _options, new OximeterProfile(_sensor.Name, _isSpot), inputs, stop);
}
