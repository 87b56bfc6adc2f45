using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>What every provider of the journal must do; each one compiled in runs it.</summary>
[TestFixtureSource(nameof(Providers))]
public sealed class JournalContractTests(string provider)
{
    private TemporaryDirectory _directory = null!;
    private IJournal _journal = null!;

    public static IEnumerable<string> Providers => JournalProviders.All.Select(found => found.Name);

    [SetUp]
    public void OpenJournal()
    {
        _directory = new TemporaryDirectory();
        _journal = Open();
    }

    [TearDown]
    public void CloseJournal()
    {
        _journal.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void AnEmptyJournalHasNothing()
    {
        Assert.That(_journal.LastSequence("alarms"), Is.Zero);
        Assert.That(_journal.FirstSequence("alarms"), Is.Null);
        Assert.That(_journal.Count("alarms"), Is.Zero);
        Assert.That(_journal.ReadFrom("alarms", 0, 10), Is.Empty);
        Assert.That(_journal.OpeningNotes, Is.Empty);
        Assert.That(() => _journal.Trim("alarms", 1, 10), Throws.Nothing);
    }

    [Test]
    public void WhatIsAppendedIsReadBackInOrderAlsoAfterARestart()
    {
        _journal.Append(KnownRecords.Make("telemetry", 1, 5));
        _journal.Append([.. KnownRecords.Make("alarms", 1, 2), .. KnownRecords.Make("telemetry", 6, 3), .. KnownRecords.Make("alarms", 3, 1)]);
        Reopen();
        Assert.That(KnownRecords.Fault(_journal, "telemetry", 1, 8), Is.Null);
        Assert.That(KnownRecords.Fault(_journal, "alarms", 1, 3), Is.Null);
        Assert.That(_journal.OpeningNotes, Is.Empty);
    }

    [Test]
    public void ReadingObeysTheStartAndTheLimit()
    {
        _journal.Append(KnownRecords.Make("telemetry", 1, 20));
        _journal.Append(KnownRecords.Make("trends", 1, 3));
        Assert.That(_journal.ReadFrom("telemetry", 4, 3).Select(record => record.Sequence), Is.EqualTo(new long[] { 5, 6, 7 }));
        Assert.That(_journal.ReadFrom("telemetry", 18, 100).Select(record => record.Sequence), Is.EqualTo(new long[] { 19, 20 }));
        Assert.That(_journal.ReadFrom("telemetry", 20, 100), Is.Empty);
        Assert.That(_journal.ReadFrom("telemetry", long.MaxValue, 100), Is.Empty);
    }

    [Test]
    public void TrimmingRemovesARangeAndLeavesHoles()
    {
        _journal.Append(KnownRecords.Make("telemetry", 1, 10));
        _journal.Trim("telemetry", 3, 5);
        _journal.Trim("telemetry", 4, 6);
        Assert.That(_journal.ReadFrom("telemetry", 0, 100).Select(record => record.Sequence), Is.EqualTo(new long[] { 1, 2, 7, 8, 9, 10 }));
        Assert.That(_journal.Count("telemetry"), Is.EqualTo(6));
        _journal.Trim("telemetry", 0, 2);
        Reopen();
        Assert.That(_journal.FirstSequence("telemetry"), Is.EqualTo(7));
        Assert.That(_journal.Count("telemetry"), Is.EqualTo(4));
    }

    [Test]
    public void TheBytesOfAStreamAreThoseItHolds()
    {
        Assert.That(_journal.Bytes("telemetry"), Is.Zero);
        _journal.Append([.. KnownRecords.Make("telemetry", 1, 10, 2000), .. KnownRecords.Make("alarms", 1, 3, 50)]);
        Assert.That((_journal.Bytes("telemetry"), _journal.Bytes("alarms")), Is.EqualTo((20_000L, 150L)));
        _journal.Trim("telemetry", 3, 5);
        Reopen();
        Assert.That(_journal.Bytes("telemetry"), Is.EqualTo(14_000));
        _journal.Trim("telemetry", 1, 10);
        Assert.That(_journal.Bytes("telemetry"), Is.Zero);
        _journal.Append(KnownRecords.Make("telemetry", 11, 1, 7));
        Reopen();
        using var reader = OpenReader();
        Assert.That((reader.Bytes("telemetry"), _journal.Bytes("telemetry")), Is.EqualTo((7L, 7L)));
    }

    [Test]
    public void TheLastSequenceSurvivesTrimmingAndRestarts()
    {
        _journal.Append(KnownRecords.Make("alarms", 1, 700));
        _journal.Trim("alarms", 1, long.MaxValue);
        Assert.That(_journal.Count("alarms"), Is.Zero);
        Reopen();
        Assert.That(_journal.LastSequence("alarms"), Is.EqualTo(700));
        Assert.That(_journal.FirstSequence("alarms"), Is.Null);
        _journal.Append(KnownRecords.Make("alarms", 701, 1));
        Reopen();
        Assert.That(KnownRecords.Fault(_journal, "alarms", 701, 701), Is.Null);
        Assert.That(_journal.Count("alarms"), Is.EqualTo(1));
    }

    [TestCase(2)]
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public void AFirstSequenceOtherThanOneIsRefused(long sequence)
    {
        Assert.That(() => _journal.Append([new JournalRecord("alarms", sequence, new byte[3])]), Throws.ArgumentException);
        Assert.That(_journal.LastSequence("alarms"), Is.Zero);
    }

    [Test]
    public void ABatchWithOneWrongSequenceIsRefusedWhole()
    {
        _journal.Append(KnownRecords.Make("alarms", 1, 2));
        JournalRecord[] batch = [.. KnownRecords.Make("telemetry", 1, 2), .. KnownRecords.Make("alarms", 2, 1)];
        Assert.That(() => _journal.Append(batch), Throws.ArgumentException.With.Message.Contains("3 is next"));
        Assert.That(_journal.Count("telemetry"), Is.Zero);
        Reopen();
        Assert.That(_journal.LastSequence("telemetry"), Is.Zero);
        Assert.That(KnownRecords.Fault(_journal, "alarms", 1, 2), Is.Null);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1 << 20)]
    public void ARecordOfAnySizeIsKept(int length)
    {
        _journal.Append(KnownRecords.Make("telemetry", 1, 3, length));
        Reopen();
        Assert.That(KnownRecords.Fault(_journal, "telemetry", 1, 3), Is.Null);
        Assert.That(_journal.ReadFrom("telemetry", 0, 1)[0].Bytes.Length, Is.EqualTo(length));
    }

