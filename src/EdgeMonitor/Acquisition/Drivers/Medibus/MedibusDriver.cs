using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Medibus;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<MedibusDriver>("medibus")]

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>Draeger ventilators and anaesthesia machines that speak Medibus: numbers, their alarms, and waves. Protocol: README.md.</summary>
internal sealed class MedibusDriver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly MedibusSettings _settings;

    private MedibusDriver(SensorContext sensor, string path, MedibusSettings settings) => (_sensor, _path, _settings) = (sensor, path, settings);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Draeger Medibus (Apollo, Evita 4, Evita XL, V500)",
    [
        .. MedibusWave.Deliveries,
        .. MedibusNumbers.PageOne.Select(slot => Delivery.Number(slot.Mdc, slot.Unit, 1)),
        .. MedibusNumbers.PageTwo.Select(slot => Delivery.Number(slot.Mdc, slot.Unit, 0.5)),
        Delivery.Number(Mdc.DeviceAlarms, MdcUnit.Dimensionless, 1),
        Delivery.Number(Mdc.DeviceAlarmCode, MdcUnit.Dimensionless, 1),
        Delivery.Number(Mdc.BreathPhase, MdcUnit.Dimensionless),
    ])
    { Lines = MedibusSettings.Lines };

    /// <inheritdoc/>
    /// <remarks>3 s: the protocol's own limit; the device is asked every second.</remarks>
    public TimeSpan MaxSilence => MedibusDialogue.LongestSilence;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
        => new MedibusDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), MedibusSettings.Read(context));

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new MedibusDialogue(sensor, MedibusSettings.Usual, TimeProvider.System);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, _settings.Line, new MedibusDialogue(_sensor.Name, _settings, _sensor.Clock.Provider), inputs, stop);
}
