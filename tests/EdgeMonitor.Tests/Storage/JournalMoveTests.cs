using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>A box that had one provider and gets another: nothing is lost, left behind or numbered twice.</summary>
public sealed class JournalMoveTests
{
    private static readonly JournalProviderAttribute Sqlite = JournalProviders.All.Single(provider => provider.Name == "sqlite");
    private static readonly JournalProviderAttribute Plain = PlainJournal.Attribute;
    private static readonly JournalProviderAttribute None = new JournalProviderAttribute<AnotherJournal>("another", 1);
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void WhereNothingIsThereTheSettingOrTheFirstChoiceDecides()
    {
        Assert.That(Order("auto").Providers, Is.EqualTo((JournalProviderAttribute[])[None, Sqlite]));
        Assert.That(Order("SQLite").Providers, Is.EqualTo((JournalProviderAttribute[])[Sqlite, None]));
        Assert.That(Order("auto").Notes, Is.Empty);
    }

    [Test]
    public void AutoStaysWhereTheRecordsAreAndSaysSo()
    {
        using (var journal = Sqlite.Open(Root)) journal.Append(KnownRecords.Make("alarms", 1, 1));
        var order = Order("auto");
        Assert.That(order.Providers[0], Is.SameAs(Sqlite));
        Assert.That(order.Notes.Single(), Does.Contain("stays with sqlite").And.Contain("another"));
    }

    [Test]
    public void ANamedProviderGetsTheRecordsWhereThereIsRoom()
    {
        using (var journal = Sqlite.Open(Root)) journal.Append(KnownRecords.Make("alarms", 1, 1));
        Assert.That(Order("another").Providers[0], Is.SameAs(None));
        var full = ProviderOrder.For("another", Root, [None, Sqlite], () => 1 << 20);
        Assert.That(full.Providers[0], Is.SameAs(Sqlite));
        Assert.That(full.Notes.Single(), Does.Contain("no room to move"));
    }

    [Test]
    public void RecordsOfAProviderThatIsNotBuiltInAreToldOfAndKept()
    {
        using var journal = Sqlite.Open(Root);
        var path = Path.Combine(Root, "journal-000001.litedb");
        File.WriteAllText(path, "records of long ago");
        var (note, isGap) = MoveAll(journal, [Sqlite]).Single();
        Assert.That(note, Does.Contain("litedb").And.Contain("built without it"));
        Assert.That((isGap, File.ReadAllText(path)), Is.EqualTo((true, "records of long ago")));
    }

    [TestCase("sqlite", "litedb")]
    [TestCase("litedb", "sqlite")]
    public void RecordsMoveToTheOtherProviderAndBack(string first, string second)
    {
        var providers = JournalProviders.All.ToDictionary(provider => provider.Name);
        if (!providers.ContainsKey(first) || !providers.ContainsKey(second)) Assert.Ignore("This build has no LiteDB, as the feed does not serve it.");
        using (var journal = providers[first].Open(Root))
        {
            journal.Append([.. KnownRecords.Make("telemetry", 1, 300, 3000), .. KnownRecords.Make("alarms", 1, 10), .. KnownRecords.Make("state", 1, 2)]);
            journal.Trim("telemetry", 1, 100);
        }

        long last;
        using (var journal = providers[second].Open(Root))
        {
            Assert.That(MoveAll(journal, JournalProviders.All).Single(), Is.EqualTo(new JournalNote($"212 records of the provider {first} were moved.", false)));
            Assert.That(ProviderFiles.ProvidersIn(Root), Is.EqualTo((string[])[second]));
            AssertMoved(journal);
            last = journal.LastSequence("telemetry");
            Assert.That(last, Is.GreaterThanOrEqualTo(300));
            journal.Append(KnownRecords.Make("telemetry", last + 1, 1));
            Assert.That(MoveAll(journal, JournalProviders.All), Is.Empty);
        }

        using var back = providers[first].Open(Root);
        MoveAll(back, JournalProviders.All);
        AssertMoved(back);
        Assert.That(KnownRecords.Fault(back, "telemetry", last + 1, last + 1), Is.Null);
        Assert.That(back.LastSequence("telemetry"), Is.GreaterThan(last));
    }

