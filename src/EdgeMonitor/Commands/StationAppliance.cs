using EdgeMonitor.Annunciation;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Station;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Commands;

/// <summary>A nurse station, put together as <see cref="Appliance"/> is: what it signals is stored and forwarded as a bed's alarms are.</summary>
internal static class StationAppliance
{
    /// <param name="options">A configuration without faults, of role Station.</param>
    /// <param name="terminal">Where signals are written when no GPIO chip is configured.</param>
    /// <param name="quietest">The least severe log entries that are shown.</param>
    /// <param name="log">Shows the log; standard error where none is given.</param>
    public static IHost Build(EdgeMonitorOptions options, TextWriter terminal, LogLevel quietest, ILoggerProvider? log = null)
    {
        var builder = Appliance.NewBuilder(quietest, log);
        var boot = Appliance.NewBoot();
        var identity = BoxIdentity.AtStart(options.Storage.Resolve());
        var takeovers = new SeenTakeovers(options.Storage.Resolve());
        var settings = new StationSettings(
            options.Station.Beds, TimeSpan.FromSeconds(options.Station.SilentAfterSeconds), TimeSpan.FromSeconds(options.Alarms.AudioPauseSeconds))
        {
            Takeovers = takeovers.AtStart(),
        };
        builder.Services
            .AddHosting()
            .AddGuardPet(options.Guard.SocketPath, options.Guard.IsConfigured, parts => parts.Report())
            .AddStorage(options.Storage, options.Device.Id)
            .AddUplink(options.Uplink, options.Device, boot, identity, options.Alarms)
            .AddAnnunciation(options.Annunciation, terminal, Appliance.Peers)
            .AddStation(settings, takeovers, options.Uplink, options.Device, boot)
            .AddControl(options.Security, options.Storage, options.Alarms);
        return builder.Build();
    }
}
