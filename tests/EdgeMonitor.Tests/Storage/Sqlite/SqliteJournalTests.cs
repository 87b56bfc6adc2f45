using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;

namespace EdgeMonitor.Tests.Storage.Sqlite;

public sealed class SqliteJournalTests
{
    private const long Jumped = SequenceReserve.Step;
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    private string Database => Path.Combine(Root, SqliteSession.FileName);

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void OnlyTheServiceMayReadTheFiles()
    {
        using var journal = SqliteJournal.Open(Root);
        journal.Append(KnownRecords.Make("alarms", 1, 1));
        Assert.That(File.GetUnixFileMode(Root), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        var files = Directory.GetFiles(Root);
        Assert.That(files.Select(Path.GetFileName), Does.Contain("journal.sqlite-wal"));
        foreach (var file in files) Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
    }

    [TestCase("foreign")]
    [TestCase("truncated")]
    [TestCase("empty")]
    [TestCase("page")]
    public void ADamagedFileIsSetAsideAndNoSequenceIsUsedTwice(string damage)
    {
        Fill();
        Damage(damage);
        var damaged = File.ReadAllBytes(Database);
        using (var journal = SqliteJournal.Open(Root))
        {
            Assert.That(journal.OpeningNotes, Has.Some.Contains("set aside"));
            Assert.That(File.ReadAllBytes(Database + ".damaged-1"), Is.EqualTo(damaged));
            Assert.That(journal.LastSequence("alarms"), Is.GreaterThanOrEqualTo(Jumped));
            Assert.That(journal.LastSequence("new"), Is.Zero);
            Assert.That(journal.Count("alarms"), Is.Zero);
            journal.Append(KnownRecords.Make("alarms", journal.LastSequence("alarms") + 1, 2));
        }

        using var again = SqliteJournal.Open(Root);
        Assert.That(again.OpeningNotes, Is.Empty);
        Assert.That(again.Count("alarms"), Is.EqualTo(2));
    }

    [Test]
    public void EachDamagedFileIsKept()
    {
        for (var time = 1; time <= 3; time++)
        {
            Fill();
            File.WriteAllText(Database, $"not a database {time}");
        }

        using (SqliteJournal.Open(Root)) Assert.That(File.ReadAllText(Database + ".damaged-3"), Is.EqualTo("not a database 3"));
        Assert.That(File.ReadAllText(Database + ".damaged-1"), Is.EqualTo("not a database 1"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void IfTheNumbersAreLostTooTheStreamsGoOnFarAway(bool missing)
    {
        Fill();
        if (missing) File.Delete(Path.Combine(Root, SequenceReserve.FileName));
        else File.AppendAllText(Path.Combine(Root, SequenceReserve.FileName), "x");
        File.WriteAllText(Database, "not a database");
        long last;
        using (var journal = SqliteJournal.Open(Root))
        {
            last = journal.LastSequence("alarms");
            Assert.That(last, Is.GreaterThanOrEqualTo(1L << 30));
            journal.Append(KnownRecords.Make("alarms", last + 1, 3));
            Assert.That(journal.Count("alarms"), Is.EqualTo(3));
        }

        using var again = SqliteJournal.Open(Root);
        Assert.That(again.LastSequence("alarms"), Is.EqualTo(last + 3));
        Assert.That(again.LastSequence("other"), Is.EqualTo(last));
    }

    [Test]
    public void AGoodDatabaseKeepsItsNumbersWhenTheirFileIsLost()
    {
        Fill();
        File.Delete(Path.Combine(Root, SequenceReserve.FileName));
        using (var journal = SqliteJournal.Open(Root)) Assert.That(journal.LastSequence("alarms"), Is.EqualTo(600));
        File.Delete(Database);
        using var fresh = SqliteJournal.Open(Root);
        Assert.That(fresh.OpeningNotes, Has.Some.Contains("missing"));
        Assert.That(fresh.LastSequence("alarms"), Is.GreaterThanOrEqualTo(Jumped));
    }

    [Test]
    public void WhereAnotherProviderHasWrittenTheStreamsGoOnAboveIt()
    {
        Fill();
        using (var directory = JournalDirectory.Own(Root))
        {
            var other = SequenceReserve.Read(directory, "other");
            other.Cover("alarms", 5_000_000);
        }

        using (var journal = SqliteJournal.Open(Root))
        {
            Assert.That(journal.LastSequence("alarms"), Is.GreaterThanOrEqualTo(5_000_000));
            Assert.That(journal.Count("alarms"), Is.EqualTo(600));
            Assert.That(KnownRecords.Fault(journal, "alarms", 1, 600), Is.Null);
            journal.Append(KnownRecords.Make("alarms", journal.LastSequence("alarms") + 1, 1));
        }

        using var again = SqliteJournal.Open(Root);
        Assert.That(again.OpeningNotes, Is.Empty);
        Assert.That(again.Count("alarms"), Is.EqualTo(601));
    }

    [Test]
    public void ALogWithoutItsDatabaseIsKept()
    {
        byte[] log;
        using (var journal = SqliteJournal.Open(Root))
        {
            journal.Append(KnownRecords.Make("alarms", 1, 3));
            log = File.ReadAllBytes(Path.Combine(_directory.CopyOf(Root), "journal.sqlite-wal"));
        }

        File.Delete(Database);
        File.WriteAllBytes(Database + "-wal", log);
        using var fresh = SqliteJournal.Open(Root);
        Assert.That(File.ReadAllBytes(Database + "-wal.damaged-1"), Is.EqualTo(log));
        Assert.That(fresh.LastSequence("alarms"), Is.GreaterThanOrEqualTo(Jumped));
    }

    [Test]
    public void DamageFoundWhileRunningIsSetAsideByTheNextCall()
    {
        Fill();
        using var journal = SqliteJournal.Open(Root);
        Damage("page");
        Assert.That(() => journal.ReadFrom("alarms", 0, 1000), Throws.TypeOf<JournalException>().With.Message.Contains("damaged"));
        var next = journal.LastSequence("alarms") + 1;
        Assert.That(next, Is.GreaterThan(Jumped));
        journal.Append(KnownRecords.Make("alarms", next, 1));
        Assert.That(journal.OpeningNotes, Has.Some.Contains("set aside"));
    }

    [Test]
    public void AnUnwritableDirectoryIsOneSentence()
    {
        File.WriteAllText(Root, "a file where the directory should be");
        Assert.That(() => SqliteJournal.Open(Root), Throws.TypeOf<JournalException>().With.Message.Contains(Root));
    }

    [Test]
    public void TheFilesStayBoundedWhileRecordsComeAndGo()
    {
        using var journal = SqliteJournal.Open(Root);
        var bytes = new byte[2048];
        long longestLog = 0;
        for (var first = 1; first <= 50_000; first += 50)
        {
            journal.Append([.. Enumerable.Range(first, 50).Select(sequence => new JournalRecord("telemetry", sequence, bytes))]);
            journal.Trim("telemetry", 1, first - 1000);
            longestLog = Math.Max(longestLog, new FileInfo(Database + "-wal").Length);
        }

        TestContext.Out.WriteLine($"database {new FileInfo(Database).Length} bytes, longest log {longestLog} bytes");
        Assert.That(journal.Count("telemetry"), Is.EqualTo(1049));
        Assert.That(new FileInfo(Database).Length, Is.LessThan(8 << 20));
        Assert.That(longestLog, Is.LessThan(8 << 20));
    }

    [Test]
    public void ADrainedBacklogGivesItsSpaceBack()
    {
        using var journal = SqliteJournal.Open(Root);
        for (var first = 1; first <= 3200; first += 64) journal.Append(KnownRecords.Make("telemetry", first, 64, 20_000));
        var full = new FileInfo(Database).Length;
        journal.Trim("telemetry", 1, 3200);
        for (var next = 3201; next <= 3300; next++)
        {
            journal.Append(KnownRecords.Make("telemetry", next, 1, 20_000));
            journal.Trim("telemetry", next, next);
        }

        Assert.That(new FileInfo(Database).Length, Is.GreaterThanOrEqualTo(full), "while it drains, nothing is given back");
        while (journal.Reclaim())
        {
        }

        TestContext.Out.WriteLine($"database {full} bytes full, {new FileInfo(Database).Length} bytes drained");
        Assert.That(full, Is.GreaterThan(59 << 20));
        Assert.That(new FileInfo(Database).Length, Is.LessThan(24 << 20));
        Assert.That(new FileInfo(Database + "-wal").Length, Is.LessThan(16 << 20));
    }

    [Test]
    public async Task AlarmsAreStoredBetweenThePortionsOfALongTrim()
    {
        using var journal = SqliteJournal.Open(Root);
        for (var first = 1; first <= 40_000; first += 500) journal.Append(KnownRecords.Make("telemetry", first, 500, 2000));
        var trim = Task.Run(() =>
        {
            journal.Trim("telemetry", 1, 40_000);
            while (journal.Reclaim())
            {
            }
        });
        var (stored, worst) = (0, TimeSpan.Zero);
        while (!trim.IsCompleted)
        {
            var began = TimeProvider.System.GetTimestamp();
            journal.Append(KnownRecords.Make("alarms", ++stored, 1));
            if (TimeProvider.System.GetElapsedTime(began) is var took && took > worst) worst = took;
        }

        await trim;
        TestContext.Out.WriteLine($"{stored} alarms stored while 80 MB were removed and given back; the slowest took {worst.TotalMilliseconds:F0} ms");
        Assert.That(stored, Is.GreaterThan(20), "of more than 150 portions each lets those who wait go first");
        Assert.That(journal.ReusableBytes, Is.InRange(1, 17 << 20), "what stays is for the next records");
        // An alarm of 300 bytes takes most of a page of 512, and the leaves and the map their part.
        Assert.That(new FileInfo(Database).Length, Is.LessThan((17 << 20) + (stored * 800L)));
    }

    private void Fill()
    {
        using var journal = SqliteJournal.Open(Root);
        var next = journal.LastSequence("alarms") + 1;
        journal.Append(KnownRecords.Make("alarms", next, 600));
    }

    private void Damage(string kind)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        switch (kind)
        {
            case "foreign":
                file.SetLength(0);
                file.Write("A letter to someone else, which is no database."u8);
                break;
            case "truncated":
                file.SetLength(file.Length / 2 / SqliteStore.PageBytes * SqliteStore.PageBytes);
                break;
            case "empty":
                file.SetLength(0);
                break;
            default:
                // Every page but the first two, which hold the schema and the pointer map.
                file.Position = 2 * SqliteStore.PageBytes;
                file.Write(Enumerable.Repeat((byte)0xA5, (int)(file.Length - file.Position)).ToArray());
                break;
        }
    }
}
