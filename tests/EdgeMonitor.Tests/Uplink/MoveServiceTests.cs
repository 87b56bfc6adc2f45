using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A box that gets another provider while it watches a patient: the start waits for little, the rest comes while the daemon runs.</summary>
public sealed class MoveServiceTests
{
    private const int Telemetry = 200, Alarms = 30;
    private static readonly JournalProviderAttribute Sqlite = JournalProviders.All.Single(provider => provider.Name == "sqlite");
    private readonly List<RecordGap> _gaps = [];
    private TemporaryDirectory _directory = null!;

    private string Root => Path.Combine(_directory.PathOf("state"), "journal");

    [SetUp]
    public void FillTheOtherProvider()
    {
        _directory = new TemporaryDirectory();
        _gaps.Clear();
        // Sealed by this box's own keys, as the other provider would have stored them.
        using (var host = Host(Sqlite))
        {
            var journal = host.Open();
            for (var sequence = 1; sequence <= Telemetry; sequence++) journal.Append([new PlainRecord(JournalStreams.Telemetry, sequence, Bytes(sequence))]);
            for (var sequence = 1; sequence <= Alarms; sequence++) journal.Append([new PlainRecord(JournalStreams.Alarms, sequence, Bytes(sequence))]);
        }

        List<JournalRecord> all;
        using (var store = Sqlite.Open(Root)) all = [.. store.ReadFrom(JournalStreams.Telemetry, 0, Telemetry), .. store.ReadFrom(JournalStreams.Alarms, 0, Alarms)];
        Directory.Delete(Root, recursive: true);
        PlainJournal.Fill(Root, all);
    }

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public async Task AlarmsAreThereAtTheStartAndTelemetryComesWhileLiveRecordsGoOn()
    {
        using var host = Host(PlainJournal.Attribute, Sqlite);
        var journal = host.Open();
        Assert.That((journal.Count(JournalStreams.Alarms), journal.Count(JournalStreams.Telemetry)), Is.EqualTo(((long)Alarms, 0L)));
        Assert.That(host.HasRecordsElsewhere(), Is.True, "nothing may be shredded yet");
        var first = journal.NextSequence(JournalStreams.Telemetry);
        Assert.That(first, Is.GreaterThan(Telemetry));
        var time = new ManualTime();
        using var service = Service(host, time, () => null);
        await service.StartAsync(default);
        for (var live = first; host.Moves.Count > 0; live++)
        {
            journal.Append([new PlainRecord(JournalStreams.Telemetry, live, Bytes(0))]);
            await NextAsync(service, time);
        }

        Assert.That(journal.ReadFrom(JournalStreams.Telemetry, 0, Telemetry).Records.Select(record => (record.Sequence, record.Bytes.ToArray())), Is.EqualTo(Enumerable.Range(1, Telemetry).Select(sequence => ((long)sequence, Bytes(sequence)))));
        Assert.That((host.HasRecordsElsewhere(), host.Gaps), Is.EqualTo((false, Array.Empty<string>())));
    }

    [Test]
    public async Task ADamagedSourceStartsUpAndWhatIsNotReadableIsToldAsAGapOnce()
    {
        PlainJournal.Spoil(Root, JournalStreams.Telemetry, 120);
        using (var host = Host(PlainJournal.Attribute, Sqlite))
        {
            var journal = host.Open();
            await MoveAsync(host);
            Assert.That(journal.Count(JournalStreams.Telemetry), Is.EqualTo(119));
            await SalvageAsync(host);
            Assert.That(journal.ReadFrom(JournalStreams.Telemetry, 0, 1000).Records.Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(1, Telemetry).Where(sequence => sequence != 120)));
            var gap = _gaps.Single(gap => gap.Stream == JournalStreams.Telemetry && gap.Count > 0);
            Assert.That((gap.FirstSequence, gap.LastSequence, gap.Count), Is.EqualTo((120L, 120L, 1L)));
            Assert.That(host.Gaps, Has.Some.Contains("damaged (A line is damaged"));
        }

        using var again = Host(PlainJournal.Attribute, Sqlite);
        Assert.That((again.Open().Count(JournalStreams.Telemetry), again.Gaps, again.Moves), Is.EqualTo((Telemetry - 1L, Array.Empty<string>(), Array.Empty<JournalMove>())));
        Assert.That(File.Exists(Path.Combine(Root, PlainJournal.FileName + ".damaged-1")), Is.True, "the damaged file is kept");
    }

    [Test]
    public async Task AMoveThatWasCutOffIsBegunAgainAndChangesNothingThatIsThere()
    {
        using (var host = Host(PlainJournal.Attribute, Sqlite))
        {
            host.Open();
            await MoveAsync(host, until: () => host.Open().Count(JournalStreams.Telemetry) > 0);
            Assert.That(host.Open().Count(JournalStreams.Telemetry), Is.InRange(1, Telemetry - 1));
            Assert.That(host.HasRecordsElsewhere(), Is.True);
        }

        using var again = Host(PlainJournal.Attribute, Sqlite);
        var journal = again.Open();
        await MoveAsync(again);
        Assert.That((journal.Count(JournalStreams.Telemetry), journal.Count(JournalStreams.Alarms), again.Gaps), Is.EqualTo(((long)Telemetry, (long)Alarms, Array.Empty<string>())));
    }

    [Test]
    public async Task OnANearlyFullDiskTelemetryWaitsWhereItIs()
    {
        using var host = Host(PlainJournal.Attribute, Sqlite);
        var journal = host.Open();
        var free = 100L << 20;
        var time = new ManualTime();
        using var service = Service(host, time, () => free);
        await service.StartAsync(default);
        for (var i = 0; i < 20; i++) await NextAsync(service, time);
        Assert.That((journal.Count(JournalStreams.Telemetry), journal.Count(JournalStreams.Alarms)), Is.EqualTo((0L, (long)Alarms)));
        free = 1L << 30;
        while (host.Moves.Count > 0) await NextAsync(service, time);
        Assert.That(journal.Count(JournalStreams.Telemetry), Is.EqualTo(Telemetry));
    }

    private static byte[] Bytes(long sequence) => KnownRecords.BytesOf("plain", sequence, 500);

    private JournalHost Host(params JournalProviderAttribute[] providers) => new(_directory.PathOf("state"), "bed-7", NullLogger<JournalHost>.Instance, "sqlite", providers);

    private static MoveService Service(JournalHost host, TimeProvider time, Func<long?> free) =>
        new(host, new SalvageRoom(free, 512L << 20), time, NullLogger<MoveService>.Instance);

    private static async Task NextAsync(Microsoft.Extensions.Hosting.BackgroundService service, ManualTime time)
    {
        if (service.ExecuteTask is { IsFaulted: true } failed) await failed;
        await time.AdvanceToNextTimerAsync();
    }

    private static async Task MoveAsync(JournalHost host, Func<bool>? until = null)
    {
        var time = new ManualTime();
        using var service = Service(host, time, () => null);
        await service.StartAsync(default);
        while (host.Moves.Count > 0 && until?.Invoke() != true) await NextAsync(service, time);
        await service.StopAsync(default);
    }

    private async Task SalvageAsync(JournalHost host)
    {
        var time = new ManualTime();
        using var service = new SalvageService(host, new SalvageReports(_gaps.Add, () => true), new SalvageRoom(() => null, 0), time, NullLogger<SalvageService>.Instance);
        await service.StartAsync(default);
        while (SetAsideFile.Waiting(host.Records).Count > 0) await NextAsync(service, time);
        await service.StopAsync(default);
    }
}
