using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Ivy;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<IvyDriver>("ivy")]

namespace EdgeMonitor.Acquisition.Drivers.Ivy;

/// <summary>The Ivy 450C patient monitor by its ANSAR-B output: ECG, respiration, pleth and pressure waves and its numbers; listens only. Protocol: README.md.</summary>
internal sealed class IvyDriver : ISensorDriver
{
    private static readonly SerialSettings Line = new(Baud: 9600);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly IvyPressure _pressure;

    private IvyDriver(SensorContext sensor, string path, IvyPressure pressure) => (_sensor, _path, _pressure) = (sensor, path, pressure);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Ivy 450C patient monitor (ANSAR-B output)",
    [
        Delivery.Wave(Mdc.EcgLead, MdcUnit.Millivolt, IvyDecoder.EcgSamples),
        Delivery.Wave(Mdc.ImpedTthor, MdcUnit.Dimensionless, IvyDecoder.SlowSamples),
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, IvyDecoder.SlowSamples),
        Delivery.Wave(Mdc.PressBld, MdcUnit.MillimetreOfMercury, IvyDecoder.SlowSamples),
        Delivery.Wave(Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, IvyDecoder.SlowSamples),
        Delivery.Number(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 1),
        Delivery.Number(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, 1),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, 1),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 1),
        Delivery.Number(Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.Temp, MdcUnit.DegreeCelsius, 1),
        Delivery.Number(Mdc.PressBldSys, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldDia, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldMean, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldArtSys, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldArtDia, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldArtMean, MdcUnit.MillimetreOfMercury, 1),
        Delivery.Number(Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>3 s: the monitor sends a frame a second, leads on or off.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly("P1");
        var site = context.Settings.GetValueOrDefault("P1", "unnamed");
        var pressure = site switch
        {
            "unnamed" => IvyPressure.Unnamed,
            "arterial" => IvyPressure.Arterial,
            _ => throw new SensorSettingException("Settings:P1", site, "unnamed, arterial"),
        };
        return new IvyDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), pressure);
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new IvyDecoder(sensor, IvyPressure.Unnamed);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new IvyDecoder(_sensor.Name, _pressure), inputs, stop);
}
