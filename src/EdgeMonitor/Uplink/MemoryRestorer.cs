using System.Threading.Channels;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Gives the monitor what it knew before the restart, as its first input, before any sensor is started. A disk that does not answer in time
/// must not delay an alarm: the box then watches with the configured limits and says so by a technical alarm.
/// </summary>
internal sealed partial class MemoryRestorer(
    JournalHost journal, AlarmLimits configured, ChannelWriter<MonitorInput> intake, Action<Wire.AlarmSystemEvent> log,
    EpisodeInForce episodes, Fallbacks fallbacks, MonitorClock clock, ILogger<MemoryRestorer> logger)
    : IHostedService
{
    /// <summary>How long the start waits for the disk. Chosen: a healthy one needs some milliseconds, and a patient must not wait for another.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = Task.Run(() => Read(journal.Open()), cancellationToken);
            var (found, lost, isKnown) = await read.WaitAsync(Patience, clock.Provider, cancellationToken);
            episodes.Restore(found?.Episode, isKnown);
            if (found is not null) Restore(found);
            else if (lost) FallBack("None of its records can be read.");
        }
        catch (JournalException e)
        {
            FallBack(e.Message);
        }
        catch (TimeoutException)
        {
            FallBack($"The disk has not answered for {Patience.TotalSeconds:0} s.");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is remembered, whether there is something that cannot be read, and whether it tells who is in the bed.</summary>
    private (RememberedState? Found, bool Lost, bool IsKnown) Read(SealedJournal open)
    {
        var found = MonitorMemoryStore.Read(open, configured);
        return (found, found is null && open.Count(JournalStreams.State) > 0, MonitorMemoryStore.IsEpisodeKnown(found, journal));
    }

    private void Restore(RememberedState found)
    {
        Invariant.Holds(intake.TryWrite(new RestoreMemory(found.Memory, clock.Now)), "The intake is empty at the start.");
        LogRestored(found.Memory.Latched.Count);
        if (found.Superseded is not { } why) return;
        LogSuperseded(why);
        var entry = new Wire.AlarmSystemEvent { Kind = "limits", Reason = why };
        foreach (var (name, before, after) in LimitValues.Changes(found.Remembered, configured)) entry.Limits.Add(new Wire.LimitChange { Name = name, Before = before, After = after });
        log(entry);
    }

    private void FallBack(string cause)
    {
        LogFallBack(cause);
        fallbacks.Add("What was known before the restart could not be read: the configured limits are in force, admit the patient again.");
    }

    [LoggerMessage(5220, LogLevel.Information, "The monitor knows again what it knew before the restart; {Alarms} alarms nobody had acknowledged signal again.")]
    private partial void LogRestored(int alarms);

    [LoggerMessage(5221, LogLevel.Warning, "{Why}")]
    private partial void LogSuperseded(string why);

    [LoggerMessage(5222, LogLevel.Error, "What the monitor knew before the restart could not be read, the configured limits are in force: {Cause}")]
    private partial void LogFallBack(string cause);
}
