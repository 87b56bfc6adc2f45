using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Cms50;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Cms50Driver>("contec-cms50")]

namespace EdgeMonitor.Acquisition.Drivers.Cms50;

/// <summary>Contec CMS50 pulse oximeters, the 5-byte generation and protocol 7. Protocol: README.md.</summary>
internal sealed class Cms50Driver : ISensorDriver
{
    private const string GenerationSetting = "Generation";

    /// <summary>How long the one generation is listened for before the other is tried. Chosen: 48 frames of a legacy device, which speaks unasked, and both before the link counts as silent.</summary>
    private static readonly TimeSpan ListenFor = TimeSpan.FromSeconds(0.8);

    // Without XON/XOFF, which public programs switch on: Linux then swallows the bytes 11 and 13, and both are good pleth values. Nothing is sent that would need it.
    private static readonly SerialSettings LegacyLine = new(Baud: 19200, SerialParity.Odd);
    private static readonly SerialSettings SevenLine = new(Baud: 115200);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly Cms50Generation? _generation;

    private Cms50Driver(SensorContext sensor, string path, Cms50Generation? generation) => (_sensor, _path, _generation) = (sensor, path, generation);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Contec CMS50D, D+, E, F (5-byte and v7 protocols)",
    [
        Delivery.Wave(Mdc.PulsOximPleth, MdcUnit.Dimensionless, Cms50Decoder.FramesPerSecond),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, Cms50Decoder.ReadingsPerSecond),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, Cms50Decoder.ReadingsPerSecond),
    ])
    { Lines = [SevenLine, LegacyLine] };

    /// <inheritdoc/>
    /// <remarks>2 s: the device sends 60 frames a second, finger in or out.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(GenerationSetting);
        var value = context.Settings.GetValueOrDefault(GenerationSetting, "auto");
        Cms50Generation? generation = value switch
        {
            "auto" => null,
            "legacy" => Cms50Generation.Legacy,
            "v7" => Cms50Generation.Seven,
            _ => throw new SensorSettingException($"Settings:{GenerationSetting}", value, "auto, legacy or v7"),
        };
        return new Cms50Driver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), generation);
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new Cms50Decoder(sensor);

    /// <inheritdoc/>
    /// <remarks>Where the generation is not given, the one that speaks unasked is listened for first: nothing is sent to it. Then the other is asked, and has the session.</remarks>
    public async Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        if (_generation == Cms50Generation.Legacy) await RunAsync(LegacyLine, new Cms50Decoder(_sensor.Name, null, Cms50Generation.Legacy), inputs, stop).ConfigureAwait(false);
        if (_generation is null) await TryLegacyAsync(inputs, stop).ConfigureAwait(false);
        await RunAsync(SevenLine, new Cms50Decoder(_sensor.Name, new Cms50Talk(asks: true), Cms50Generation.Seven), inputs, stop).ConfigureAwait(false);
    }

    /// <summary>Returns where no legacy device spoke; where one does it throws at the end, as every session.</summary>
    private async Task TryLegacyAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        var decoder = new Cms50Decoder(_sensor.Name, new Cms50Talk(asks: false, ListenFor), Cms50Generation.Legacy);
        try
        {
            await RunAsync(LegacyLine, decoder, inputs, stop).ConfigureAwait(false);
        }
        catch (TimeoutException) when (decoder.GoodFrames == 0)
        {
            // Then it is of the other generation, or switched off, which the other session finds out.
        }
    }

    private Task RunAsync(SerialSettings line, Cms50Decoder decoder, ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, line, decoder, inputs, stop);
}