    [Test]
    public void APartOfABufferIsStoredAsThatPart()
    {
        var buffer = KnownRecords.BytesOf("alarms", 1, 100);
        _journal.Append([new JournalRecord("alarms", 1, buffer.AsMemory(10, 20)), new JournalRecord("alarms", 2, buffer.AsMemory(0, 5))]);
        var read = _journal.ReadFrom("alarms", 0, 2);
        Assert.That(read[0].Bytes.ToArray(), Is.EqualTo(buffer[10..30]));
        Assert.That(read[1].Bytes.ToArray(), Is.EqualTo(buffer[..5]));
    }

    [Test]
    public void StreamNamesMayBeAnyText()
    {
        string[] names = ["Überwachung", "心電図", "a'b\";--", "alarms", "Alarms"];
        foreach (var name in names) _journal.Append(KnownRecords.Make(name, 1, name.Length));
        Reopen();
        foreach (var name in names) Assert.That(KnownRecords.Fault(_journal, name, 1, name.Length), Is.Null, name);
    }

    [Test]
    public void ASecondOwnerIsRefusedUntilTheFirstIsGone()
    {
        Assert.That(Open, Throws.TypeOf<JournalException>().With.Message.Contains("in use by another process"));
        _journal.Append(KnownRecords.Make("alarms", 1, 1));
        Reopen();
        Assert.That(_journal.Count("alarms"), Is.EqualTo(1));
    }

