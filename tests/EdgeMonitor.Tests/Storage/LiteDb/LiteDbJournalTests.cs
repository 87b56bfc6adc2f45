using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LiteDb;

/// <summary>What is this provider's own: its files, and what it does when one is damaged or gone.</summary>
public sealed class LiteDbJournalTests
{
    private const int Large = 4 << 20; // twelve records fill a file
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void AFullFileIsFollowedByTheNextAndGoesWholeOnceItIsSpent()
    {
        using (var journal = LiteDbBuild.Provider.Open(Root))
        {
            for (var next = 1; next <= 40; next++) journal.Append([.. KnownRecords.Make("telemetry", next, 1, Large), .. KnownRecords.Make("alarms", next, 1)]);
            Assert.That(Files(), Has.Count.EqualTo(4));
            Assert.That(Files().Select(file => new FileInfo(file).Length).SkipLast(1), Has.All.InRange(32 << 20, 64 << 20));
            journal.Trim("telemetry", 1, 39);
            Assert.That(Files(), Has.Count.EqualTo(1), "what was left of the others is in the newest");
            Assert.That(KnownRecords.Fault(journal, "alarms", 1, 40), Is.Null);
        }

        using var again = LiteDbBuild.Provider.Open(Root);
        Assert.That(again.OpeningNotes, Is.Empty);
        Assert.That(KnownRecords.Fault(again, "alarms", 1, 40), Is.Null);
        Assert.That((again.Count("telemetry"), again.FirstSequence("telemetry"), again.LastSequence("telemetry")), Is.EqualTo((1L, 40L, 40L)));
    }

    [Test]
    public void ADamagedPageSetsItsFileAsideAndTheOthersStay()
    {
        Fill(30);
        var complete = Files()[0];
        Flip(complete, 20 << 20);
        using var journal = LiteDbBuild.Provider.Open(Root);
        Assert.That(() => KnownRecords.Fault(journal, "telemetry", 1, 30), Throws.TypeOf<JournalException>().With.Message.Contains("set aside"));
        Assert.That(journal.Gaps.Single(), Does.Contain("damaged-1"));
        var first = journal.FirstSequence("telemetry")!.Value;
        Assert.That(first, Is.InRange(10, 14));
        Assert.That(KnownRecords.Fault(journal, "telemetry", first, 30), Is.Null);
        Assert.That(journal.LastSequence("telemetry"), Is.EqualTo(30), "the newest file knows it");
        journal.Append(KnownRecords.Make("telemetry", 31, 1));
        var found = Salvaged();
        Assert.That(found.Where(record => record.Stream == "telemetry").Select(record => record.Sequence).Distinct().Count(), Is.GreaterThanOrEqualTo((int)first - 2));
        journal.Restore([.. found.Where(record => record.Sequence < 5)]);
        Assert.That(journal.ReadFrom("telemetry", 0, 4).Select(record => record.Sequence), Is.EqualTo((long[])[1, 2, 3, 4]));
    }

    [TestCase(100)]
    [TestCase(3 << 20)]
    public void ANewestFileThatWasCutIsSetAsideAndNoNumberComesTwice(int length)
    {
        Fill(3);
        using (var file = File.OpenWrite(Files()[^1])) file.SetLength(length);
        using var journal = LiteDbBuild.Provider.Open(Root);
        Assert.That(journal.Gaps, Has.Some.Contains("set aside").And.Some.Contains("go on from above"));
        Assert.That(journal.LastSequence("telemetry"), Is.GreaterThanOrEqualTo(1_000_000));
        journal.Append(KnownRecords.Make("telemetry", journal.LastSequence("telemetry") + 1, 1));
        if (length > Large / 2) return;
        journal.Dispose();
        using var again = LiteDbBuild.Provider.Open(Root);
        Assert.That(again.OpeningNotes, Is.Empty);
        Assert.That(again.Count("telemetry"), Is.EqualTo(1));
    }

