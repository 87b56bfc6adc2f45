using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>A box, its network and the one thread that both run on, from the first second to the end.</summary>
internal sealed class SimulatedRun : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>In fair weather everything must have arrived within this: the longest waits of refusals and time-outs, one after the other.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly SynchronizationContext? _before = SynchronizationContext.Current;
    private readonly Pump _pump = new();

    public SimulatedRun(int seed, ConfirmMode mode, Func<UplinkSettings, UplinkSettings> change)
    {
        SynchronizationContext.SetSynchronizationContext(_pump);
        Net = new SimulatedNet(seed, mode);
        Box = new SimulatedBox(Net, _pump, change(new UplinkSettings("broker", 8883, null, "icu", UplinkRig.Device) { Confirm = mode }));
    }

    /// <summary>What lies around the box.</summary>
    public SimulatedNet Net { get; }

    /// <summary>The box.</summary>
    public SimulatedBox Box { get; }

    /// <summary>One second of virtual time.</summary>
    public void PassSecond()
    {
        var end = Net.Time.Elapsed + Second;
        Net.After(Second, () => { });
        do
        {
            _pump.Run();
            if (!Net.Time.AdvanceToNextTimerAsync().IsCompletedSuccessfully) throw new InvalidOperationException("Nothing waits for anything.");
        }
        while (Net.Time.Elapsed < end);
        _pump.Run();
        if (Box.Service?.Counters.CentreConfirms == true) Net.BoxKnowsCentre = true;
    }

    /// <summary>Goes on until everything is confirmed.</summary>
    public void Finish()
    {
        var began = Net.Time.Elapsed;
        while (!Box.IsEmpty() && Net.Time.Elapsed - began < Patience) PassSecond();
    }

    /// <summary>Everything that did not hold, at the end: it ends the run.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>(Net.Watch.Faults);
        faults.AddRange(Box.WronglyMarked());
        foreach (var stream in JournalStreams.All)
        {
            for (var sequence = 1L; sequence <= Box.Last(stream); sequence++)
            {
                if (!Net.Watch.IsConfirmed(stream, sequence)) faults.Add($"{stream} {sequence} never arrived.");
            }

            if (ConfirmedMarks.Waiting(Box.Journal, stream) is var waiting and > 0) faults.Add($"{waiting} records of {stream} still wait.");
        }

        if (faults.Count > 0) faults.Insert(0, Box.Told());
        Box.Kill();
        _pump.Run();
        faults.AddRange(Box.Crashes());
        if (_pump.WasDisturbed) faults.Add("Something ran on another thread: this run cannot be repeated.");
        return faults;
    }

    public void Dispose()
    {
        Box.Kill();
        _pump.Run();
        Box.Dispose();
        SynchronizationContext.SetSynchronizationContext(_before);
    }
}
