using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Max30205;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Max30205Driver>("max30205")]

namespace EdgeMonitor.Acquisition.Drivers.Max30205;

/// <summary>The MAX30205 human body thermometer. Registers: README.md.</summary>
internal sealed class Max30205Driver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;
    private readonly uint _what;

    private Max30205Driver(SensorContext sensor, I2cPlace place, uint what) => (_sensor, _place, _what) = (sensor, place, what);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "Analog Devices (Maxim) MAX30205 thermometer", TemperatureSite.Deliveries);

    /// <inheritdoc/>
    /// <remarks>A reading a second; three turns may fail before the session ends.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting, TemperatureSite.Setting);
        return new Max30205Driver(context, I2cPlace.Of(context, Max30205Chip.Addresses), TemperatureSite.Of(context));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, NewSensor(_sensor.Name, _what), inputs, stop);

    /// <summary>The sensor of one session.</summary>
    internal static PolledSensor NewSensor(string sensor, uint what)
        => new(sensor, new Max30205Chip(), [new PolledQuantity(what, MdcUnit.DegreeCelsius, Max30205Chip.Lowest, Max30205Chip.Highest)]);
}
