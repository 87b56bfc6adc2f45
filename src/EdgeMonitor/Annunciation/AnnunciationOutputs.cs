using EdgeMonitor.Annunciation.GpioChip;
using EdgeMonitor.Annunciation.PwmSysfs;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>Chooses the outputs by the configuration.</summary>
internal static partial class AnnunciationOutputs
{
    /// <summary>GPIO lines where a chip is configured, else the terminal.</summary>
    /// <param name="options">The section <c>Annunciation</c>, validated.</param>
    /// <param name="provider">How lines are driven; used where a chip is configured.</param>
    /// <param name="terminal">Where the terminal's outputs write.</param>
    /// <param name="monitorTime">Now, on the monitor's line.</param>
    /// <param name="faults">Takes what does not work.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="fallbacks">Takes why a first choice is not used.</param>
    public static IAnnunciationOutputs Create(
        AnnunciationOptions options, Lazy<IGpioProvider> provider, TextWriter terminal, Func<TimeSpan> monitorTime, AnnunciationFaults faults, ILoggerFactory loggers,
        Fallbacks? fallbacks = null)
    {
        if (options.Chip is null) return new TerminalOutputs(terminal, monitorTime);

        ILogger<GpioOutputs> logger = loggers.CreateLogger<GpioOutputs>();
        IPwmProvider pwm = PwmProviders.All[^1];
        if (options.PwmChip is { } chip)
        {
            IReadOnlyList<IPwmProvider> providers = options.PwmRoot is { } root ? [new PwmSysfsProvider(root, new SysfsFiles())] : PwmProviders.All;
            PwmProviderChoice choice = PwmProviders.Choose(providers, chip, options.PwmChannel, options.FrequencyHz);
            if (choice.Refused is not null)
            {
                LogRefused(logger, choice.Provider.Name, choice.Refused);
                fallbacks?.Add(choice.Refused);
            }

            pwm = choice.Provider;
        }

        return new GpioOutputs(provider.Value, pwm, options, faults, logger);
    }

    /// <summary>The provider of GPIO lines that works on the configured chip.</summary>
    public static IGpioProvider ChooseGpio(AnnunciationOptions options, ILoggerFactory loggers, Fallbacks? fallbacks = null)
    {
        ILogger<GpioOutputs> logger = loggers.CreateLogger<GpioOutputs>();
        IGpioProvider[] providers = [.. GpioProviders.All.Select(provider => LinesByName.Of(provider, options, GpioChipProvider.FindLine))];
        GpioProviderChoice choice = GpioProviders.Choose(providers, options.Chip!, options.CyanLine, options.LampsActiveLow);
        if (choice.Refused is not null)
        {
            LogRefused(logger, choice.Provider.Name, choice.Refused);
            fallbacks?.Add(choice.Refused);
        }

        if (ReleasedLines.KeepTheirLevel(ReleasedLines.Modules)) LogKeptLevels(logger);
        return choice.Provider;
    }

    [LoggerMessage(3005, LogLevel.Warning, "Lines are driven by {Provider}. {Refused}")]
    private static partial void LogRefused(ILogger logger, string provider, string refused);

    [LoggerMessage(3006, LogLevel.Error, "This kernel keeps a line's last level when its owner dies, so a crash would not call the nurse: put dtparam=strict_gpiod into config.txt and restart the machine")]
    private static partial void LogKeptLevels(ILogger logger);
}
