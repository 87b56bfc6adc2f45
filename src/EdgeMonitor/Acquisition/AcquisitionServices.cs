using System.Threading.Channels;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Acquisition;

/// <summary>What this folder brings to the daemon.</summary>
internal static partial class AcquisitionServices
{
    /// <summary>The sensors; they start last and stop first.</summary>
    public static IServiceCollection AddAcquisition(this IServiceCollection services, IReadOnlyList<SensorOptions> sensors) => services
        .AddSingleton(Choose)
        .AddSingleton(parts => new SensorSupervisors(
            sensors,
            parts.GetRequiredService<Channel<MonitorInput>>(),
            parts.GetRequiredService<MonitorClock>(),
            new SensorLinks { SerialPorts = parts.GetRequiredService<ISerialLinkProvider>(), I2cBuses = ChooseI2c(parts, sensors) },
            parts.GetRequiredService<ILoggerFactory>()))
        .AddHostedService(parts => parts.GetRequiredService<SensorSupervisors>());

    private static ISerialLinkProvider Choose(IServiceProvider parts)
    {
        var choice = SerialLinkProviders.ChooseAsync(CancellationToken.None).GetAwaiter().GetResult();
        Tell(parts, choice.Refusals);
        return choice.Provider;
    }

    /// <summary>Tried on the buses that sensors are on; where there is none, nothing is opened and nothing said.</summary>
    private static II2cBusProvider ChooseI2c(IServiceProvider parts, IReadOnlyList<SensorOptions> sensors)
    {
        var paths = sensors.Where(sensor => SensorDrivers.Find(sensor.Driver)?.Description.Link == LinkKind.I2c).Select(sensor => sensor.Link).ToList();
        if (paths.Count == 0) return I2cBusProviders.All[^1];
        var choice = I2cBusProviders.Choose(I2cBusProviders.All, paths);
        Tell(parts, choice.Refusals);
        return choice.Provider;
    }

    private static void Tell(IServiceProvider parts, IReadOnlyList<string> refusals)
    {
        var logger = parts.GetRequiredService<ILogger<SensorSupervisors>>();
        foreach (var refusal in refusals)
        {
            LogRefused(logger, refusal);
            parts.GetRequiredService<Fallbacks>().Add(refusal);
        }
    }

    [LoggerMessage(1100, LogLevel.Warning, "{Refusal}")]
    private static partial void LogRefused(ILogger logger, string refusal);
}
