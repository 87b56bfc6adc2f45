using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>What this folder brings to the daemon.</summary>
internal static class AnnunciationServices
{
    /// <summary>The annunciator on the configured GPIO chip, else on a terminal.</summary>
    /// <param name="services">The daemon's parts.</param>
    /// <param name="options">Lines.</param>
    /// <param name="terminal">Where signals are written without a chip.</param>
    /// <param name="report">Makes the way to report faults of the outputs.</param>
    public static IServiceCollection AddAnnunciation(
        this IServiceCollection services, AnnunciationOptions options, TextWriter terminal, Func<IServiceProvider, Action<AnnunciationFault>> report) => services
        .AddSingleton(parts => new Annunciator(
            AnnunciationOutputs.Create(options, terminal, report(parts), parts.GetRequiredService<ILoggerFactory>()),
            parts.GetRequiredService<TimeProvider>(),
            parts.GetRequiredService<ILogger<Annunciator>>()))
        .AddHostedService<AnnunciatorService>();

    private sealed class AnnunciatorService(Annunciator annunciator) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            annunciator.Start();
            return Task.CompletedTask;
        }

        /// <summary>It signals on until the container disposes it: the last part of the daemon to fall silent.</summary>
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
