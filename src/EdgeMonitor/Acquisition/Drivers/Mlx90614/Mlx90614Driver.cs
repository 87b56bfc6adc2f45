using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Mlx90614;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Mlx90614Driver>("mlx90614")]

namespace EdgeMonitor.Acquisition.Drivers.Mlx90614;

/// <summary>The MLX90614 infrared thermometer: the skin it looks at, and itself. Registers: README.md.</summary>
internal sealed class Mlx90614Driver : ISensorDriver
{
    private static readonly PolledQuantity[] Quantities =
    [
        new(Mdc.TempSkin, MdcUnit.DegreeCelsius, Mlx90614Chip.LowestObject, Mlx90614Chip.HighestObject),
        new(Mdc.TempAmbient, MdcUnit.DegreeCelsius, Mlx90614Chip.LowestAmbient, Mlx90614Chip.HighestAmbient),
    ];

    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;

    private Mlx90614Driver(SensorContext sensor, I2cPlace place) => (_sensor, _place) = (sensor, place);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "Melexis MLX90614 infrared thermometer",
    [
        Delivery.Number(Mdc.TempSkin, MdcUnit.DegreeCelsius, 1),
        Delivery.Number(Mdc.TempAmbient, MdcUnit.DegreeCelsius, 1),
    ]);

    /// <inheritdoc/>
    /// <remarks>A reading a second; three turns may fail before the session ends.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting);
        // The address lies in the chip's EEPROM and may have been changed to any.
        return new Mlx90614Driver(context, I2cPlace.Of(context, [0x5A, .. Enumerable.Range(I2cLimits.FirstAddress, I2cLimits.LastAddress - I2cLimits.FirstAddress + 1).Where(address => address != 0x5A)]));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, NewSensor(_sensor.Name), inputs, stop);

    /// <summary>The sensor of one session.</summary>
    internal static PolledSensor NewSensor(string sensor) => new(sensor, new Mlx90614Chip(), Quantities, ChipBinding.Of("mlx90614"));
}
