using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;

namespace EdgeMonitor.Tests.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BoxIdentityTests : IDisposable
{
    private readonly TemporaryDirectory _state = new();

    private string Journal => Path.Combine(_state.Root, "journal");

    public void Dispose() => _state.Dispose();

    [Test]
    public void ABoxWithoutAFileNeverTookOver() => Assert.That(BoxIdentity.AtStart(_state.Root), Is.EqualTo((BoxIdentity.Original, (string?)null)));

    [Test]
    public void WhatWasWrittenIsRead()
    {
        Write(new BoxIdentity(7, 9));
        Assert.That(BoxIdentity.Read(_state.Root), Is.EqualTo(new BoxIdentity(7, 9)));
        Assert.That(BoxIdentity.Read(_state.Root).Floor, Is.EqualTo(9L << 40));
    }

    [Test]
    public void ADamagedOneIsSaidAndCountsAsTheBoxThatNeverTookOver()
    {
        Write(new BoxIdentity(7, 9));
        var file = File.ReadAllBytes(Path.Combine(_state.Root, BoxIdentity.FileName));
        for (var at = 0; at < file.Length; at++)
        {
            var damaged = file.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(Path.Combine(_state.Root, BoxIdentity.FileName), damaged);
            var (identity, fault) = BoxIdentity.AtStart(_state.Root);
            Assert.That(identity, Is.EqualTo(BoxIdentity.Original));
            Assert.That(fault, Does.Contain("is damaged: import the export of this device again."));
        }
    }

    /// <summary>A spare never gives a number that the box before could have given, whatever happens to its store and to the file of the numbers.</summary>
    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void ABoxStaysInItsRegion(bool storeIsLost, bool numbersAreLost)
    {
        var identity = new BoxIdentity(3, 3);
        Write(identity);
        using (var first = SqliteJournal.Open(Journal)) Append(first);
        if (storeIsLost) File.WriteAllText(Path.Combine(Journal, SqliteSession.FileName), "not a database");
        if (numbersAreLost) File.Delete(Path.Combine(Journal, SequenceReserve.FileName));
        using var again = SqliteJournal.Open(Journal);
        foreach (var stream in JournalStreams.All)
        {
            Assert.That(BoxIdentity.RegionOf(again.LastSequence(stream) + 1), Is.EqualTo(3), stream);
            if (stream == JournalStreams.Alarms) Assert.That(again.LastSequence(stream), Is.GreaterThanOrEqualTo(identity.Floor + 5), "no number is given twice");
        }
    }

    [Test]
    public void AWholeJournalThatWasRemovedBeginsInTheRegion()
    {
        Write(new BoxIdentity(3, 3));
        using var journal = SqliteJournal.Open(Journal);
        Assert.That(journal.LastSequence(JournalStreams.Alarms), Is.EqualTo(3L << 40));
    }

    private static void Append(IJournal journal)
    {
        var next = journal.LastSequence(JournalStreams.Alarms) + 1;
        journal.Append(KnownRecords.Make(JournalStreams.Alarms, next, 5));
    }

    private void Write(BoxIdentity identity) => File.WriteAllBytes(Path.Combine(_state.Root, BoxIdentity.FileName), identity.ToFile());
}
