using EdgeMonitor.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>Where what is found about a file goes.</summary>
/// <param name="Report">Takes each gap, to be recorded.</param>
/// <param name="IsReported">True where everything taken is stored.</param>
internal sealed record SalvageReports(Action<Wire.RecordGap> Report, Func<bool> IsReported);

/// <summary>
/// Brings the records of damaged files back while the daemon runs: portion by portion, resting as long as each took, and waiting where the disk has
/// little room. A file is marked when all of it is back and what is missing is recorded; until then every start begins with it anew.
/// </summary>
internal sealed partial class SalvageService(
    JournalHost journal, SalvageReports reports, SalvageRoom room, TimeProvider time, ILogger<SalvageService> logger) : BackgroundService
{
    /// <summary>How often it looks whether something was set aside, and how long it rests after a failure. Chosen: a person may wait for so long.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>The shortest rest. Chosen: an alarm's commit fits in.</summary>
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(5);

    /// <summary>How often it asks whether what was reported is stored.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Files whose keys this start does not have; keys are read once, so only the next one may.</summary>
    private readonly HashSet<string> _locked = [];
    private string _waitingFor = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            if (journal.Opened is not { } open) continue;
            try
            {
                foreach (var file in SetAsideFile.Waiting(journal.Records).Where(file => !_locked.Contains(file.Path))) await SalvageAsync(file, open, stoppingToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Wait(error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SalvageAsync(SetAsideFile file, SealedJournal open, CancellationToken stop)
    {
        var salvage = new FileSalvage(open, file.Path, JournalProviders.All);
        LogBegun(file.Path);
        foreach (var streams in (IReadOnlyList<string>[])[FileSalvage.Urgent, [JournalStreams.Telemetry]])
        {
            foreach (var portion in salvage.Portions(streams))
            {
                while (!room.IsEnoughFor(streams[0]))
                {
                    Wait($"The disk of {journal.Records} has little room: free space on it, or let the centre confirm what it has.");
                    await Task.Delay(Every, time, stop);
                }

                var began = time.GetTimestamp();
                open.Restore(portion);
                var took = time.GetElapsedTime(began);
                await Task.Delay(took > LeastRest ? took : LeastRest, time, stop);
            }
        }

        await FinishAsync(file, salvage, stop);
    }

    private async Task FinishAsync(SetAsideFile file, FileSalvage salvage, CancellationToken stop)
    {
        if (salvage.HasLocked)
        {
            // No gap is told and no mark is set: the records are not lost.
            _locked.Add(file.Path);
            journal.Tell($"{file.Path} holds records whose keys cannot be opened now: they are brought back at the next start that has the right master key.", isGap: true);
            return;
        }

        var missing = salvage.Missing();
        var summary = salvage.Summary(missing);
        foreach (var gap in missing) reports.Report(gap);
        while (!reports.IsReported()) await Task.Delay(AskAgain, time, stop);
        file.Done(summary);
        journal.Tell(summary, isGap: missing.Count > 0);
        _waitingFor = "";
    }

    /// <summary>What lasts is said once.</summary>
    private void Wait(string cause)
    {
        if (cause != _waitingFor) LogWaiting(cause);
        _waitingFor = cause;
    }

    [LoggerMessage(5230, LogLevel.Information, "The records of {File} are looked for and brought back.")]
    private partial void LogBegun(string file);

    [LoggerMessage(5231, LogLevel.Warning, "Records of a damaged journal wait to be brought back: {Cause}")]
    private partial void LogWaiting(string cause);
}
