using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<IntellivueDriver>("intellivue")]

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>A Philips IntelliVue patient monitor on its MIB/RS-232 port: numerics, waves and its own alarms by the Data Export protocol. Protocol: README.md.</summary>
internal sealed class IntellivueDriver : ISensorDriver
{
    private const string Waves = "Waves";

    private static readonly SerialSettings Line = new(Baud: 115200);

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly IReadOnlyList<IntellivueWaveKind> _waves;

    private IntellivueDriver(SensorContext sensor, string path, IReadOnlyList<IntellivueWaveKind> waves) => (_sensor, _path, _waves) = (sensor, path, waves);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "Philips IntelliVue patient monitors (MIB/RS-232, Data Export)",
    [
        .. IntellivueWaveKind.All.Select(kind => Delivery.Wave(kind.Mdc, kind.Unit, kind.Rate)),
        .. IntellivueNumerics.Deliveries,
        Delivery.Number(Mdc.DeviceAlarmPatient, MdcUnit.Dimensionless, 1),
        Delivery.Number(Mdc.DeviceAlarmTechnical, MdcUnit.Dimensionless, 1),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>5 s: results come once a second, and an association takes a moment.</remarks>
    public TimeSpan MaxSilence => IntellivueHost.ResultLimit;

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(Waves);
        return new IntellivueDriver(context, context.RequireLink("the serial port's path, e.g. /dev/ttyUSB0"), WavesOf(context));
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new IntellivueDialogue(sensor, IntellivueWaveKind.All);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new IntellivueDialogue(_sensor.Name, _waves), inputs, stop, MaxSilence);

    private static IReadOnlyList<IntellivueWaveKind> WavesOf(SensorContext context)
    {
        if (!context.Settings.TryGetValue(Waves, out var text)) return IntellivueWaveKind.Usual;
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names is ["none"]) return [];
        var kinds = names.Select(name => IntellivueWaveKind.All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        if (kinds.Count is 0 or > IntellivueWaveKind.Most || kinds.Contains(null) || kinds.Distinct().Count() < kinds.Count)
        {
            var known = string.Join(", ", IntellivueWaveKind.All.Select(kind => kind.Name));
            throw new SensorSettingException($"Settings:{Waves}", text, $"none, or up to {IntellivueWaveKind.Most} of {known}, each once");
        }

        return [.. kinds.OfType<IntellivueWaveKind>()];
    }
}