    [Test]
    public void ARecordThatCannotBeReadStopsNoneOfTheOthersAndItsFilesAreSetAside()
    {
        PlainJournal.Fill(Root, [.. KnownRecords.Make("telemetry", 1, 40), .. KnownRecords.Make("alarms", 1, 10), .. KnownRecords.Make("state", 1, 2)]);
        PlainJournal.Spoil(Root, "alarms", 7);
        using var journal = Sqlite.Open(Root);
        var (note, isGap) = MoveAll(journal, [Plain, Sqlite]).Single();
        Assert.That(isGap, Is.True);
        Assert.That(note, Does.Contain("A line is damaged").And.Contain("48 records are moved").And.Contain("set aside, the first as journal-000001.litedb.damaged-1"));
        Assert.That((journal.Count("telemetry"), journal.Count("alarms"), journal.Count("state")), Is.EqualTo((40L, 6L, 2L)));
        Assert.That(SetAsideFile.Waiting(Root).Select(file => Path.GetFileName(file.Path)), Is.EqualTo((string[])["journal-000001.litedb.damaged-1"]));
        Assert.That(MoveAll(journal, [Plain, Sqlite]), Is.Empty, "the next start has nothing more to say");
    }

    [Test]
    public void ARecordThatItsOwnProviderCountsAndDoesNotShowIsNotGivenUp()
    {
        PlainJournal.Fill(Root, KnownRecords.Make("telemetry", 1, 3));
        File.AppendAllText(Path.Combine(Root, PlainJournal.FileName), "telemetry 0 AAAA\n"); // no number of a record
        using var journal = Sqlite.Open(Root);
        Assert.That(MoveAll(journal, [Plain, Sqlite]).Single().Text, Does.Contain("it counts 4 records of telemetry, and 3 were met"));
        Assert.That(File.Exists(Path.Combine(Root, PlainJournal.FileName + ".damaged-1")), Is.True);
    }

    [Test]
    public void ANumberThatTheOpenJournalMayStillGiveToAnotherRecordStaysWhereItIs()
    {
        using var journal = Sqlite.Open(Root);
        journal.Append(KnownRecords.Make("telemetry", 1, 2));
        File.WriteAllText(Path.Combine(Root, PlainJournal.FileName), "telemetry 9 AAAA\n");
        for (var start = 0; start < 2; start++)
        {
            var (note, isGap) = MoveAll(journal, [Plain, Sqlite]).Single();
            Assert.That((isGap, note.Contains("cannot all be moved", StringComparison.Ordinal)), Is.EqualTo((true, true)), note);
        }

        Assert.That(File.ReadAllText(Path.Combine(Root, PlainJournal.FileName)), Is.EqualTo("telemetry 9 AAAA\n"));
    }

    [TestCase("journal-000001.litedb-wal", "removed")]
    [TestCase("removed")]
    public void WhatAnEarlierMoveHasLeftIsSettledOnceAndNotToldAgain(params string[] left)
    {
        using var journal = Sqlite.Open(Root);
        foreach (var name in left) File.WriteAllText(Path.Combine(Root, name), "what was left");
        var notes = MoveAll(journal, [Sqlite]);
        Assert.That(notes.Single().IsGap, Is.EqualTo(left.Length == 2), "a log may hold records, a list of removed ones does not");
        Assert.That(ProviderFiles.ProvidersIn(Root), Is.EqualTo((string[])["sqlite"]));
        Assert.That(SetAsideFile.Waiting(Root), Has.Count.EqualTo(left.Length - 1));
        Assert.That(MoveAll(journal, [Sqlite]), Is.Empty);
    }

