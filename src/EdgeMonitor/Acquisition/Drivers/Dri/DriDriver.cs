using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<DriDriver>("dri")]

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>A GE / Datex-Ohmeda S/5 patient monitor on its serial port: displayed values, waves and its own alarms as DRI records. Protocol: README.md.</summary>
internal sealed class DriDriver : ISensorDriver
{
    private const string Waves = "Waves", Interval = "IntervalSeconds", Arterial = "Arterial", EcgMicrovolts = "EcgMicrovolts", Handshake = "Handshake";

    private const int ShortestInterval = 5, LongestInterval = 60;

    private static readonly SerialSettings Line = new(Baud: 19200, SerialParity.Even, RtsCts: true);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly SerialSettings _line;
    private readonly DriWishes _wishes;

    private DriDriver(SensorContext sensor, string path, SerialSettings line, DriWishes wishes) => (_sensor, _path, _line, _wishes) = (sensor, path, line, wishes);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "GE / Datex-Ohmeda S/5 patient monitors (DRI records)",
    [
        .. DriWaveKind.All.Select(kind => Delivery.Wave(kind.Mdc, kind.Unit, kind.Rate)),
        .. DriNumerics.Deliveries,
        Delivery.Number(Mdc.DeviceAlarm, MdcUnit.Dimensionless, 0.2),
    ])
    { Lines = [Line, Line with { RtsCts = false }] };

    /// <inheritdoc/>
    /// <remarks>Three intervals: without a wave nothing comes between two records of numbers.</remarks>
    public TimeSpan MaxSilence => 3 * _wishes.Interval;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(Waves, Interval, Arterial, EcgMicrovolts, Handshake);
        var path = context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0");
        var interval = Number(context, Interval, ShortestInterval, LongestInterval, ShortestInterval, NumberStyles.None);
        var channel = context.Settings.GetValueOrDefault(Arterial, "none") switch
        {
            "none" => 0,
            ['P' or 'p', >= '1' and <= '4' and var digit] => digit - '0',
            var other => throw new SensorSettingException($"Settings:{Arterial}", other, "none, P1, P2, P3 or P4"),
        };
        var microvolts = Number(context, EcgMicrovolts, 0.1, 100, 10, NumberStyles.AllowDecimalPoint);
        var flow = context.Settings.GetValueOrDefault(Handshake, "rts-cts") switch
        {
            "rts-cts" => true,
            "none" => false,
            var other => throw new SensorSettingException($"Settings:{Handshake}", other, "rts-cts or none"),
        };
        var wishes = new DriWishes(WavesOf(context, channel > 0), TimeSpan.FromSeconds(interval), channel, microvolts / 1000);
        return new DriDriver(context, path, Line with { RtsCts = flow }, wishes);
    }

    /// <inheritdoc/>
    /// <remarks>All waves, and P1 as the arterial pressure: a capture does not say how its monitor was set up.</remarks>
    public static IStreamDecoder? CreateDecoder(string sensor) => new DriDialogue(sensor, DriWishes.Usual with { Waves = DriWaveKind.All, Arterial = 1 });

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, _line, new DriDialogue(_sensor.Name, _wishes), inputs, stop, MaxSilence);

    private static IReadOnlyList<DriWaveKind> WavesOf(SensorContext context, bool hasArterial)
    {
        if (!context.Settings.TryGetValue(Waves, out var text)) return DriWaveKind.Usual;
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names is ["none"]) return [];
        var kinds = names.Select(name => DriWaveKind.All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).OfType<DriWaveKind>().Distinct().ToList();
        if (kinds.Count == 0 || kinds.Count < names.Length || kinds.Sum(kind => kind.Rate) > DriWaveKind.MostSamples || (!hasArterial && kinds.Exists(kind => kind.Name == DriWaveKind.Arterial)))
        {
            var known = string.Join(", ", DriWaveKind.All.Select(kind => FormattableString.Invariant($"{kind.Name} ({kind.Rate:0} Hz)")));
            throw new SensorSettingException($"Settings:{Waves}", text,
                FormattableString.Invariant($"none, or of {known}, each once, {DriWaveKind.MostSamples:0} samples a second together; {DriWaveKind.Arterial} only where {Arterial} names its channel"));
        }

        return kinds;
    }

    private static double Number(SensorContext context, string name, double lowest, double highest, double usual, NumberStyles style)
    {
        if (!context.Settings.TryGetValue(name, out var text)) return usual;
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest
            ? value
            : throw new SensorSettingException($"Settings:{name}", text, FormattableString.Invariant($"{lowest} to {highest}"));
    }
}
