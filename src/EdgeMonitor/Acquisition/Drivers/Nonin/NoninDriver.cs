using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<NoninDriver>("nonin")]

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>Nonin pulse oximeters (OEM III, Xpod, 3012LP, 3150, 9560), formats #1, #2, #7, #13 and the 4-byte one. Protocol: README.md.</summary>
internal sealed class NoninDriver : ISensorDriver
{
    private const string FormatSetting = "Format";

    /// <summary>Formats that are asked for, and those that are only listened for: no source shows a device that is told to send one of them.</summary>
    private static readonly int[] Commanded = [2, 7, 13], OnceASecond = [1, 8];

    private static readonly SerialSettings Line = new(Baud: 9600);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly int? _format;

    private NoninDriver(SensorContext sensor, string path, int? format) => (_sensor, _path, _format) = (sensor, path, format);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Nonin OEM III, Xpod, 3012LP, 3150, 9560 (formats #1, #2, #7, #13)",
    [
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, NoninDecoder.FramesPerSecond),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 3),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, 3),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>2 s: the device sends 75 frames a second, probe on or off. 4 s where it is said to send one a second; a spot check comes when a person wants one.</remarks>
    public TimeSpan MaxSilence => _format == 13 ? Timeout.InfiniteTimeSpan : SpeaksSeldom ? TimeSpan.FromSeconds(4) : TimeSpan.FromSeconds(2);

    private bool SpeaksSeldom => _format is { } format && OnceASecond.Contains(format);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(FormatSetting);
        var value = context.Settings.GetValueOrDefault(FormatSetting, "auto");
        int? format = value switch
        {
            "auto" => null,
            "1" => 1,
            "2" => 2,
            "7" => 7,
            "8" => 8,
            "13" => 13,
            _ => throw new SensorSettingException($"Settings:{FormatSetting}", value, "auto, 1, 2, 7, 8 or 13"),
        };
        return new NoninDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), format);
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new NoninDecoder(sensor);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        var talk = new NoninTalk(_format is { } format && Commanded.Contains(format) ? format : null);
        TimeSpan? dataAge = _format == 13 || SpeaksSeldom ? MaxSilence : null;
        return StreamSession.RunAsync(_sensor, _path, Line, new NoninDecoder(_sensor.Name, _format, talk), inputs, stop, dataAge);
    }
}
