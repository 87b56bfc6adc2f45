using System.Threading.Channels;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.BlueZ;
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
        .AddSingleton(parts => new BlueZCentral(parts.GetRequiredService<MonitorClock>().Provider, parts.GetRequiredService<ILogger<BlueZCentral>>()))
        .AddSingleton(parts => new SensorSupervisors(
            sensors,
            parts.GetRequiredService<Channel<MonitorInput>>(),
            parts.GetRequiredService<MonitorClock>(),
            new SensorLinks { SerialPorts = parts.GetRequiredService<ISerialLinkProvider>(), Ble = parts.GetRequiredService<BlueZCentral>() },
            parts.GetRequiredService<ILoggerFactory>()))
        .AddHostedService(parts => parts.GetRequiredService<SensorSupervisors>());

    private static ISerialLinkProvider Choose(IServiceProvider parts)
    {
        var choice = SerialLinkProviders.ChooseAsync(CancellationToken.None).GetAwaiter().GetResult();
        var logger = parts.GetRequiredService<ILogger<SensorSupervisors>>();
        foreach (var refusal in choice.Refusals)
        {
            LogRefused(logger, refusal);
            parts.GetRequiredService<Fallbacks>().Add(refusal);
        }

        return choice.Provider;
    }

    [LoggerMessage(1100, LogLevel.Warning, "{Refusal}")]
    private static partial void LogRefused(ILogger logger, string refusal);
}
