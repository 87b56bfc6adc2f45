using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>A box that had one provider and gets another: nothing is lost, left behind or numbered twice.</summary>
public sealed class JournalMoveTests
{
    private static readonly JournalProviderAttribute Sqlite = JournalProviders.All.Single(provider => provider.Name == "sqlite");
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
        var (note, isGap) = JournalMove.Run(journal, Root, [Sqlite], () => null).Single();
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
            var (note, isGap) = JournalMove.Run(journal, Root, JournalProviders.All, () => null).Single();
            Assert.That((note, isGap), Is.EqualTo(($"212 records of the provider {first} were moved to {second}.", false)));
            Assert.That(ProviderFiles.ProvidersIn(Root), Is.EqualTo((string[])[second]));
            AssertMoved(journal);
            last = journal.LastSequence("telemetry");
            Assert.That(last, Is.GreaterThanOrEqualTo(300));
            journal.Append(KnownRecords.Make("telemetry", last + 1, 1));
            Assert.That(JournalMove.Run(journal, Root, JournalProviders.All, () => null), Is.Empty);
        }

        using var back = providers[first].Open(Root);
        JournalMove.Run(back, Root, JournalProviders.All, () => null);
        AssertMoved(back);
        Assert.That(KnownRecords.Fault(back, "telemetry", last + 1, last + 1), Is.Null);
        Assert.That(back.LastSequence("telemetry"), Is.GreaterThan(last));
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
