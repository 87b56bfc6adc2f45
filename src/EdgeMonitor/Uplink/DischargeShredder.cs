using EdgeMonitor.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Uplink;

/// <summary>Where <see cref="StorageOptions.ShredOnDischarge"/> says so: shreds each episode that is over once the centre has confirmed everything of it.</summary>
internal sealed partial class DischargeShredder(KeyDesk desk, TimeProvider time, ILogger<DischargeShredder> logger) : BackgroundService
{
    /// <summary>How often it looks. Chosen: nobody waits for it.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        var said = "";
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var answer = await desk.ShredConfirmedAsync();
            if (answer.Done) LogShredded(answer.Sentence);
            // A disk that refuses is said once, not at every try.
            else if (answer.Sentence.Length > 0 && answer.Sentence != said) LogNotShredded(answer.Sentence);
            said = answer.Sentence;
        }
    }

    [LoggerMessage(5250, LogLevel.Information, "{Sentence}")]
    private partial void LogShredded(string sentence);

    [LoggerMessage(5251, LogLevel.Warning, "An episode that is over could not be shredded, it is tried again: {Cause}")]
    private partial void LogNotShredded(string cause);
}
