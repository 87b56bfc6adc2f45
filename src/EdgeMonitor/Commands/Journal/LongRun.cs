using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Journal;

/// <summary>Work of a command that takes its time: with a sign of progress, and a sentence where a person has stopped it.</summary>
internal static class LongRun
{
    /// <summary>Lines of one kind that a screen takes; what is beyond is counted. Chosen: a screen.</summary>
    public const int MostListed = 20;

    /// <summary>Does the work; its exit code.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stopped">What is said where it was stopped.</param>
    /// <param name="stop">Stops it.</param>
    public static async Task<int> RunAsync(Func<ProgressLine, Task<int>> work, string stopped, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var progress = new ProgressLine();
        try
        {
            return await work(progress);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Clear();
            await Terminal.Error.WriteLineAsync(stopped);
            return ExitCodes.Interrupted;
        }
    }
}