    [Test]
    public void AForeignFileIsSetAsideAsItIs()
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "journal-000001.litedb"), "This is a letter.");
        using var journal = LiteDbBuild.Provider.Open(Root);
        Assert.That(journal.OpeningNotes, Has.Some.Contains("set aside"));
        Assert.That(File.ReadAllText(Directory.GetFiles(Root, "*.damaged-1").Single()), Is.EqualTo("This is a letter."));
        journal.Append(KnownRecords.Make("alarms", journal.LastSequence("alarms") + 1, 1));
    }

    [Test]
    public void AFileThatIsGoneIsAGap()
    {
        Fill(30);
        File.Delete(Files()[1]);
        using var journal = LiteDbBuild.Provider.Open(Root);
        Assert.That(journal.Gaps.Single(), Does.Contain("is missing"));
        Assert.That(journal.LastSequence("telemetry"), Is.EqualTo(30));
    }

    [Test]
    public void MarksThatAreGoneBringRemovedRecordsBackAndSaySo()
    {
        Fill(3);
        using (var journal = LiteDbBuild.Provider.Open(Root)) journal.Trim("telemetry", 1, 2);
        File.WriteAllText(Path.Combine(Root, "removed"), "nonsense");
        using var again = LiteDbBuild.Provider.Open(Root);
        Assert.That(again.OpeningNotes, Has.Some.Contains("sent once more"));
        Assert.That(KnownRecords.Fault(again, "telemetry", 1, 3), Is.Null);
        Assert.That(again.LastSequence("telemetry"), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void ACommittedPageOfTheLogThatChangedIsSaidAndKept()
    {
        using (var journal = LiteDbBuild.Provider.Open(Root))
        {
            for (var next = 1; next <= 6; next++) journal.Append(KnownRecords.Make("alarms", next, 1, 20_000));
            var copy = _directory.CopyOf(Root);
            var log = Directory.GetFiles(copy, "*-wal").Single();
            long page;
            using (var file = DiskFile.OpenForReading(log)) page = LogContent.Read(file).Frames[8]; // of the second commit or the third
            Flip(log, page + 4000);
            using var damaged = LiteDbBuild.Provider.Open(copy);
            Assert.That(damaged.Gaps, Has.Some.Contains("the damage is set aside"));
            Assert.That(damaged.Count("alarms"), Is.InRange(1, 5));
            Assert.That(damaged.LastSequence("alarms"), Is.GreaterThanOrEqualTo(1_000_000), "no number comes twice");
            var found = Directory.GetFiles(copy, "*.damaged-1").SelectMany(LiteDbBuild.Provider.Salvage).Select(record => record.Sequence).ToHashSet();
            Assert.That(found, Is.SupersetOf((long[])[4, 5, 6]));
        }
    }

    [Test]
    public void AReaderSeesOneStateWhileTheOwnerWritesAndCompletesFiles()
    {
        using var journal = LiteDbBuild.Provider.Open(Root);
        journal.Append(KnownRecords.Make("alarms", 1, 1));
        using var reader = LiteDbBuild.Provider.OpenReader(Root);
        var writer = Task.Run(() =>
        {
            for (var next = 2; next <= 400; next++)
            {
                journal.Append([.. KnownRecords.Make("alarms", next, 1), .. KnownRecords.Make("telemetry", next - 1, 1, 200_000)]);
                if (next % 50 == 0) journal.Trim("telemetry", 1, next - 20);
            }
        });
        var readings = 0;
        for (; !writer.IsCompleted; readings++)
        {
            var last = reader.LastSequence("alarms");
            Assert.That(KnownRecords.Fault(reader, "alarms", 1, last), Is.Null.Or.Contains("goes on"), $"reading {readings}");
        }

        Assert.That(() => writer.Wait(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(readings, Is.GreaterThan(3));
        Assert.That(KnownRecords.Fault(reader, "alarms", 1, 400), Is.Null);
        Assert.That(reader.FirstSequence("telemetry"), Is.EqualTo(381));
    }

    [Test]
    public void AReaderReadsAJournalThatWasClosedWithNothingNew()
    {
        Fill(1);
        LiteDbBuild.Provider.Open(Root).Dispose();
        using var reader = LiteDbBuild.Provider.OpenReader(Root);
        Assert.That(reader.Count("telemetry"), Is.EqualTo(1));
    }

    private void Fill(int count)
    {
        using var journal = LiteDbBuild.Provider.Open(Root);
        for (var next = 1; next <= count; next++) journal.Append(KnownRecords.Make("telemetry", next, 1, Large));
    }

    private List<string> Files() => [.. Directory.GetFiles(Root, "journal-*.litedb").Order(StringComparer.Ordinal)];

    private List<JournalRecord> Salvaged() =>
    [
        .. Directory.GetFiles(Root, "*.damaged-1").SelectMany(LiteDbBuild.Provider.Salvage)
            .Where(record => record.Bytes.Span.SequenceEqual(KnownRecords.BytesOf(record.Stream, record.Sequence, record.Bytes.Length))),
    ];

    private static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }
}
