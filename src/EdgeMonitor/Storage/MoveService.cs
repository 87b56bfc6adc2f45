using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Storage;

/// <summary>Moves another provider's audit and telemetry into the journal while the daemon runs, and says every minute how far it is.</summary>
internal sealed partial class MoveService(JournalHost journal, SalvageRoom room, TimeProvider time, ILogger<MoveService> logger) : JournalWorker(journal, room, time)
{
    /// <summary>From one word on the progress to the next. Chosen: 4 GiB take minutes.</summary>
    private static readonly TimeSpan Word = TimeSpan.FromMinutes(1);

    private readonly JournalHost _journal = journal;
    private readonly TimeProvider _time = time;

    /// <inheritdoc/>
    protected override async Task WorkAsync(SealedJournal open, CancellationToken stop)
    {
        foreach (var move in _journal.Moves) await MoveAsync(move, open, stop);
    }

    /// <inheritdoc/>
    protected override void SayWaiting(string cause) => LogWaiting(cause);

    private async Task MoveAsync(JournalMove move, SealedJournal open, CancellationToken stop)
    {
        var total = move.Total;
        LogBegun(total, move.Provider);
        var (began, said) = (_time.GetTimestamp(), _time.GetTimestamp());
        foreach (var stream in move.Rest(open))
        {
            // The portion that comes next is moved when the next one is asked for: what has passed since is what the last one took.
            await RestAsync(began, stop);
            await RoomAsync(stream, stop);
            if (_time.GetElapsedTime(said) >= Word)
            {
                LogProgress(move.Moved, total, move.Provider);
                said = _time.GetTimestamp();
            }

            began = _time.GetTimestamp();
        }

        _journal.Finish(move);
        Done();
    }

    [LoggerMessage(4010, LogLevel.Information, "{Total} records are moved from the provider {Provider} while the monitor runs.")]
    private partial void LogBegun(long total, string provider);

    [LoggerMessage(4011, LogLevel.Information, "{Moved} of {Total} records of the provider {Provider} are moved.")]
    private partial void LogProgress(long moved, long total, string provider);

    [LoggerMessage(4012, LogLevel.Warning, "Records of another provider wait to be moved: {Cause}")]
    private partial void LogWaiting(string cause);
}
