using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.SystemTests;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>
/// The whole chain: daemon, broker with TLS, receiver, each a real process, each killed with SIGKILL at random moments. The broker forgets
/// whatever it had acknowledged. Whatever the box no longer stores, or calls confirmed, must be in the receiver's store at that very moment.
/// </summary>
internal sealed class EndToEndTests
{
    private const int Seed = 20_260_404;

    private Bedside _bedside = null!;
    private MqttTls _tls = null!;

    [SetUp]
    public void MakeBedside()
    {
        _bedside = new Bedside();
        _tls = _bedside.Certificates.IssueClient("centre");
    }

    [TearDown]
    public void RemoveBedside() => _bedside.Dispose();

    [TestCase("files", 9)]
    [TestCase("postgres", 6)]
    public Task KillsAnywhereLoseNothingAndDoubleNothing(string kind, int kills) => RunAsync(kind, kills);

    [TestCase("files", 300)]
    [TestCase("postgres", 100)]
    [Category("Long")]
    public Task ManyKillsAnywhereLoseNothingAndDoubleNothing(string kind, int kills) => RunAsync(kind, kills);

    private async Task RunAsync(string kind, int kills)
    {
        var random = new Random(Seed);
        await using var store = await CentralStore.MakeAsync(kind, _bedside.PathOf("central"));
        await using var broker = await MosquittoBroker.StartAsync(_bedside.Broker() with { Forgets = true, AccessList = AccessList() });
        var configuration = _bedside.Configure(Recordings.Mitdb("203"), speed: 60, broker.Port);
        var seen = JournalStreams.All.ToDictionary(stream => stream, _ => new Dictionary<long, Record>());
        var receiver = StartReceiver(broker, store);
        var box = StartBox(configuration);
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                await GrowsAsync(store, random.Next(1, 60));
                switch (kill % 3)
                {
                    case 0:
                        await broker.KillAsync();
                        await broker.StartAgainAsync();
                        break;
                    case 1:
                        await receiver.DisposeAsync();
                        receiver = StartReceiver(broker, store);
                        break;
                    default:
                        await box.DisposeAsync();
                        await CheckAsync(store, seen, $"seed {Seed}, kill {kill}");
                        box = StartBox(configuration);
                        break;
                }
            }

            await GrowsAsync(store, 10);
            await CentralStore.UntilAsync(() => Task.FromResult(IsDrained()));
            var (exitCode, _) = await box.TerminateAsync();
            Assert.That(exitCode, Is.Zero, string.Join('\n', box.Errors));
            await CheckAsync(store, seen, $"seed {Seed}, at the end");
            (exitCode, _) = await receiver.TerminateAsync();
            Assert.That(exitCode, Is.Zero, string.Join('\n', receiver.Errors));
        }
        finally
        {
            await box.DisposeAsync();
            await receiver.DisposeAsync();
        }

        await TestContext.Out.WriteLineAsync($"{kills} kills: {string.Join(", ", seen.Select(pair => $"{pair.Value.Count} {pair.Key}"))} records seen in the box, none lost.");
    }

    /// <summary>The list that the repository gives to whoever sets up a broker.</summary>
    private static string AccessList() => File.ReadAllText(Path.Combine(Rules.Sources.Root, "src/EdgeMonitor/Station/mosquitto.acl"));

    /// <summary>The centre's word alone confirms: with Auto the broker's does until the box has first heard of the centre, which may start more slowly.</summary>
    private static DaemonProcess StartBox(string configuration)
    {
        var how = DaemonProcess.How([], "run", "--config", configuration);
        how.Environment["EDGEMONITOR__Uplink__Confirm"] = nameof(ConfirmMode.Application);
        return DaemonProcess.Start(how);
    }

    private DaemonProcess StartReceiver(MosquittoBroker broker, CentralStore store) => ReceiverProcess.Start(broker, _tls, store);

    /// <summary>What the box stores, what it ever stored, and what is central fit together; called while the box does not run.</summary>
    private async Task CheckAsync(CentralStore store, Dictionary<string, Dictionary<long, Record>> seen, string when)
    {
        var stored = StoredState.Read(_bedside.State);
        foreach (var stream in JournalStreams.All)
        {
            var central = await store.RecordsAsync(stream);
            Assert.That(central.Select(record => record.Sequence), Is.Unique, $"{when}: {stream} is doubled in the store");
            var there = central.ToDictionary(record => record.Sequence, AsStored);
            var (last, records) = (stored.Last[stream], stored.Records[stream]);
            var lost = Enumerable.Range(1, (int)last).Select(number => (long)number).Where(sequence => !records.ContainsKey(sequence) && !there.ContainsKey(sequence));
            Assert.That(lost, Is.Empty, $"{when}: {stream} was trimmed and is not in the store");
            Assert.That(there.Keys.Where(sequence => sequence > last), Is.Empty, $"{when}: the store has records of {stream} that the box does not know");
            if (ConfirmedMarks.Keeps(stream)) Assert.That(Confirmed().Where(sequence => !there.ContainsKey(sequence)), Is.Empty, $"{when}: {stream} is called confirmed and is not in the store");
            foreach (var record in records.Values.Concat(there.Values))
            {
                if (!seen[stream].TryAdd(record.Sequence, record)) Assert.That(record, Is.EqualTo(seen[stream][record.Sequence]), $"{when}: {stream} {record.Sequence} has two contents");
            }
        }
    }

    /// <summary>How late it was sent, and what was only known then, is no part of what was stored.</summary>
    private static Record AsStored(Record record)
    {
        record.Historical = false;
        record.ClearCorrectedWallMs();
        return record;
    }

    private List<long> Confirmed()
    {
        using var reading = JournalReading.Open(_bedside.State, Bedside.Device);
        return [.. ConfirmedMarks.Read(reading.Journal).All.SelectMany(range => Centre.Range(range.First, range.Last))];
    }

    /// <summary>Nothing waits any more, as the tools see it beside the running daemon.</summary>
    private bool IsDrained()
    {
        using var reading = JournalReading.Open(_bedside.State, Bedside.Device);
        return JournalStreams.All.All(stream => ConfirmedMarks.Waiting(reading.Journal, stream) == 0);
    }

    private static async Task GrowsAsync(CentralStore store, int records)
    {
        var wanted = await store.CountAsync() + records;
        await CentralStore.UntilAsync(async () => await store.CountAsync() >= wanted);
    }
}
