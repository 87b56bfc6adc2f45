using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.HealthyPi;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<HealthyPiDriver>("healthypi")]

namespace EdgeMonitor.Acquisition.Drivers.HealthyPi;

/// <summary>The HealthyPi v4 development board: ECG, respiration and light waves; listens only. Protocol: README.md.</summary>
internal sealed class HealthyPiDriver : ISensorDriver
{
    private static readonly SerialSettings Line = new(Baud: 115200);

    private readonly SensorContext _sensor;
    private readonly string _path;

    private HealthyPiDriver(SensorContext sensor, string path) => (_sensor, _path) = (sensor, path);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "HealthyPi v4 (development board)",
    [
        Delivery.Wave(Mdc.EcgLead, MdcUnit.Millivolt, HealthyPiDecoder.FramesPerSecond),
        Delivery.Wave(Mdc.ImpedTthor, MdcUnit.Dimensionless, HealthyPiDecoder.FramesPerSecond),
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, HealthyPiDecoder.FramesPerSecond),
        Delivery.Number(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 1),
        Delivery.Number(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, 1),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, 1),
        Delivery.Number(Mdc.Temp, MdcUnit.DegreeCelsius, 1),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>2 s: the board sends 125 frames a second, electrodes on or off.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly();
        return new HealthyPiDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"));
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new HealthyPiDecoder(sensor);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new HealthyPiDecoder(_sensor.Name), inputs, stop);
}
