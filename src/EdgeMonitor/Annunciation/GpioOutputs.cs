using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// Five GPIO lines. A line that fails is given back and opened again every <see cref="RetryEvery"/>, while the others go on; all levels
/// are written again at that pace even where nothing changes, so that a lost chip is noticed before the next alarm needs it.
/// </summary>
/// <remarks>
/// At the end of the daemon every line goes to its inactive level and is given back: the buzzer is silent, the lamps are dark, and a
/// normally energised nurse-call relay drops out and <b>calls</b>. That is meant: from here on nobody watches this patient.
/// </remarks>
internal sealed partial class GpioOutputs : IAnnunciationOutputs
{
    /// <summary>Wait before a failed line is opened again, and the pace at which levels are written again: 1 s (chosen: soon enough to be noticed
    /// by a person who plugs a cable in, rare enough to cost nothing).</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private readonly GpioOutput[] _outputs;
    private readonly Action<AnnunciationFault> _report;
    private readonly ILogger _logger;
    private TimeSpan _rewriteAt;
    private int _faulty;
    private long _failures;

    /// <summary>Makes the outputs; the lines are opened by the first <see cref="Apply"/>.</summary>
    /// <param name="provider">How lines are driven.</param>
    /// <param name="options">Which lines; the chip must be given.</param>
    /// <param name="report">Takes changes of the fault state, on the annunciator's thread; must return at once.</param>
    /// <param name="logger">The log.</param>
    public GpioOutputs(IGpioProvider provider, AnnunciationOptions options, Action<AnnunciationFault> report, ILogger<GpioOutputs> logger)
    {
        string chip = options.Chip ?? throw new ArgumentException("No GPIO chip is configured.", nameof(options));
        _report = report;
        _logger = logger;
        _outputs =
        [
            new GpioOutput(AnnunciationOutput.Buzzer, provider, chip, options.BuzzerLine, options.BuzzerActiveLow, inverted: false),
            new GpioOutput(AnnunciationOutput.NurseCall, provider, chip, options.NurseCallLine, options.NurseCallActiveLow, options.NurseCallNormallyEnergised),
            new GpioOutput(AnnunciationOutput.RedLamp, provider, chip, options.RedLine, options.LampsActiveLow, inverted: false),
            new GpioOutput(AnnunciationOutput.YellowLamp, provider, chip, options.YellowLine, options.LampsActiveLow, inverted: false),
            new GpioOutput(AnnunciationOutput.CyanLamp, provider, chip, options.CyanLine, options.LampsActiveLow, inverted: false),
        ];
        Notice = $"Buzzer, lamps and nurse call are lines of {chip} ({provider.Name}). A self-oscillating buzzer on a line is for development and fail-safe only: "
            + "it is no conforming alarm sound, since IEC 60601-1-8 wants a fundamental of 150 to 1000 Hz with harmonics.";
    }

    /// <inheritdoc/>
    public string Notice { get; }

    /// <summary>How often driving or opening a line has failed since the start.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <inheritdoc/>
    public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now)
    {
        bool rewrite = now >= _rewriteAt;
        if (rewrite) _rewriteAt = now + RetryEvery;
        foreach (GpioOutput output in _outputs)
        {
            bool wasFaulty = output.Faulty;
            try
            {
                output.Drive(levels[output.Output], rewrite, now);
                if (wasFaulty && !output.Faulty) Recovered(output);
            }
            catch (IOException failure)
            {
                Interlocked.Increment(ref _failures);
                if (!wasFaulty) Failed(output, failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpioOutput output in _outputs) output.Dispose();
    }

    private void Failed(GpioOutput output, IOException failure)
    {
        _faulty++;
        LogFailed(failure, output.Name, failure.Message);
        _report(new AnnunciationFault(true, $"The {output.Name} cannot be driven. {failure.Message}"));
    }

    private void Recovered(GpioOutput output)
    {
        _faulty--;
        LogRecovered(output.Name);
        if (_faulty == 0) _report(new AnnunciationFault(false, "All outputs are driven again."));
    }

    [LoggerMessage(3001, LogLevel.Error, "The {Output} cannot be driven and is tried again every second: {Cause}")]
    private partial void LogFailed(IOException failure, string output, string cause);

    [LoggerMessage(3002, LogLevel.Information, "The {Output} is driven again")]
    private partial void LogRecovered(string output);
}
