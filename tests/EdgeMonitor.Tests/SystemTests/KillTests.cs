using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// The daemon is killed again and again, while it stores and sends, and always goes on with the same state directory. What was committed is
/// known from outside: whatever reached the centre, and whatever an earlier look into the journal has shown.
/// </summary>
public sealed class KillTests
{
    private const int Seed = 20_260_101;

    /// <summary>The latest moment of a kill, in messages of that run: some seconds' worth.</summary>
    private const int LatestMessage = 60;

    [Test]
    public Task FiftyKillsLoseNothing() => KillAsync(50);

    [Test]
    [Category("Long")]
    public Task AThousandKillsLoseNothing() => KillAsync(1000);

    private static async Task KillAsync(int kills)
    {
        var random = new Random(Seed);
        using var bedside = new Bedside();
        await using var broker = await MosquittoBroker.StartAsync(bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, bedside.Certificates.IssueClient("centre"));
        var configuration = bedside.Configure(Recordings.Mitdb("203"), speed: 60, broker.Port, repeat: true);
        var seen = JournalStreams.All.ToDictionary(stream => stream, _ => new Dictionary<long, Record>());
        for (var kill = 1; kill <= kills; kill++)
        {
            await using (var daemon = DaemonProcess.Run(configuration))
            {
                await KillAtAsync(random.Next(LatestMessage), daemon, centre);
            }

            var stored = StoredState.Read(bedside.State);
            foreach (var stream in JournalStreams.All) await CheckAsync(stream, stored, seen[stream], centre, $"seed {Seed}, kill {kill}");
        }

        await TestContext.Out.WriteLineAsync(
            $"{kills} kills: {string.Join(", ", seen.Select(pair => $"{pair.Value.Count} {pair.Key}"))} records, {centre.Doubles} doubles, none lost.");
    }

    /// <summary>At message 0 the daemon is killed when it has opened its journal, at 1 when its data begin to come, else with its n-th new record.</summary>
    private static async Task KillAtAsync(int message, DaemonProcess daemon, Centre centre)
    {
        if (message == 0) await daemon.SaysAsync("The journal is open");
        else if (message == 1) await daemon.SaysAsync("data comes");
        else await centre.WaitForNewAsync(message - 1);
        await daemon.KillAsync();
    }

    private static async Task CheckAsync(string stream, StoredState stored, Dictionary<long, Record> seen, Centre centre, string when)
    {
        var (last, records) = (stored.Last[stream], stored.Records[stream]);
        // What is no longer stored was confirmed by the broker, which hands it on: the centre must get it.
        await centre.HasAllAsync(stream, Centre.Range(1, last).Where(sequence => !records.ContainsKey(sequence)));
        Assert.That(centre.Faults, Is.Empty, when);
        var come = centre.Records(stream);
        Assert.That(come.Count == 0 ? 0 : come[^1].Sequence, Is.LessThanOrEqualTo(last), $"{when}: the centre has a record of {stream} that the journal has forgotten");
        foreach (var record in come.Concat(records.Values))
        {
            if (!seen.TryAdd(record.Sequence, record)) Assert.That(record, Is.EqualTo(seen[record.Sequence]), $"{when}: {stream} {record.Sequence} was used twice");
        }

        Assert.That(seen, Has.Count.EqualTo(last), $"{when}: a record of {stream} is nowhere");
    }
}
