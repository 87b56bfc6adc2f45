using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Masimo;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<MasimoDriver>("masimo")]

namespace EdgeMonitor.Acquisition.Drivers.Masimo;

/// <summary>Masimo oximeters that print a line of text a second (Radical-7, Rad-7, Rad-8): listens only. Protocol: README.md.</summary>
internal sealed class MasimoDriver : ISensorDriver
{
    private static readonly SerialSettings Line = new(Baud: 9600);

    private readonly SensorContext _sensor;
    private readonly string _path;

    private MasimoDriver(SensorContext sensor, string path) => (_sensor, _path) = (sensor, path);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Masimo Radical-7, Rad-7, Rad-8 (ASCII output)",
    [
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, MasimoDecoder.LinesPerSecond),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, MasimoDecoder.LinesPerSecond),
        Delivery.Number(Mdc.BloodPerfusionIndex, MdcUnit.Percent, MasimoDecoder.LinesPerSecond),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>3.5 s: a line a second, of which two may be damaged.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(3.5);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly();
        return new MasimoDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"));
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new MasimoDecoder(sensor);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new MasimoDecoder(_sensor.Name), inputs, stop, MaxSilence);
}
