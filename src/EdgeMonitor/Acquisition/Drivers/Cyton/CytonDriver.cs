using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Cyton;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<CytonDriver>("cyton")]

namespace EdgeMonitor.Acquisition.Drivers.Cyton;

/// <summary>The OpenBCI Cyton board through its dongle: eight channels and an accelerometer. Protocol: README.md.</summary>
internal sealed class CytonDriver : ISensorDriver
{
    private const string EcgSetting = "Ecg";

    private static readonly SerialSettings Line = new(Baud: 115200);
    private static readonly string[] Leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6", "ECG"];

    private readonly SensorContext _sensor;
    private readonly string _path;
    private readonly IReadOnlyDictionary<int, string> _leads;

    private CytonDriver(SensorContext sensor, string path, IReadOnlyDictionary<int, string> leads) => (_sensor, _path, _leads) = (sensor, path, leads);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.Serial, "OpenBCI Cyton (development board)",
    [
        Delivery.Wave(Mdc.ElectricPotential, MdcUnit.Millivolt, CytonDecoder.FramesPerSecond),
        .. Leads.Select(lead => Delivery.Wave(Mdc.EcgLeadOf(lead)!.Value, MdcUnit.Millivolt, CytonDecoder.FramesPerSecond)),
        Delivery.Wave(Mdc.AccelerationX, MdcUnit.StandardGravity, CytonDecoder.FramesPerSecond),
        Delivery.Wave(Mdc.AccelerationY, MdcUnit.StandardGravity, CytonDecoder.FramesPerSecond),
        Delivery.Wave(Mdc.AccelerationZ, MdcUnit.StandardGravity, CytonDecoder.FramesPerSecond),
    ])
    { Lines = [Line] };

    /// <inheritdoc/>
    /// <remarks>2 s: the board sends 250 frames a second.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly(EcgSetting);
        var leads = LeadsOf(context.Settings.GetValueOrDefault(EcgSetting, ""));
        return new CytonDriver(context, context.RequireLink("the dongle's serial port, e.g. /dev/ttyUSB0"), leads);
    }

    /// <inheritdoc/>
    public static IStreamDecoder? CreateDecoder(string sensor) => new CytonDecoder(sensor);

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => StreamSession.RunAsync(_sensor, _path, Line, new CytonDecoder(_sensor.Name, _leads, new CytonTalk()), inputs, stop);

    /// <summary>Reads <c>1=II, 2=V1</c>: the channel, 1 to 8, and its lead.</summary>
    private static Dictionary<int, string> LeadsOf(string value)
    {
        var leads = new Dictionary<int, string>();
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', StringSplitOptions.TrimEntries);
            var lead = pair.Length == 2 ? Leads.FirstOrDefault(known => known.Equals(pair[1], StringComparison.OrdinalIgnoreCase)) : null;
            if (lead is null
                || !int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out var channel)
                || channel is < 1 or > CytonChannels.Count
                || leads.ContainsValue(lead)
                || !leads.TryAdd(channel - 1, lead))
                throw new SensorSettingException($"Settings:{EcgSetting}", value, "channel=lead, e.g. 1=II, 2=V1; each once, of " + string.Join(", ", Leads));
        }

        return leads;
    }
}
