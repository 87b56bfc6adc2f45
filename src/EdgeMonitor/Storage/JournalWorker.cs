using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Storage;

/// <summary>
/// Long work on the journal beside the running monitor: in portions, resting as long as each took, waiting where the disk has little room, and going on
/// after what the disk refuses.
/// </summary>
internal abstract class JournalWorker(JournalHost journal, SalvageRoom room, TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks whether there is work, and how long it rests after a failure. Chosen: a person may wait for so long.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>The shortest rest. Chosen: an alarm's commit fits in.</summary>
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(5);

    private string _waitingFor = "";

    /// <summary>Does what there is to do; nothing where there is nothing.</summary>
    /// <exception cref="IOException">The disk refuses: it is called again.</exception>
    protected abstract Task WorkAsync(SealedJournal open, CancellationToken stop);

    /// <summary>Says for what it waits; called once for what lasts.</summary>
    protected abstract void SayWaiting(string cause);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            if (journal.Opened is not { } open) continue;
            try
            {
                await WorkAsync(open, stoppingToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Wait(error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Waits until the disk has room for records of the stream.</summary>
    protected async Task RoomAsync(string stream, CancellationToken stop)
    {
        while (!room.IsEnoughFor(stream))
        {
            Wait($"The disk of {journal.Records} has little room: free space on it, or let the centre confirm what it has.");
            await Task.Delay(Every, time, stop);
        }
    }

    /// <summary>Rests as long as the portion took that began at this timestamp.</summary>
    protected Task RestAsync(long began, CancellationToken stop)
    {
        var took = time.GetElapsedTime(began);
        return Task.Delay(took > LeastRest ? took : LeastRest, time, stop);
    }

    /// <summary>The work is done: what is waited for next is said anew.</summary>
    protected void Done() => _waitingFor = "";

    private void Wait(string cause)
    {
        if (cause != _waitingFor) SayWaiting(cause);
        _waitingFor = cause;
    }
}
