using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Hosting;

/// <summary>
/// Watches the wall clock that is written into every record: whether something keeps it right, and whether it was set while it ran. Nothing is
/// decided by it, but who reads the records must know.
/// </summary>
/// <param name="clock">The monotonic line, and the wall clock behind it.</param>
/// <param name="isSynchronised">What the kernel says.</param>
/// <param name="syncIsExpected">False at a site without a time server.</param>
/// <param name="report">Takes what changes.</param>
internal sealed class ClockWatch(MonitorClock clock, Func<bool> isSynchronised, bool syncIsExpected, Action<ApplianceStatus> report)
    : ApplianceWatcher(clock.Provider, TimeSpan.FromSeconds(1))
{
    /// <summary>Chosen: a slow network and a time server that must be asked several times; after it somebody should look.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Chosen: far above what a slewed clock gains in a second, and enough to put the records of two boxes into a wrong order.</summary>
    public static readonly TimeSpan LeastStep = TimeSpan.FromSeconds(1);

    private readonly FaultLine _unsynchronised = new(AppliancePart.ClockSynchronisation, clock, report);
    private readonly FaultLine _stepped = new(AppliancePart.ClockStep, clock, report);
    private TimeSpan? _lastSynchronised;
    private TimeSpan _lastStep;
    private (DateTimeOffset Wall, TimeSpan Uptime)? _last;
    private bool _wasSynchronised;

    /// <inheritdoc/>
    public override void Look()
    {
        var (uptime, wall, synchronised) = (clock.Uptime, clock.Provider.GetUtcNow(), isSynchronised());
        LookForStep(uptime, wall, isFirstSetting: synchronised && !_wasSynchronised);
        _wasSynchronised = synchronised;
        if (synchronised || !syncIsExpected) _lastSynchronised = uptime;
        if (uptime - (_lastSynchronised ?? TimeSpan.Zero) > Grace) _unsynchronised.Say(true, "Nothing keeps the clock right: look whether the time server can be reached.");
        else if (synchronised || !syncIsExpected) _unsynchronised.Say(false, "The clock is kept right again.");
    }

    /// <param name="uptime">The monotonic clock.</param>
    /// <param name="wall">The wall clock.</param>
    /// <param name="isFirstSetting">A box without a battery clock does not know the time until it is told: that it is set then is no fault.</param>
    private void LookForStep(TimeSpan uptime, DateTimeOffset wall, bool isFirstSetting)
    {
        if (_last is { } last && !isFirstSetting)
        {
            var step = wall - last.Wall - (uptime - last.Uptime);
            if (step.Duration() >= LeastStep)
            {
                _lastStep = uptime;
                var seconds = step.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                _stepped.Say(true, $"The clock was set {(step > TimeSpan.Zero ? "forward" : "back")} by {seconds} s: times written before and after do not fit together.");
            }
        }

        _last = (wall, uptime);
        if (uptime - _lastStep >= LossWatch.Calm) _stepped.Say(false, "The clock runs on evenly.");
    }
}
