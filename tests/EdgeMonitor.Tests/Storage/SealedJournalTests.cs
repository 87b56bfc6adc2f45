using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class SealedJournalTests
{
    private TemporaryDirectory _directory = null!;
    private IJournal _journal = null!;
    private KnownKeys _keys = null!;
    private RecordSeal _seal = null!;
    private SealedJournal _sealed = null!;

    [SetUp]
    public void OpenJournal()
    {
        _directory = new TemporaryDirectory();
        _journal = JournalProviders.All[0].Open(_directory.PathOf("journal"));
        _keys = new KnownKeys();
        _seal = _keys.Seal("box-1");
        _sealed = new SealedJournal(_journal, _seal);
    }

    [TearDown]
    public void CloseJournal()
    {
        _journal.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void RecordsComeBackPlainAndLieSealed()
    {
        var secret = "heart rate 72"u8.ToArray();
        _sealed.Append([new PlainRecord("alarms", _sealed.NextSequence("alarms"), secret), new PlainRecord("audit", 1, secret)]);
        Assert.That(_sealed.ReadFrom("alarms", 0, 10).Records.Single().Bytes.ToArray(), Is.EqualTo(secret));
        Assert.That(_journal.ReadFrom("alarms", 0, 1)[0].Bytes.Span.IndexOf(secret), Is.Negative);
        foreach (var file in Directory.GetFiles(_directory.PathOf("journal"), "journal*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.That(bytes.AsSpan().IndexOf(secret), Is.Negative, file);
        }
    }

    [Test]
    public void AnUnreadableRecordDoesNotStopTheOthers()
    {
        Append(1);
        _journal.Append([new JournalRecord("alarms", 2, new byte[100]), new JournalRecord("alarms", 3, _journal.ReadFrom("alarms", 0, 1)[0].Bytes)]);
        Append(4);
        var page = _sealed.ReadFrom("alarms", 0, 10);
        Assert.That(page.Records.Select(record => record.Sequence), Is.EqualTo(new long[] { 1, 4 }));
        Assert.That(page.Unreadable.Select(record => record.Sequence), Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(page.Unreadable[0].Why, Does.Contain("format"));
        Assert.That(page.Unreadable[1].Why, Does.Contain("another device, stream or sequence"));
        Assert.That(page.Last, Is.EqualTo(4));
        Assert.That(_sealed.ReadFrom("alarms", 1, 2).Last, Is.EqualTo(3), "a reader gets past a page of unreadable ones");
        Assert.That(_sealed.ReadFrom("alarms", 4, 2).Last, Is.Null);
    }

    [Test]
    public void TrimmingCountingAndNumberingAreTheJournals()
    {
        for (var i = 1; i <= 4; i++) Append(i);
        _sealed.Trim("alarms", 1, 3);
        Assert.That((_sealed.FirstSequence("alarms"), _sealed.LastSequence("alarms"), _sealed.Count("alarms")), Is.EqualTo((4L, 4L, 1L)));
        Assert.That(_sealed.NextSequence("alarms"), Is.EqualTo(5));
    }

    [Test]
    public void WhoeverListensIsToldOfEachCommitOnceItsRecordsCanBeRead()
    {
        var told = new List<long>();
        _sealed.Appended += () => told.Add(_sealed.Count("alarms"));
        Append(1);
        _sealed.Append([]);
        Append(2);
        Assert.That(told, Is.EqualTo(new[] { 1L, 2L }));
    }

    [Test]
    public void WhoeverListensIsToldWhereRecordsWerePutBack()
    {
        for (var i = 1; i <= 6; i++) Append(i);
        var lost = _journal.ReadFrom("alarms", 1, 3);
        _sealed.Trim("alarms", 1, 5);
        var told = new List<(string, long, long, long)>();
        _sealed.Restored += (stream, lowest, highest) => told.Add((stream, lowest, highest, _sealed.Count(stream)));
        _sealed.Restore([lost[2], lost[0], lost[1]]);
        Assert.That(told, Is.EqualTo(new[] { ("alarms", 2L, 4L, 4L) }));
    }

    [Test]
    public void OfARefusedAppendNobodyIsTold()
    {
        var told = 0;
        _sealed.Appended += () => told++;
        Assert.That(() => Append(2), Throws.TypeOf<JournalException>().With.InnerException.TypeOf<ArgumentException>());
        Assert.That(told, Is.Zero);
    }

    private void Append(long sequence) => _sealed.Append([new PlainRecord("alarms", sequence, new byte[] { 1, 2, 3 })]);
}
