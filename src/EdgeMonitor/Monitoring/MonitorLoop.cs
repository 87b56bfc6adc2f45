using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// The one thread that owns the patient monitor: takes inputs until the next tick, gives the plan to the annunciator directly, tells the
/// feed, and pets the watchdogs: systemd's and the guard's. It does no disk or network work and waits for nothing but its inputs.
/// </summary>
internal sealed class MonitorLoop(
    Channel<MonitorInput> intake, PatientMonitor monitor, Annunciator annunciator, MonitorFeed feed, MonitorClock clock, SensorSupervisors sensors,
    SystemdNotifier systemd, OperatorDesk desk, GuardPet guard)
    : IHostedService
{
    /// <summary>Inputs that may wait for the monitor; at 160 blocks a second 256 are more than a second of delay, which is an alarm anyway.</summary>
    public const int IntakeCapacity = 256;

    /// <summary>How long the stop waits for the last inputs.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>An annunciator that has not moved for so long hangs: then the watchdog must bite.</summary>
    private static readonly TimeSpan AnnunciatorPatience = TimeSpan.FromSeconds(2);

    private readonly LossWatch _losses = new();
    private Task<bool>? _moreInputs;
    private bool _live = true;
    private Thread? _thread;

    /// <summary>Starts the thread; it ends when the intake is completed and empty.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "monitor", Priority = ThreadPriority.AboveNormal, IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Completes the intake and waits until the monitor has taken what is in it.</summary>
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
            // Read before the inputs are taken: time must not pass over inputs of a recording that are still on their way.
            var now = clock.LiveNow;
            var tookAll = TakeInputs();
            _live = now is not null && (_live || tookAll);
            if (_live) Tell(null, monitor.Advance(now!.Value));
            ReportDropped();
            PetWatchdogs();
        }
        while (WaitForInput());
        feed.Complete();
    }

    /// <summary>systemd starts a daemon again whose annunciator hangs; the guard sounds as well where the sound is known to be broken.</summary>
    private void PetWatchdogs()
    {
        if (annunciator.SinceLastStep >= AnnunciatorPatience) return;
        systemd.PetWatchdog();
        if (annunciator.CanAlarm) guard.Pet();
    }

    /// <summary>Takes what waits; false where it was too much for one turn.</summary>
    private bool TakeInputs()
    {
        var tick = clock.Uptime + PatientMonitor.TickInterval;
        while (intake.Reader.TryRead(out var input))
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
        annunciator.Show(monitor.Plan);
        // A recording waits for its listeners, from its first input to its last; a patient waits for nobody, not even at the start.
        var mayWait = !_live || clock.FollowsRecording;
        if (input is not null) feed.Say(new FeedItem(input, null), mayWait);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is OperatorActed acted) Answer(acted);
            feed.Say(new FeedItem(null, events[i]), mayWait);
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
