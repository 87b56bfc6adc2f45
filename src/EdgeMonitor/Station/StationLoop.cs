using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Station;

/// <summary>
/// The one thread of a nurse station: takes what was heard, gives the plan to the annunciator directly, and only then lets the beds be told.
/// It does no disk or network work.
/// </summary>
internal sealed class StationLoop(
    Channel<MonitorInput> intake, StationMonitor monitor, Annunciator annunciator, MonitorFeed feed, MonitorClock clock, SystemdNotifier systemd,
    OperatorDesk desk, GuardPet guard, StationReceiver receiver)
    : IntakeLoop(intake, annunciator, feed, systemd, guard, desk, "station")
{
    private readonly LossWatch _losses = new();

    /// <inheritdoc/>
    protected override void Turn()
    {
        var tick = clock.Uptime + PatientMonitor.TickInterval;
        // Under a flood the clock and the watchdog still get their turn.
        while (clock.Uptime < tick && Inputs.TryRead(out var input)) Tell(input, monitor.Process(input));
        Tell(null, monitor.Advance(clock.Now));
        ReportDropped();
    }

    private void ReportDropped()
    {
        if (_losses.Look(receiver.Dropped, clock.Uptime) is not { } faulty) return;
        var cause = faulty ? "The station could not keep up: messages were lost." : "The station keeps up again.";
        var status = new ApplianceStatus(AppliancePart.Intake, faulty, cause, monitor.Now);
        Tell(status, monitor.Process(status));
    }

    private void Tell(MonitorInput? input, IReadOnlyList<MonitorEvent> events)
    {
        Annunciator.Show(monitor.Plan);
        if (input is not null) Feed.Say(new FeedItem(input, null), mayWait: false);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is OperatorActed acted) Answer(acted);
            // A station that cannot sound confirms nothing: the beds then say that it is not there.
            if (events[i] is not ReceiptDue || Annunciator.CanAlarm) receiver.Carry(events[i]);
            Feed.Say(new FeedItem(null, events[i]), mayWait: false);
        }
    }
}