    [Test]
    public void ARemovalThatWasCutOffIsFinishedBeforeAnybodyLooksForRecords()
    {
        using var journal = Sqlite.Open(Root);
        foreach (var name in (string[])["journal-000002.litedb", "journal-000002.litedb-wal", "removed", "moved-litedb"]) File.WriteAllText(Path.Combine(Root, name), "moved");
        MovedFiles.FinishAll(Root);
        Assert.That(Directory.GetFiles(Root, "*litedb*"), Is.Empty);
        Assert.That(MoveAll(journal, [Sqlite]), Is.Empty);
        Assert.That(ProviderFiles.DataIn(Root, "sqlite"), Has.Count.EqualTo(1), "what was not marked stays");
    }

    [Test]
    public void CommitsBehindADamagedPlaceOfTheLogAreSetAsideBeforeTheRecordsMove()
    {
        using (var journal = Sqlite.Open(Root))
        {
            for (var sequence = 1; sequence <= 30; sequence++) journal.Append(KnownRecords.Make("alarms", sequence, 1));
            foreach (var end in (string[])["", "-wal"]) File.Copy(Path.Combine(Root, "journal.sqlite" + end), _directory.PathOf("copy" + end));
        }

        // As a power cut leaves it, and a bit of the log has changed since.
        foreach (var end in (string[])["", "-wal"]) File.Copy(_directory.PathOf("copy" + end), Path.Combine(Root, "journal.sqlite" + end), overwrite: true);
        var log = File.ReadAllBytes(Path.Combine(Root, "journal.sqlite-wal"));
        log[log.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(Root, "journal.sqlite-wal"), log);
        var notes = new OtherProviders(Root, [Plain, Sqlite], () => null).Settle(PlainJournal.Name);
        Assert.That(notes[0].IsGap, Is.True);
        Assert.That(notes[0].Text, Does.Contain("behind a damaged place of its log").And.Contain("journal.sqlite.damaged-1"));
        Assert.That(SetAsideFile.Waiting(Root), Is.Not.Empty);
        Assert.That(Sqlite.Salvage(Path.Combine(Root, "journal.sqlite.damaged-1")).Where(record => record.Stream == "alarms").Select(record => record.Sequence).Distinct(), Does.Contain(30L));
    }

    private List<JournalNote> MoveAll(IJournal journal, IReadOnlyList<JournalProviderAttribute> providers)
    {
        using var keys = new KnownKeys();
        using var seal = keys.Seal("bed-7");
        var open = new SealedJournal(journal, seal);
        var notes = new List<JournalNote>();
        foreach (var move in new OtherProviders(Root, providers, () => null).Find(journal.Provider, notes))
        {
            move.MoveFirst(open);
            foreach (var _ in move.Rest(open))
            {
            }

            notes.Add(move.Finish());
        }

        return notes;
    }

    private static void AssertMoved(IJournal journal)
    {
        Assert.That((journal.FirstSequence("telemetry"), journal.Count("alarms"), journal.Count("state")), Is.EqualTo((101L, 10L, 2L)));
        foreach (var record in journal.ReadFrom("telemetry", 0, 200))
            Assert.That(record.Bytes.Span.SequenceEqual(KnownRecords.BytesOf("telemetry", record.Sequence, record.Bytes.Length)), Is.True);
        Assert.That(journal.ReadFrom("alarms", 0, 20).Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(1, 10)));
    }

    private ProviderOrder Order(string name) => ProviderOrder.For(name, Root, [None, Sqlite], () => null);

    /// <summary>A provider whose files are never there.</summary>
    private sealed class AnotherJournal : IJournalProvider
    {
        public static IJournal Open(string directory) => throw new NotSupportedException();

        public static IJournalReader OpenReader(string directory) => throw new NotSupportedException();

        public static IEnumerable<JournalRecord> Salvage(string file) => [];
    }
}
