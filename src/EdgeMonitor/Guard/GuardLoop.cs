using System.Globalization;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Guard;

/// <summary>
/// The whole guard: takes pets, decides, drives its line, says each change in one line. One thread, no timer, no queue; its own watchdog is
/// systemd's.
/// </summary>
internal sealed class GuardLoop(GuardSocket socket, GuardBuzzer buzzer, GuardMemory memory, SystemdNotifier systemd, TimeProvider time, Action<string> say)
{
    /// <summary>It turns at least so often, for its own watchdog and for the order to end. Chosen.</summary>
    private static readonly TimeSpan TurnEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Pets that are taken before the line is looked to; the daemon sends one in a turn.</summary>
    private const int MostPerTurn = 1000;

    private readonly GuardWatch _watch = memory.Restore(time.GetElapsedTime(0));
    private GuardState? _said;
    private string? _complaint;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>What it thinks of the daemon.</summary>
    public GuardState State => _watch.State;

    /// <summary>Guards until it is told to end.</summary>
    public void Run(CancellationToken stop)
    {
        systemd.Ready();
        while (!stop.IsCancellationRequested)
        {
            Turn();
            var rest = _watch.State == GuardState.Sounding ? TurnEvery : _watch.Deadline - Now;
            socket.Wait(rest < TurnEvery ? rest : TurnEvery);
        }

        systemd.Stopping();
        memory.Forget();
        say(Line("ends: it was told to, and watches no longer"));
    }

    /// <summary>Takes what has come, decides, and acts on it.</summary>
    public void Turn()
    {
        for (var taken = 0; taken < MostPerTurn && socket.TryReceive(out var pet); taken++) _watch.Take(pet, time.GetElapsedTime(0, pet.SentAt), Now);
        var now = Now;
        _watch.Look(now);
        // The line first: nothing else is urgent.
        buzzer.Drive(_watch.State == GuardState.Sounding, now);
        var notKept = memory.Keep(_watch.State);
        SayChange(now);
        Complain(buzzer.Fault ?? notKept);
        systemd.PetWatchdog();
    }

    private void SayChange(TimeSpan now)
    {
        if (_watch.State == _said) return;
        _said = _watch.State;
        say(Line(_watch.State switch
        {
            GuardState.Waiting => Text($"waits for the daemon's first sign until {_watch.Deadline.TotalSeconds:0.000}"),
            GuardState.Quiet => Text($"is quiet: the daemon's signs have come since {_watch.SteadySince.TotalSeconds:0.000}"),
            _ when _watch.LastPet is { } last => Text($"SOUNDS: the daemon cannot sound an alarm, its last sign was at {last.TotalSeconds:0.000}"),
            _ => "SOUNDS: the daemon has not given a sign yet",
        }));

        string Line(string what) => Text($"{now.TotalSeconds:0.000} guard {what}");
    }

    private void Complain(string? complaint)
    {
        if (complaint == _complaint) return;
        _complaint = complaint;
        say(Line(complaint ?? "is well again"));
    }

    private string Line(string what) => Text($"{Now.TotalSeconds:0.000} guard {what}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
