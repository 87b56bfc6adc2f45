using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Mcp9808;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Mcp9808Driver>("mcp9808")]

namespace EdgeMonitor.Acquisition.Drivers.Mcp9808;

/// <summary>The MCP9808 thermometer, for the box or the room. Registers: README.md.</summary>
internal sealed class Mcp9808Driver : ISensorDriver
{
    private static readonly PolledQuantity[] Quantities = [new(Mdc.TempAmbient, MdcUnit.DegreeCelsius, Mcp9808Chip.Lowest, Mcp9808Chip.Highest)];

    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;

    private Mcp9808Driver(SensorContext sensor, I2cPlace place) => (_sensor, _place) = (sensor, place);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "Microchip MCP9808 thermometer (box or room)",
    [
        Delivery.Number(Mdc.TempAmbient, MdcUnit.DegreeCelsius, 1),
    ]);

    /// <inheritdoc/>
    /// <remarks>A reading a second; three turns may fail before the session ends.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(I2cPlace.AddressSetting);
        return new Mcp9808Driver(context, I2cPlace.Of(context, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => I2cSession.RunAsync(_sensor, _place, NewSensor(_sensor.Name), inputs, stop);

    /// <summary>The sensor of one session.</summary>
    internal static PolledSensor NewSensor(string sensor) => new(sensor, new Mcp9808Chip(), Quantities, ChipBinding.Of("mcp9808"));
}
