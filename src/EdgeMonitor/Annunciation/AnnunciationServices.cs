using EdgeMonitor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>What this folder needs from those above it.</summary>
/// <param name="MonitorTime">Now, on the monitor's line.</param>
/// <param name="Report">Takes faults of the annunciation; must return at once.</param>
/// <param name="Pressed">Takes presses of the bedside's buttons; must return at once.</param>
internal sealed record AnnunciationPeers(Func<TimeSpan> MonitorTime, Action<AnnunciationFault> Report, Action<BedsideButton> Pressed);

/// <summary>What this folder brings to the daemon.</summary>
internal static class AnnunciationServices
{
    /// <summary>The annunciator and the buttons on the configured GPIO chip, else the annunciator on a terminal.</summary>
    /// <param name="services">The daemon's parts. An <c>Action&lt;OutputEdge&gt;</c> among them is the annunciator's recorder.</param>
    /// <param name="options">Lines.</param>
    /// <param name="terminal">Where signals are written without a chip.</param>
    /// <param name="peers">Makes the ways to the parts above.</param>
    public static IServiceCollection AddAnnunciation(
        this IServiceCollection services, AnnunciationOptions options, TextWriter terminal, Func<IServiceProvider, AnnunciationPeers> peers) => services
        .AddSingleton(peers)
        .AddSingleton(parts => new AnnunciationFaults(parts.GetRequiredService<AnnunciationPeers>().Report))
        .AddSingleton(parts => new Lazy<IGpioProvider>(() => AnnunciationOutputs.ChooseGpio(options, parts.GetRequiredService<ILoggerFactory>(), parts.GetRequiredService<Fallbacks>())))
        .AddSingleton(parts => new Annunciator(
            AnnunciationOutputs.Create(
                options, parts.GetRequiredService<Lazy<IGpioProvider>>(), terminal, parts.GetRequiredService<AnnunciationPeers>().MonitorTime,
                parts.GetRequiredService<AnnunciationFaults>(), parts.GetRequiredService<ILoggerFactory>(), parts.GetRequiredService<Fallbacks>()),
            parts.GetRequiredService<TimeProvider>(),
            parts.GetRequiredService<ILogger<Annunciator>>(),
            parts.GetService<Action<OutputEdge>>(),
            new SelfTestSequence(options.SelfTestCallsNurse)))
        .AddHostedService(parts => new AnnunciatorService(parts.GetRequiredService<Annunciator>(), selfTest: options.SelfTestAtStart ?? options.Chip is not null))
        .AddHostedService(parts => new ButtonService(MakeButtons(options, parts)));

    private static IEnumerable<ButtonReader> MakeButtons(AnnunciationOptions options, IServiceProvider parts)
    {
        (BedsideButton Button, int? Line)[] lines =
        [
            (BedsideButton.Acknowledge, options.AcknowledgeButtonLine), (BedsideButton.Pause, options.PauseButtonLine), (BedsideButton.Help, options.HelpButtonLine),
        ];
        foreach ((BedsideButton button, int? offset) in lines)
        {
            if (options.Chip is not { } chip || offset is not { } line) continue;
            Lazy<IGpioProvider> provider = parts.GetRequiredService<Lazy<IGpioProvider>>();
            yield return new ButtonReader(
                button,
                () => provider.Value.OpenInput(chip, line, options.ButtonsActiveLow, $"edgemonitor {button}"),
                parts.GetRequiredService<AnnunciationPeers>().Pressed,
                parts.GetRequiredService<AnnunciationFaults>(),
                parts.GetRequiredService<TimeProvider>(),
                parts.GetRequiredService<ILogger<ButtonReader>>());
        }
    }

    private sealed class AnnunciatorService(Annunciator annunciator, bool selfTest) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (selfTest) annunciator.SelfTest();
            annunciator.Start();
            return Task.CompletedTask;
        }

        /// <summary>It signals on until the container disposes it: the last part of the daemon to fall silent.</summary>
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class ButtonService(IEnumerable<ButtonReader> buttons) : IHostedService
    {
        private readonly ButtonReader[] _buttons = [.. buttons];

        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (ButtonReader button in _buttons) button.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            foreach (ButtonReader button in _buttons) button.Dispose();
            return Task.CompletedTask;
        }
    }
}
