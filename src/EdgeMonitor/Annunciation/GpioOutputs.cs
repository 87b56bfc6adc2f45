using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// The outputs on GPIO lines, the sound on a PWM channel where one is configured. A line that fails is given back and opened again every
/// <see cref="RetryEvery"/>, while the others go on; all levels are written again at that pace even where nothing changes, so that a lost chip
/// is noticed before the next alarm needs it. Feedback lines tell whether it really sounds and lights.
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
    private readonly Feedback[] _feedback;
    private readonly PwmBuzzer? _tone;
    private readonly AnnunciationFaults _faults;
    private readonly ILogger _logger;
    private TimeSpan _rewriteAt;
    private long _failures;

    /// <summary>Makes the outputs; the lines are opened by the first <see cref="Apply"/>.</summary>
    /// <param name="provider">How lines are driven.</param>
    /// <param name="pwm">How a PWM channel is driven; used where one is configured.</param>
    /// <param name="options">Which lines; the chip must be given.</param>
    /// <param name="faults">Takes what does not work.</param>
    /// <param name="logger">The log.</param>
    public GpioOutputs(IGpioProvider provider, IPwmProvider pwm, AnnunciationOptions options, AnnunciationFaults faults, ILogger<GpioOutputs> logger)
    {
        string chip = options.Chip ?? throw new ArgumentException("No GPIO chip is configured.", nameof(options));
        _faults = faults;
        _logger = logger;
        _tone = options.PwmChip is null ? null : new PwmBuzzer(pwm, options);
        _outputs =
        [
            _tone is null ? Output(AnnunciationOutput.Buzzer, options.BuzzerLine, options.BuzzerActiveLow) : new GpioOutput(AnnunciationOutput.Buzzer, _tone.Open, inverted: false),
            Output(AnnunciationOutput.NurseCall, options.NurseCallLine, options.NurseCallActiveLow, options.NurseCallNormallyEnergised),
            Output(AnnunciationOutput.RedLamp, options.RedLine, options.LampsActiveLow),
            Output(AnnunciationOutput.YellowLamp, options.YellowLine, options.LampsActiveLow),
            Output(AnnunciationOutput.CyanLamp, options.CyanLine, options.LampsActiveLow),
            Output(AnnunciationOutput.GreenLamp, options.GreenLine, options.LampsActiveLow),
            .. options.HeartbeatLine is { } heartbeat ? [Output(AnnunciationOutput.Heartbeat, heartbeat, activeLow: false)] : Array.Empty<GpioOutput>(),
        ];
        _feedback = [.. FeedbackLines.Create(provider, options, faults)];
        Unwatched = [.. FeedbackLines.Unwatched(_feedback)];
        Notice = SoundNotice(options, provider, pwm, chip);

        GpioOutput Output(AnnunciationOutput output, int offset, bool activeLow, bool inverted = false) =>
            new(output, active => provider.OpenOutput(chip, offset, activeLow, $"edgemonitor {GpioOutput.NameOf(output)}", active), inverted);
    }

    /// <inheritdoc/>
    public string Notice { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Unwatched { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults => _faults.Open;

    /// <inheritdoc/>
    public bool CanSound => !_outputs[0].Faulty && !(_feedback is [{ What: FeedbackLines.Buzzer, IsSilent: true }, ..]);

    /// <summary>How often driving or opening a line has failed since the start.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <inheritdoc/>
    public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now)
    {
        foreach (Feedback feedback in _feedback) feedback.Look(now);
        if (_tone is not null && levels.Buzzer) _tone.Loudness = levels.Loudness;
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

        foreach (Feedback feedback in _feedback) feedback.Drive(levels, now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpioOutput output in _outputs) output.Dispose();
        foreach (Feedback feedback in _feedback) feedback.Dispose();
    }

    private static string SoundNotice(AnnunciationOptions options, IGpioProvider provider, IPwmProvider pwm, string chip) => options.PwmChip is null
        ? $"Buzzer, lamps and nurse call are lines of {chip} ({provider.Name}). A self-oscillating buzzer on a line is for development and fail-safe only: "
            + "it is no conforming alarm sound, since IEC 60601-1-8 wants a fundamental of 150 to 1000 Hz with harmonics."
        : $"Lamps and nurse call are lines of {chip} ({provider.Name}). The sound is channel {options.PwmChannel} of pwmchip{options.PwmChip} ({pwm.Name}) at "
            + $"{options.FrequencyHz} Hz: its loudness and harmonics at the bed must be measured before it counts as an alarm sound of IEC 60601-1-8.";

    private void Failed(GpioOutput output, IOException failure)
    {
        LogFailed(failure, output.Name, failure.Message);
        _faults.Begin(output.Name, $"The {output.Name} cannot be driven. {failure.Message}");
    }

    private void Recovered(GpioOutput output)
    {
        LogRecovered(output.Name);
        _faults.End(output.Name);
    }

    [LoggerMessage(3001, LogLevel.Error, "The {Output} cannot be driven and is tried again every second: {Cause}")]
    private partial void LogFailed(IOException failure, string output, string cause);

    [LoggerMessage(3002, LogLevel.Information, "The {Output} is driven again")]
    private partial void LogRecovered(string output);
}
