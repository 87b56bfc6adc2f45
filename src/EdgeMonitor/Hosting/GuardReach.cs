using EdgeMonitor.Core.Signals;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Hosting;

/// <summary>
/// Watches whether the guard takes the signs of life. Only where a guard is expected is its absence a fault; else one line in the log says what is
/// missing.
/// </summary>
/// <param name="pet">Gives the signs.</param>
/// <param name="path">The guard's socket; empty where it is meant that none is petted, which nobody is warned of.</param>
/// <param name="isExpected">True where a guard is configured.</param>
/// <param name="clock">The clock.</param>
/// <param name="report">Takes the fault.</param>
/// <param name="logger">Takes the line.</param>
internal sealed partial class GuardReach(GuardPet pet, string path, bool isExpected, MonitorClock clock, Action<ApplianceStatus> report, ILogger<GuardReach> logger)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(1))
{
    /// <summary>Chosen: a guard that systemd starts again, by its watchdog of 5 s too, is back within it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FaultLine _line = new(AppliancePart.Guard, clock, report);
    private TimeSpan? _awaySince;
    private bool _isWarned;

    /// <inheritdoc/>
    public override void Look()
    {
        if (isExpected)
        {
            var error = pet.Error;
            _awaySince = error == 0 ? null : _awaySince ?? clock.Uptime;
            if (error == 0) _line.Say(false, "The guard takes signs of life.");
            else if (clock.Uptime - _awaySince >= Patience) _line.Say(true, $"The guard is not reached: {Cause(error)}.");
        }
        else if (path.Length > 0 && !_isWarned)
        {
            _isWarned = true;
            LogNone();
        }
    }

    private string Cause(int error) => error switch
    {
        GuardPet.NoEntry => $"{path} is not there; start edgemonitor-guard",
        GuardPet.ConnectionRefused => $"nobody listens at {path}; start edgemonitor-guard",
        GuardPet.TryAgain => $"nobody reads at {path}; start edgemonitor-guard again",
        GuardPet.AccessDenied => $"this user may not write to {path}; put it into the group edgemonitor-guard",
        GuardPet.NameTooLong => $"{path} is longer than a socket's path may be",
        _ => $"{path} gives error {error}",
    };

    [LoggerMessage(8000, LogLevel.Warning, "No guard is configured: nothing sounds when this daemon is gone. Wire its line, set Guard:Chip and start edgemonitor-guard.")]
    private partial void LogNone();
}
