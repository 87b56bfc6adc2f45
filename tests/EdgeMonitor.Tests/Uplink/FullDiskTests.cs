using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A disk that is really full, on real file systems: the recorder's step goes on, and nothing goes but by the declared rule.</summary>
public sealed class FullDiskTests
{
    private const int Mebibyte = 1 << 20;
    private const string Telemetry = JournalStreams.Telemetry, Alarms = JournalStreams.Alarms;

    private static IEnumerable<object[]> Disks => JournalProviders.All.SelectMany(provider => (object[][])[[provider.Name, "tmpfs"], [provider.Name, "ext4"]]);

    [TestCaseSource(nameof(Disks))]
    public void OnAFullDiskTheOldestTelemetryMakesRoomAndNoAlarmIsLost(string name, string kind)
    {
        using var disk = new SmallDisk(kind, 96);
        var provider = JournalProviders.All.Single(found => found.Name == name);
        var directory = Path.Combine(disk.Root, "journal");
        using var keys = new KnownKeys();
        using var seal = keys.Seal(UplinkRig.Device);
        var clock = new MonitorClock(new ManualTime());
        using (var store = provider.Open(directory))
        {
            var journal = new SealedJournal(store, seal);
            var bounds = Bounds(disk, clock);
            bounds.Keep(journal, () => false);
            disk.FillBut(20 * Mebibyte);
            var gone = 0;
            for (var step = 1; step <= 1500; step++)
            {
                Step(journal, bounds, step);
                if (journal.FirstSequence(Telemetry) > 1) gone++;
                if (step == 1000) disk.FillBut(Mebibyte / 4); // somebody takes what was free
            }

            TestContext.Out.WriteLine($"{name} on {kind}: {journal.Count(Telemetry)} of 3000 telemetry records held, {Gaps(journal).Count} gaps told, {gone} steps at the bound");
            Assert.That(gone, Is.Positive, "the disk was never full");
            AssertWhole(journal, 1500);
        }

        disk.Clear();
        using var again = provider.Open(directory);
        Assert.That(again.Gaps, Is.Empty);
        var reopened = new SealedJournal(again, seal);
        AssertWhole(reopened, 1500);
        var later = Bounds(disk, clock);
        later.Keep(reopened, () => false);
        Step(reopened, later, 1501);
        AssertWhole(reopened, 1501);
    }

    /// <summary>The recorder's step: two telemetry records of 20 KiB and an alarm; on a full disk once more.</summary>
    private static void Step(SealedJournal journal, StorageBounds bounds, int step)
    {
        PlainRecord[] batch = [Of(Telemetry, (2 * step) - 1, 20_000), Of(Telemetry, 2 * step, 20_000), Of(Alarms, step, 200)];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                journal.Append(batch);
                break;
            }
            catch (JournalException full) when (full.IsFull && attempt < 50)
            {
                Assert.That(bounds.MakeRoom(journal), Is.True, $"step {step}: {full.Message}");
            }
        }

        bounds.Keep(journal, () => false);
    }

    private static PlainRecord Of(string stream, long sequence, int bytes) => new(stream, sequence, RecordCodec.Encode(new Record
    {
        Stream = stream,
        Sequence = sequence,
        Audit = new AuditEntry { Detail = new string((char)('a' + (sequence % 26)), bytes) },
    }));

    private static List<RecordGap> Gaps(SealedJournal journal) =>
        [.. journal.ReadFrom(JournalStreams.Audit, 0, 10_000).Records.Select(record => RecordCodec.Decode(record.Bytes.Span).Gap)];

    private static void AssertWhole(SealedJournal journal, int steps)
    {
        Assert.That((journal.FirstSequence(Alarms), journal.LastSequence(Alarms), journal.Count(Alarms)), Is.EqualTo(((long?)1, (long)steps, (long)steps)), "every alarm");
        Assert.That(journal.LastSequence(Telemetry), Is.EqualTo(2 * steps));
        var first = journal.FirstSequence(Telemetry)!.Value;
        Assert.That(journal.Count(Telemetry), Is.EqualTo((2 * steps) - first + 1), "what is held is whole");
        var told = new SequenceRanges();
        foreach (var gap in Gaps(journal)) told.Add(gap.FirstSequence, gap.LastSequence);
        if (first > 1) Assert.That(told.All.Any(range => range.First == 1 && range.Last >= first - 1), Is.True, "what is gone was told");
        for (var after = first - 1; after < 2 * steps;)
        {
            var page = journal.ReadFrom(Telemetry, after, 100);
            Assert.That((page.Unreadable.Count, page.Records.Count), Is.EqualTo((0, (int)Math.Min(100, (2 * steps) - after))));
            after = page.Last!.Value;
        }
    }

    private static StorageBounds Bounds(SmallDisk disk, MonitorClock clock)
    {
        var none = new StreamBound(TimeSpan.FromDays(10_000), long.MaxValue / 4);
        var (bounds, wall) = (new JournalBounds(none, none, none, 0, 16 * Mebibyte), new WallClock(clock.Provider));
        var excess = new JournalExcess(bounds, Free, new RecordAge("boot", clock, wall, () => true));
        return new StorageBounds(bounds, excess, Free, new RecordFactory(UplinkRig.Device, "boot", clock, wall), clock, _ => { }, NullLogger<StorageBounds>.Instance);

        long? Free() => DiskSpaceWatch.FreeBytes(disk.Root);
    }
}
