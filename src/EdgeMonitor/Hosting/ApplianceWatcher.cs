using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Hosting;

/// <summary>Looks at one part of the appliance again and again, on a thread where it may wait for a disk; never in the way of an alarm.</summary>
/// <param name="time">The clock.</param>
/// <param name="every">How often it looks.</param>
internal abstract class ApplianceWatcher(TimeProvider time, TimeSpan every) : BackgroundService
{
    /// <summary>Looks once, and reports what has changed.</summary>
    public abstract void Look();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(every, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
