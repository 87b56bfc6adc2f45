using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>What a run came to.</summary>
/// <param name="Faults">Everything that did not hold; empty for a good run.</param>
/// <param name="Records">Records that the box has made.</param>
/// <param name="Again">Records sent again.</param>
/// <param name="Elapsed">Virtual time.</param>
internal readonly record struct SimulationResult(IReadOnlyList<string> Faults, long Records, int Again, TimeSpan Elapsed);

/// <summary>One run: some minutes of foul weather, then fair weather until everything has arrived.</summary>
internal static class UplinkSimulation
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>In fair weather everything must have arrived within this: the longest waits of refusals and time-outs, one after the other.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="foulSeconds">How long the weather is foul.</param>
    public static SimulationResult Run(int seed, int foulSeconds = 150)
    {
        var before = SynchronizationContext.Current;
        var pump = new Pump();
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            var mode = (ConfirmMode)(seed % 3);
            var net = new SimulatedNet(seed, mode);
            using var box = new SimulatedBox(net, pump, new UplinkSettings("broker", 8883, null, "icu", UplinkRig.Device)
            {
                Confirm = mode,
                MostUnacknowledged = net.Random.Next(1, 100),
                BacklogBitsPerSecond = net.Random.Next(3) == 0 ? 20_000 : 0,
            });
            return Run(net, box, pump, foulSeconds);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static SimulationResult Run(SimulatedNet net, SimulatedBox box, Pump pump, int foulSeconds)
    {
        box.Append(JournalStreams.Telemetry, net.Random.Next(1, 200));
        box.Append(JournalStreams.Alarms, net.Random.Next(1, 10));
        net.Centre.Start();
        box.Start();
        for (var second = 0; second < foulSeconds; second++) Pass(net, box, pump, foul: true);
        net.Weather = Weather.Fair;
        if (box.Service is null) box.Start();
        var began = net.Time.Elapsed;
        while (!box.IsEmpty() && net.Time.Elapsed - began < Patience) Pass(net, box, pump, foul: false);

        var faults = new List<string>(net.Watch.Faults);
        faults.AddRange(box.WronglyMarked());
        var records = 0L;
        foreach (var stream in JournalStreams.All)
        {
            records += box.Last(stream);
            for (var sequence = 1L; sequence <= box.Last(stream); sequence++)
            {
                if (!net.Watch.IsConfirmed(stream, sequence)) faults.Add($"{stream} {sequence} never arrived.");
            }

            if (ConfirmedMarks.Waiting(box.Journal, stream) is var waiting and > 0) faults.Add($"{waiting} records of {stream} still wait after {Patience}.");
        }

        if (faults.Count > 0) faults.Insert(0, box.Told());
        box.Kill();
        pump.Run();
        faults.AddRange(box.Crashes());
        if (pump.WasDisturbed) faults.Add("Something ran on another thread: this run cannot be repeated.");
        return new SimulationResult(faults, records, net.Watch.Again, net.Time.Elapsed);
    }

    /// <summary>One second.</summary>
    private static void Pass(SimulatedNet net, SimulatedBox box, Pump pump, bool foul)
    {
        if (foul) Happen(net, box);
        var end = net.Time.Elapsed + Second;
        net.After(Second, () => { });
        do
        {
            pump.Run();
            var next = net.Time.AdvanceToNextTimerAsync();
            if (!next.IsCompletedSuccessfully) throw new InvalidOperationException("Nothing waits for anything.");
        }
        while (net.Time.Elapsed < end);
        pump.Run();
        if (box.Service?.Counters.CentreConfirms == true) net.BoxKnowsCentre = true;
        if (net.Random.Next(20) == 0) net.Watch.Faults.AddRange(box.WronglyMarked());
    }

    private static void Happen(SimulatedNet net, SimulatedBox box)
    {
        var weather = net.Weather;
        if (net.Chance(weather.BreakChance)) net.Broker.Box?.Break("The network broke.");
        if (net.Chance(weather.BrokerDiesChance)) net.Broker.Die();
        if (net.Chance(weather.CentreDiesChance)) net.Centre.Die();
        if (net.Chance(weather.NonsenseChance)) net.Centre.SayNonsense();
        if (box.Service is not null && net.Chance(weather.BoxDiesChance))
        {
            box.Kill();
            net.After(TimeSpan.FromSeconds(1 + net.Random.Next(20)), () =>
            {
                if (box.Service is null) box.Start();
            });
        }

        if (box.Service is null) return;
        box.Append(JournalStreams.Telemetry, 1);
        if (net.Random.Next(10) == 0) box.Append(JournalStreams.Alarms, net.Random.Next(1, 4));
        if (net.Random.Next(15) == 0) box.Append(JournalStreams.Audit, 1);
    }
}
