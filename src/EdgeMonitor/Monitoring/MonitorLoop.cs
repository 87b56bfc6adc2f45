using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// The one thread that owns the patient monitor: takes inputs until the next tick, gives the plan to the annunciator directly, and tells the feed. It
/// does no disk or network work.
/// </summary>
internal sealed class MonitorLoop(
    Channel<MonitorInput> intake, PatientMonitor monitor, Annunciator annunciator, MonitorFeed feed, MonitorClock clock, SensorSupervisors sensors,
    SystemdNotifier systemd, OperatorDesk desk, GuardPet guard)
    : IntakeLoop(intake, annunciator, feed, systemd, guard, desk, "monitor")
{
    private readonly LossWatch _losses = new();
    private bool _live = true;

    /// <inheritdoc/>
    protected override void Turn()
    {
        // Read before the inputs are taken: time must not pass over inputs of a recording that are still on their way.
        var now = clock.LiveNow;
        var tookAll = TakeInputs();
        _live = now is not null && (_live || tookAll);
        if (_live) Tell(null, monitor.Advance(now!.Value));
        ReportDropped();
    }

    /// <summary>Takes what waits; false where it was too much for one turn.</summary>
    private bool TakeInputs()
    {
        var tick = clock.Uptime + PatientMonitor.TickInterval;
        while (Inputs.TryRead(out var input))
        {
            Tell(input, monitor.Process(input));
            // Under a flood the clock and the watchdog still get their turn.
            if (clock.Uptime >= tick) return false;
        }

        return true;
    }

    private void ReportDropped()
    {
        if (_losses.Look(sensors.Dropped, clock.Uptime) is not { } faulty) return;
        var cause = faulty ? "The monitor could not keep up: inputs were lost." : "The monitor keeps up again.";
        var status = new ApplianceStatus(AppliancePart.Intake, faulty, cause, monitor.Now);
        Tell(status, monitor.Process(status));
    }

    private void Tell(MonitorInput? input, IReadOnlyList<MonitorEvent> events)
    {
        Annunciator.Show(monitor.Plan);
        // A recording waits for its listeners, from its first input to its last; a patient waits for nobody, not even at the start.
        var mayWait = !_live || clock.FollowsRecording;
        if (input is not null) Feed.Say(new FeedItem(input, null), mayWait);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is OperatorActed acted) Answer(acted);
            Feed.Say(new FeedItem(null, events[i]), mayWait);
        }
    }
}
