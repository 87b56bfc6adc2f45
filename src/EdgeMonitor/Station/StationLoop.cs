using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Station;

/// <summary>
/// The one thread of a nurse station: takes what was heard, gives the plan to the annunciator directly, and only then lets the beds be told.
/// It does no disk or network work, and pets the watchdogs as the monitor loop of a bed does.
/// </summary>
internal sealed class StationLoop(
    Channel<MonitorInput> intake, StationMonitor monitor, Annunciator annunciator, MonitorFeed feed, MonitorClock clock, SystemdNotifier systemd,
    OperatorDesk desk, GuardPet guard, StationReceiver receiver)
    : IHostedService
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>An annunciator that has not moved for so long hangs: then the watchdog must bite.</summary>
    private static readonly TimeSpan AnnunciatorPatience = TimeSpan.FromSeconds(2);

    private readonly LossWatch _losses = new();
    private Task<bool>? _moreInputs;
    private Thread? _thread;

    /// <summary>Starts the thread; it ends when the intake is completed and empty.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "station", Priority = ThreadPriority.AboveNormal, IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Completes the intake and waits until the station has taken what is in it.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        intake.Writer.TryComplete();
        _thread?.Join(StopPatience);
        return Task.CompletedTask;
    }

    private void Run()
    {
        do
        {
            var tick = clock.Uptime + PatientMonitor.TickInterval;
            // Under a flood the clock and the watchdog still get their turn.
            while (clock.Uptime < tick && intake.Reader.TryRead(out var input)) Tell(input, monitor.Process(input));
            Tell(null, monitor.Advance(clock.Now));
            ReportDropped();
            if (annunciator.SinceLastStep < AnnunciatorPatience) systemd.PetWatchdog();
            if (annunciator.CanAlarm) guard.Pet();
        }
        while (WaitForInput());
        feed.Complete();
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
        annunciator.Show(monitor.Plan);
        if (input is not null) feed.Say(new FeedItem(input, null), mayWait: false);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is OperatorActed acted) Answer(acted);
            // A station that cannot sound confirms nothing: the beds then say that it is not there.
            if (events[i] is not ReceiptDue || annunciator.CanAlarm) receiver.Carry(events[i]);
            feed.Say(new FeedItem(null, events[i]), mayWait: false);
        }
    }

    private void Answer(OperatorActed acted)
    {
        // Begun before the answer, so that whoever is answered can wait for its result.
        if (acted is { Accepted: true, Command: TestSignals }) annunciator.SelfTest();
        desk.Answer(acted);
    }

    /// <summary>Waits for an input or the next tick; false when there will be no more inputs.</summary>
    private bool WaitForInput()
    {
        _moreInputs ??= intake.Reader.WaitToReadAsync().AsTask();
        if (!_moreInputs.Wait(PatientMonitor.TickInterval)) return true;
        var more = _moreInputs.Result;
        _moreInputs = null;
        return more;
    }
}
