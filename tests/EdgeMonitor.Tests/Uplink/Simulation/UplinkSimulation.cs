using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>What a run came to.</summary>
/// <param name="Faults">Everything that did not hold; empty for a good run.</param>
/// <param name="Records">Records that the box has made.</param>
/// <param name="Again">Records sent again.</param>
/// <param name="ForNobody">Records that the broker has thrown away.</param>
/// <param name="Elapsed">Virtual time.</param>
internal readonly record struct SimulationResult(IReadOnlyList<string> Faults, long Records, int Again, int ForNobody, TimeSpan Elapsed);

/// <summary>One run: some minutes of foul weather, then fair weather until everything has arrived.</summary>
internal static class UplinkSimulation
{
    private const int FoulSeconds = 150, LinkUp = 2, LinkPeriod = 5;

    /// <summary>Runs a seed.</summary>
    public static SimulationResult Run(int seed)
    {
        var draw = new Random(seed);
        using var run = new SimulatedRun(seed, (ConfirmMode)(seed % 3), settings => settings with
        {
            MostUnacknowledged = draw.Next(1, 100),
            BacklogBitsPerSecond = draw.Next(3) == 0 ? 20_000 : 0,
        });
        var (net, box) = (run.Net, run.Box);
        net.Weather = Weather.Foul(net.Random);
        if (net.Weather.HasPoison) net.Broker.Poison = record => record.Sequence % 20 == 3;
        // Where no centre ever announces itself, Auto takes the word of a broker that has kept the record for somebody.
        net.Centre.Announces = draw.Next(3) > 0;
        if ((ConfirmMode)(seed % 3) == ConfirmMode.Application) net.Centre.Announces = true;
        box.Append(JournalStreams.Telemetry, net.Random.Next(1, 200));
        box.Append(JournalStreams.Alarms, net.Random.Next(1, 10));
        net.Centre.Start();
        box.Start();
        for (var second = 0; second < FoulSeconds; second++)
        {
            if (net.Weather.Flaps) net.IsReachable = second % LinkPeriod < LinkUp;
            Happen(net, box);
            run.PassSecond();
            if (net.Random.Next(20) == 0) net.Watch.Faults.AddRange(box.WronglyMarked());
        }

        (net.Weather, net.IsReachable, net.Broker.Poison) = (Weather.Fair, true, _ => false);
        if (box.Service is null) box.Start();
        run.Finish();
        var records = JournalStreams.All.Sum(box.Last);
        return new SimulationResult(run.Faults(), records, net.Watch.Again, net.Watch.ForNobody, net.Time.Elapsed);
    }

    private static void Happen(SimulatedNet net, SimulatedBox box)
    {
        var weather = net.Weather;
        if (net.Chance(weather.BreakChance)) net.Broker.Box?.Break("The network broke.");
        if (net.Chance(weather.BrokerDiesChance)) net.Broker.Die();
        if (net.Chance(weather.CentreDiesChance)) net.Centre.Die();
        if (net.Chance(weather.UnsubscribedChance)) net.Broker.LoseSubscriber();
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
