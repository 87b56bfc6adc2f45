using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Tmp117;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Tmp117Driver>("tmp117")]

namespace EdgeMonitor.Acquisition.Drivers.Tmp117;

/// <summary>The TMP117 thermometer, ±0.1 °C. Registers: README.md.</summary>
internal sealed class Tmp117Driver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;
    private readonly uint _what;

    private Tmp117Driver(SensorContext sensor, I2cPlace place, uint what) => (_sensor, _place, _what) = (sensor, place, what);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "TI TMP117 thermometer", TemperatureSite.Deliveries);

    /// <inheritdoc/>
    /// <remarks>A reading a second; three turns may fail before the session ends.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting, TemperatureSite.Setting);
        return new Tmp117Driver(context, I2cPlace.Of(context, 0x48, 0x49, 0x4A, 0x4B), TemperatureSite.Of(context));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, NewSensor(_sensor.Name, _what), inputs, stop);

    /// <summary>The sensor of one session.</summary>
    internal static PolledSensor NewSensor(string sensor, uint what)
        => new(sensor, new Tmp117Chip(), [new PolledQuantity(what, MdcUnit.DegreeCelsius, Tmp117Chip.Lowest, Tmp117Chip.Highest)]);
}
