using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>Chooses the outputs by the configuration.</summary>
internal static partial class AnnunciationOutputs
{
    /// <summary>GPIO lines where a chip is configured, else the terminal.</summary>
    /// <param name="options">The section <c>Annunciation</c>, validated.</param>
    /// <param name="terminal">Where the terminal's outputs write.</param>
    /// <param name="report">Takes changes of the fault state, on the annunciator's thread; must return at once.</param>
    /// <param name="loggers">The log.</param>
    public static IAnnunciationOutputs Create(AnnunciationOptions options, TextWriter terminal, Action<AnnunciationFault> report, ILoggerFactory loggers)
    {
        if (options.Chip is null) return new TerminalOutputs(terminal);

        GpioProviderChoice choice = GpioProviders.Choose(GpioProviders.All, options.Chip, options.CyanLine, options.LampsActiveLow);
        ILogger<GpioOutputs> logger = loggers.CreateLogger<GpioOutputs>();
        if (choice.Refused is not null) LogRefused(logger, choice.Provider.Name, choice.Refused);
        if (ReleasedLines.KeepTheirLevel(ReleasedLines.Modules)) LogKeptLevels(logger);
        return new GpioOutputs(choice.Provider, options, report, logger);
    }

    [LoggerMessage(3005, LogLevel.Warning, "Lines are driven by {Provider}. {Refused}")]
    private static partial void LogRefused(ILogger logger, string provider, string refused);

    [LoggerMessage(3006, LogLevel.Error, "This kernel keeps a line's last level when its owner dies, so a crash would not call the nurse: put dtparam=strict_gpiod into config.txt and restart the machine")]
    private static partial void LogKeptLevels(ILogger logger);
}
