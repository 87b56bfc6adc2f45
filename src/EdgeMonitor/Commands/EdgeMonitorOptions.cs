using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Security;
using EdgeMonitor.Station;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>What a box is for.</summary>
internal enum BoxRole
{
    /// <summary>It watches a patient.</summary>
    Bedside,

    /// <summary>It signals what the beds of a ward signal.</summary>
    Station,
}

/// <summary>The whole configuration: a section for each part.</summary>
internal sealed class EdgeMonitorOptions
{
    /// <summary>What this box is for.</summary>
    public BoxRole Role { get; init; } = BoxRole.Bedside;

    /// <summary>Who this box is.</summary>
    public DeviceOptions Device { get; init; } = new();

    /// <summary>The sensors at the bed.</summary>
    public List<SensorOptions> Sensors { get; init; } = [];

    /// <summary>Alarm limits of the patient.</summary>
    public AlarmLimits Alarms { get; init; } = new();

    /// <summary>How the alarm system behaves at this site.</summary>
    public AlarmPolicy AlarmSystem { get; init; } = new();

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

    /// <summary>Nurse stations of a bed, or beds of a nurse station.</summary>
    public StationOptions Station { get; init; } = new();
}
