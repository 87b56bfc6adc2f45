using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>Where what is found about a file goes.</summary>
/// <param name="Report">Takes each gap, to be recorded.</param>
/// <param name="IsReported">True where everything taken is stored.</param>
internal sealed record SalvageReports(Action<Wire.RecordGap> Report, Func<bool> IsReported);

/// <summary>
/// Brings the records of damaged files back while the daemon runs. A file is marked when all of it is back and what is missing is recorded; until then every start begins with it anew.
/// </summary>
internal sealed partial class SalvageService(
    JournalHost journal, SalvageReports reports, SalvageRoom room, TimeProvider time, ILogger<SalvageService> logger) : JournalWorker(journal, room, time)
{
    /// <summary>How often it asks whether what was reported is stored.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly JournalHost _journal = journal;
    private readonly TimeProvider _time = time;

    /// <summary>Files whose keys this start does not have; keys are read once, so only the next one may.</summary>
    private readonly HashSet<string> _locked = [];

    /// <inheritdoc/>
    protected override async Task WorkAsync(SealedJournal open, CancellationToken stop)
    {
        foreach (var file in SetAsideFile.Waiting(_journal.Records).Where(file => !_locked.Contains(file.Path))) await SalvageAsync(file, open, stop);
    }

    /// <inheritdoc/>
    protected override void SayWaiting(string cause) => LogWaiting(cause);

    private async Task SalvageAsync(SetAsideFile file, SealedJournal open, CancellationToken stop)
    {
        var salvage = new FileSalvage(open, file.Path, _journal.Providers);
        LogBegun(file.Path);
        foreach (var streams in (IReadOnlyList<string>[])[FileSalvage.Urgent, [JournalStreams.Telemetry]])
        {
            foreach (var portion in salvage.Portions(streams))
            {
                await RoomAsync(streams[0], stop);
                var began = _time.GetTimestamp();
                open.Restore(portion);
                await RestAsync(began, stop);
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
            _journal.Tell($"{file.Path} holds records whose keys cannot be opened now: they are brought back at the next start that has the right master key.", isGap: true);
            return;
        }

        var missing = salvage.Missing();
        var summary = salvage.Summary(missing);
        foreach (var gap in missing) reports.Report(gap);
        while (!reports.IsReported()) await Task.Delay(AskAgain, _time, stop);
        file.Done(summary);
        _journal.Tell(summary, isGap: missing.Count > 0);
        Done();
    }

    [LoggerMessage(5230, LogLevel.Information, "The records of {File} are looked for and brought back.")]
    private partial void LogBegun(string file);

    [LoggerMessage(5231, LogLevel.Warning, "Records of a damaged journal wait to be brought back: {Cause}")]
    private partial void LogWaiting(string cause);
}
