using System.Security.Cryptography;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Station;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeMonitor.Commands;

/// <summary>
/// The whole appliance, put together from its parts in the order in which they start: what stores before what measures. They stop the
/// other way round, so that nothing measured is left unstored.
/// </summary>
internal static class Appliance
{
    /// <summary>Everything, stored and sent, must be settled well within the 2 s that a stop may take.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    /// <param name="options">A configuration without faults.</param>
    /// <param name="terminal">Where signals are written when no GPIO chip is configured.</param>
    /// <param name="quietest">The least severe log entries that are shown.</param>
    /// <param name="log">Shows the log; standard error where none is given: standard output belongs to results.</param>
    /// <param name="recorder">Takes every edge of the outputs, on the annunciator's thread; must return at once.</param>
    public static IHost Build(EdgeMonitorOptions options, TextWriter terminal, LogLevel quietest, ILoggerProvider? log = null, Action<OutputEdge>? recorder = null)
    {
        var builder = NewBuilder(quietest, log);
        if (recorder is not null) builder.Services.AddSingleton(recorder);
        // One id for this start of the daemon, so that nothing it says is taken for another run's.
        var boot = NewBoot();
        var identity = BoxIdentity.AtStart(options.Storage.Resolve());
        builder.Services
            .AddHosting()
            .AddGuardPet(options.Guard.SocketPath, options.Guard.IsConfigured, parts => parts.Report())
            .AddStorage(options.Storage, options.Device.Id)
            .AddMonitorMemory(options.Alarms)
            .AddUplink(options.Uplink, options.Device, boot, identity, options.Alarms, options.Storage.ShredOnDischarge)
            .AddStationLink(options.Station, options.Uplink, options.Device, boot)
            .AddAnnunciation(options.Annunciation, terminal, Peers)
            .AddApplianceWatchers(options.Device, parts => parts.Report())
            .AddMonitoring(new MonitorSettings(options.Alarms, boot + "-") { AlarmSystem = options.AlarmSystem })
            .AddAcquisition(options.Sensors)
            .AddControl(options.Security, options.Storage, options.Alarms);
        return builder.Build();
    }

    /// <summary>An application without parts, its log set up.</summary>
    internal static HostApplicationBuilder NewBuilder(LogLevel quietest, ILoggerProvider? log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(quietest);
        if (log is not null) builder.Logging.AddProvider(log);
        else builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        return builder;
    }

    /// <summary>An id for this start of the daemon.</summary>
    internal static string NewBoot() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>The ways from buzzer, lamps and buttons to the alarms and to the desk.</summary>
    internal static AnnunciationPeers Peers(IServiceProvider parts)
    {
        var report = parts.Report();
        var clock = parts.GetRequiredService<MonitorClock>();
        return new AnnunciationPeers(
            () => clock.Now,
            fault => report(new ApplianceStatus(AppliancePart.Annunciation, fault.Faulty, fault.Cause, clock.Now)),
            button => parts.GetRequiredService<ButtonDesk>().Press(button));
    }
}
