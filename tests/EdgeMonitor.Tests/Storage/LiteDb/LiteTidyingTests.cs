using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LiteDb;

/// <summary>How room comes back from small files, and what a file does that turns out to be damaged while the journal runs.</summary>
public sealed class LiteTidyingTests
{
    private const long Full = 1 << 20;
    private const int Half = 3500; // bytes of a record of which no two share a page
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [TestCase(150)]
    [TestCase(1000)]
    [TestCase(Half)]
    [TestCase(20_000)]
    public void WhatPagesLeaveFreeIsNoRoomAndIsNotCarriedForEver(int length)
    {
        Fill(length, files: 3);
        using var journal = Open();
        Assert.That(journal.ReusableBytes, Is.Zero);
        Assert.That(journal.Reclaim(), Is.False);
    }

    [Test]
    public void TheRoomThatIsPromisedComesBack()
    {
        Fill(Half, files: 4);
        var before = Files().Sum(file => new FileInfo(file).Length);
        long promised;
        using (var journal = Open())
        {
            var last = journal.LastSequence("telemetry");
            journal.Trim("telemetry", 1, last / 6); // more than half of the first file, and less than three quarters
            promised = journal.ReusableBytes;
            Assert.That(promised, Is.InRange(Full / 4, Full));
            while (journal.Reclaim())
            {
            }

            Assert.That(journal.ReusableBytes, Is.Zero);
            Assert.That(KnownRecords.Fault(journal, "telemetry", (last / 6) + 1, last), Is.Null);
        }

        Assert.That(before - Files().Sum(file => new FileInfo(file).Length), Is.InRange(promised * 3 / 4, promised * 5 / 4));
    }

    [Test]
    public void AFileThatIsToBeCarriedAndIsDamagedIsSetAside()
    {
        var last = Fill(Half, files: 4);
        DamageRecords(Files()[0]);
        using var journal = Open();
        journal.Trim("telemetry", 1, last / 6);
        Assert.That(journal.Reclaim(), Is.False);
        Assert.That(journal.Gaps.Single(), Does.Contain("damaged-1"));
        Assert.That(journal.ReusableBytes, Is.Zero, "it is not tried for ever");
        Assert.That(KnownRecords.Fault(journal, "telemetry", journal.FirstSequence("telemetry")!.Value, last), Is.Null);
        Assert.That(journal.FirstSequence("telemetry"), Is.InRange(last / 5, last / 3), "the other files stay");
    }

    [Test]
    public void ANewestFileThatIsFoundDamagedByAReadingIsNotMissingAndCostsNoNumbers()
    {
        var last = Fill(Half, files: 1);
        DamageRecords(Files().Single());
        using (var journal = Open())
        {
            Assert.That(() => journal.ReadFrom("telemetry", 0, 8), Throws.TypeOf<JournalException>().With.Message.Contains("set aside"));
            Assert.That((journal.Count("telemetry"), journal.LastSequence("telemetry")), Is.EqualTo((0L, last)));
            Assert.That(journal.OpeningNotes.Single(), Does.Contain("damaged-1"));
            Assert.That(journal.Gaps, Is.EqualTo(journal.OpeningNotes));
        }

        using var again = Open();
        Assert.That(again.OpeningNotes, Is.Empty);
        again.Append(KnownRecords.Make("telemetry", last + 1, 2));
        Assert.That(KnownRecords.Fault(again, "telemetry", last + 1, last + 2), Is.Null);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void AnOpeningThatWasCutAfterItHadSetTheNewestFileAsideMissesNothing(int files)
    {
        var last = Fill(Half, files);
        var newest = Files()[^1];
        File.Move(newest, newest + ".damaged-1");
        File.Move(newest + "-wal", newest + "-wal.damaged-1");
        using var journal = Open();
        Assert.That(journal.Gaps, Has.Some.Contains("is set aside as").And.None.Contains("missing"));
        Assert.That(journal.LastSequence("telemetry"), Is.GreaterThan(last), "its last numbers are not known");
        Assert.That(Files(), Has.None.EqualTo(newest), "no name comes twice");
    }

    /// <summary>As many files; returns the last sequence.</summary>
    private long Fill(int length, int files)
    {
        using var journal = Open();
        while (Files().Count < files || new FileInfo(Files()[^1] + "-wal").Length < Full / 2)
            journal.Append(KnownRecords.Make("telemetry", journal.LastSequence("telemetry") + 1, 8, length));
        return journal.LastSequence("telemetry");
    }

    private IJournal Open()
    {
        _ = LiteDbBuild.Provider;
        return LiteDbBuild.Open(Root, DiskFile.Open, Full);
    }

    private List<string> Files() => [.. Directory.GetFiles(Root, "journal-*.litedb").Order(StringComparer.Ordinal)];

    /// <summary>One bit in each page that records lie in; the index stays whole.</summary>
    private static void DamageRecords(string path)
    {
        const int typeAt = 4;
        const byte data = 4;
        var bytes = File.ReadAllBytes(path);
        for (var page = 0; page < bytes.Length; page += 8192)
        {
            if (bytes[page + typeAt] == data) bytes[page + 4000] ^= 1;
        }

        File.WriteAllBytes(path, bytes);
    }
}
