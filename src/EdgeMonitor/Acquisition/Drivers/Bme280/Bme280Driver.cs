using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Bme280;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Bme280Driver>("bme280")]

namespace EdgeMonitor.Acquisition.Drivers.Bme280;

/// <summary>The BME280: temperature, humidity and air pressure of the room. Registers: README.md.</summary>
internal sealed class Bme280Driver : ISensorDriver
{
    private static readonly PolledQuantity[] Quantities =
    [
        new(Mdc.TempAmbient, MdcUnit.DegreeCelsius, -40, 85),
        new(Mdc.HumidityAmbient, MdcUnit.Percent, 0, 100),
        new(Mdc.PressAmbient, MdcUnit.Kilopascal, 30, 110),
    ];

    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;

    private Bme280Driver(SensorContext sensor, I2cPlace place) => (_sensor, _place) = (sensor, place);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(
        LinkKind.I2c, "Bosch BME280 (room)", [.. Quantities.Select(quantity => Delivery.Number(quantity.Mdc, quantity.Unit, 1))]);

    /// <inheritdoc/>
    /// <remarks>A reading a second; three turns may fail before the session ends.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting);
        return new Bme280Driver(context, I2cPlace.Of(context, 0x76, 0x77));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, NewSensor(_sensor.Name), inputs, stop);

    /// <summary>The sensor of one session.</summary>
    internal static PolledSensor NewSensor(string sensor) => new(sensor, new Bme280Chip(), Quantities, ChipBinding.Of("bme280"));
}
