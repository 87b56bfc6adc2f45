using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.SunTech;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<SunTechDriver>("suntech")]

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>SunTech NIBP modules of the Advantage family: blood pressure by cuff, when a person or the schedule says so. Protocol: README.md.</summary>
internal sealed class SunTechDriver : ISensorDriver
{
    private static readonly SerialSettings Line = new(Baud: 9600);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly SunTechSettings _settings;

    private SunTechDriver(SensorContext sensor, string path, SunTechSettings settings) => (_sensor, _path, _settings) = (sensor, path, settings);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "SunTech NIBP OEM modules (Advantage family)",
    [
        .. SunTechReadings.Deliveries,
        Delivery.Number(Mdc.PressCuff, MdcUnit.MillimetreOfMercury, 5),
        Delivery.Number(Mdc.PressNoninvError, MdcUnit.Dimensionless),
    ])
    { Lines = [Line], Acts = [SensorAct.StartPressure, SensorAct.StopPressure] };

    /// <inheritdoc/>
    /// <remarks>3 s: the module is asked once a second at the least, and a lost answer is noticed after half a second.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
        => new SunTechDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), SunTechSettings.Read(context));

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new SunTechDialogue(sensor, new SunTechSettings(), new SensorActs());

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new SunTechDialogue(_sensor.Name, _settings, _sensor.Acts), inputs, stop, MaxSilence);
}