    [Test]
    public async Task AppendingReadingAndTrimmingGoOnTogether()
    {
        const int Last = 1500;
        var appender = Task.Run(() =>
        {
            for (var next = 1; next <= Last; next += 3)
                _journal.Append([.. KnownRecords.Make("telemetry", next, 3, 2000), .. KnownRecords.Make("alarms", next, 3)]);
        });
        var trimmer = Task.Run(() =>
        {
            while (_journal.LastSequence("telemetry") is var last && last < Last) _journal.Trim("telemetry", 1, last - 100);
        });
        long read = 0;
        while (read < Last)
        {
            var records = _journal.ReadFrom("alarms", read, 50);
            foreach (var record in records)
            {
                Assert.That(record.Sequence, Is.EqualTo(++read));
                Assert.That(record.Bytes.Span.SequenceEqual(KnownRecords.BytesOf("alarms", read, 300)), Is.True, $"record {read}");
            }

            if (appender.IsFaulted || trimmer.IsFaulted) break;
            Assert.That(_journal.Count("telemetry"), Is.InRange(0, Last));
        }

        await Task.WhenAll(appender, trimmer);
        Assert.That(_journal.Count("alarms"), Is.EqualTo(Last));
        Assert.That(KnownRecords.Fault(_journal, "telemetry", _journal.FirstSequence("telemetry")!.Value, Last), Is.Null);
    }

    [Test]
    public void TwoThreadsMayAppendEachToItsOwnStream()
    {
        Parallel.ForEach(["state", "marks", "alarms"], stream =>
        {
            for (var next = 1; next <= 100; next++) _journal.Append(KnownRecords.Make(stream, next, 1));
        });
        foreach (var stream in (string[])["state", "marks", "alarms"]) Assert.That(KnownRecords.Fault(_journal, stream, 1, 100), Is.Null);
    }

    [Test]
    public void AReaderBesideTheOwnerSeesWhatIsCommittedAndHoldsNobodyUp()
    {
        _journal.Append(KnownRecords.Make("alarms", 1, 3));
        using var reader = OpenReader();
        Assert.That(KnownRecords.Fault(reader, "alarms", 1, 3), Is.Null);
        Assert.That(reader.LastSequence("telemetry"), Is.Zero);
        Assert.That((reader.Count("telemetry"), reader.FirstSequence("telemetry"), reader.ReadFrom("telemetry", 0, 10).Count), Is.EqualTo((0L, (long?)null, 0)));
        _journal.Append([.. KnownRecords.Make("alarms", 4, 700), .. KnownRecords.Make("telemetry", 1, 2)]);
        _journal.Trim("alarms", 1, 300);
        Assert.That(KnownRecords.Fault(reader, "alarms", 301, 703), Is.Null);
        Assert.That((reader.Count("alarms"), reader.FirstSequence("alarms"), reader.LastSequence("alarms")), Is.EqualTo((403L, 301L, 703L)));
        Assert.That(reader.ReadFrom("telemetry", 0, 10), Has.Count.EqualTo(2));
        Reopen();
        _journal.Append(KnownRecords.Make("alarms", 704, 1));
        Assert.That(_journal.OpeningNotes, Is.Empty);
    }

    [Test]
    public void AReaderReadsWhatAnOwnerHasLeftAndChangesNothing()
    {
        _journal.Append(KnownRecords.Make("alarms", 1, 20));
        _journal.Dispose();
        using (var reader = OpenReader()) Assert.That(KnownRecords.Fault(reader, "alarms", 1, 20), Is.Null);
        _journal = Open();
        Assert.That(KnownRecords.Fault(_journal, "alarms", 1, 20), Is.Null);
        Assert.That(_journal.OpeningNotes, Is.Empty);
    }

    [Test]
    public void AReaderMakesNoJournalWhereThereIsNone()
    {
        var nowhere = _directory.PathOf("nowhere");
        Assert.That(() => Provider.OpenReader(nowhere), Throws.TypeOf<JournalException>().With.Message.Contains("There is no journal in"));
        Assert.That(Directory.Exists(nowhere), Is.False);
    }

    private JournalProviderAttribute Provider => JournalProviders.All.Single(found => found.Name == provider);

    private IJournalReader OpenReader() => Provider.OpenReader(_directory.PathOf("journal"));

    private IJournal Open() => Provider.Open(_directory.PathOf("journal"));

    private void Reopen()
    {
        _journal.Dispose();
        _journal = Open();
    }
}
