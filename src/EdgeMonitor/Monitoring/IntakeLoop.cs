using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// The one thread between the intake and the outputs, at a bed and at a nurse station: a turn for each input or tick, then the watchdogs are petted,
/// systemd's and the guard's. It waits for nothing but its inputs.
/// </summary>
/// <param name="intake">Brings the inputs.</param>
/// <param name="annunciator">Drives the outputs.</param>
/// <param name="feed">Tells everyone else; completed at the end.</param>
/// <param name="systemd">Starts a daemon again that hangs.</param>
/// <param name="guard">Sounds when this loop does not turn.</param>
/// <param name="desk">Where people wait for an answer.</param>
/// <param name="name">The thread's name.</param>
internal abstract class IntakeLoop(
    Channel<MonitorInput> intake, Annunciator annunciator, MonitorFeed feed, SystemdNotifier systemd, GuardPet guard, OperatorDesk desk, string name)
    : IHostedService
{
    /// <summary>Inputs that may wait for the monitor; at 160 blocks a second 256 are more than a second of delay, which is an alarm anyway.</summary>
    public const int IntakeCapacity = 256;

    /// <summary>How long the stop waits for the last inputs.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>An annunciator that has not moved for so long hangs: then the watchdog must bite.</summary>
    private static readonly TimeSpan AnnunciatorPatience = TimeSpan.FromSeconds(2);

    private Task<bool>? _moreInputs;
    private Thread? _thread;

    /// <summary>Brings the inputs.</summary>
    protected ChannelReader<MonitorInput> Inputs => intake.Reader;

    /// <summary>Drives the outputs.</summary>
    protected Annunciator Annunciator => annunciator;

    /// <summary>Tells everyone else.</summary>
    protected MonitorFeed Feed => feed;

    /// <summary>Starts the thread; it ends when the intake is completed and empty.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = name, Priority = ThreadPriority.AboveNormal, IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Completes the intake and waits until what is in it has been taken.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        intake.Writer.TryComplete();
        _thread?.Join(StopPatience);
        return Task.CompletedTask;
    }

    /// <summary>Takes what waits, lets time pass, and hands the plan over.</summary>
    protected abstract void Turn();

    /// <summary>Tells whoever waits what became of an act.</summary>
    protected void Answer(OperatorActed acted)
    {
        // Begun before the answer, so that whoever is answered can wait for its result.
        if (acted is { Accepted: true, Command: TestSignals }) annunciator.SelfTest();
        desk.Answer(acted);
    }

    private void Run()
    {
        do
        {
            Turn();
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
