using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// Makes acts of the bedside's button presses. Nobody logs in for them: whoever stands at the box may acknowledge, silence and call
/// (break-glass), and every act is recorded as the bedside's. A press waits for a full intake, it is not lost.
/// </summary>
/// <param name="desk">Takes the acts to the monitor.</param>
/// <param name="clock">The monitor's time.</param>
/// <param name="plan">What is signalled: it decides what the pause button does.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ButtonDesk(OperatorDesk desk, MonitorClock clock, Func<AnnunciationPlan> plan, ILogger<ButtonDesk> logger)
{
    private static readonly Actor Bedside = new("bedside", OperatorOrigin.Bedside, "button");

    /// <summary>A button was pressed; returns at once.</summary>
    public void Press(BedsideButton button) => _ = SubmitAsync(button, ActOf(button));

    /// <summary>What a press of this button means now.</summary>
    internal OperatorCommand ActOf(BedsideButton button) => button switch
    {
        BedsideButton.Acknowledge => new AcknowledgeAlarms(null, Bedside, clock.Now),
        BedsideButton.Help => new CallForHelp(Bedside, clock.Now),
        // Whatever has been switched off, the same button brings it back: that is the safe way of the two.
        _ when plan().Inactivation is Inactivation.AudioPaused or Inactivation.AudioOff or Inactivation.AlarmPaused or Inactivation.AlarmOff => new ResumeSignals(Bedside, clock.Now),
        _ => new PauseAudio(null, Bedside, clock.Now),
    };

    private async Task SubmitAsync(BedsideButton button, OperatorCommand act)
    {
        try
        {
            var acted = await desk.SubmitAsync(act, CancellationToken.None).ConfigureAwait(false);
            if (!acted.Accepted) LogRefused(button, acted.Answer);
        }
        catch (ChannelClosedException)
        {
            LogLost(button);
        }
    }

    [LoggerMessage(2040, LogLevel.Information, "The {Button} button was pressed and not obeyed: {Answer}")]
    private partial void LogRefused(BedsideButton button, string answer);

    [LoggerMessage(2041, LogLevel.Error, "A press of the {Button} button was lost: the monitor has stopped")]
    private partial void LogLost(BedsideButton button);
}
