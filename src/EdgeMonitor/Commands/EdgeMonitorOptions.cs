using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>The whole configuration: a section for each part.</summary>
internal sealed class EdgeMonitorOptions
{
    /// <summary>Who this box is.</summary>
    public DeviceOptions Device { get; init; } = new();

    /// <summary>The sensors at the bed.</summary>
    public List<SensorOptions> Sensors { get; init; } = [];

    /// <summary>Alarm limits of the patient.</summary>
    public AlarmLimits Alarms { get; init; } = new();

    /// <summary>Buzzer, lamps and nurse call.</summary>
    public AnnunciationOptions Annunciation { get; init; } = new();

    /// <summary>Where records are kept.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Where records are sent.</summary>
    public UplinkOptions Uplink { get; init; } = new();

    /// <summary>Who may act over the control socket.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>The fail-safe unit.</summary>
    public GuardOptions Guard { get; init; } = new();
}
