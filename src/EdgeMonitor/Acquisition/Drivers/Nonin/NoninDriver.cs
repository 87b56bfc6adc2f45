using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<NoninDriver>("nonin")]

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>Nonin pulse oximeters that stream format #2 or #7 (OEM III, Xpod, 3012LP, 3150): listens only. Protocol: README.md.</summary>
internal sealed class NoninDriver : ISensorDriver
{
    private static readonly SerialSettings Line = new(Baud: 9600);

    private readonly SensorContext _sensor;
    private readonly string _path;

    private NoninDriver(SensorContext sensor, string path) => (_sensor, _path) = (sensor, path);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Nonin OEM III, Xpod, 3012LP, 3150 (formats #2, #7)",
    [
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, NoninDecoder.FramesPerSecond),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 3),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, 3),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>2 s: the device sends 75 frames a second, probe on or off.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly();
        return new NoninDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"));
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new NoninDecoder(sensor);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new NoninDecoder(_sensor.Name), inputs, stop);
}
