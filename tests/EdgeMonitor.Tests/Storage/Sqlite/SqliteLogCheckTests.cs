using EdgeMonitor.Storage.Sqlite;

namespace EdgeMonitor.Tests.Storage.Sqlite;

/// <summary>A log that was damaged after it was synced is told from one that a power cut has torn.</summary>
public sealed class SqliteLogCheckTests
{
    private const int Commits = 20;
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void AByteThatIsWrongAnywhereBeforeTheLastTwoCommitsLosesNothingSilently()
    {
        var (picture, ends) = Fill();
        var random = new Random(3);
        for (var seed = 0; seed < 60; seed++)
        {
            var copy = _directory.CopyOf(picture);
            var log = File.ReadAllBytes(LogOf(copy));
            // The header too: with it SQLite would pass over the whole log.
            var place = seed < 8 ? seed * 4 : random.Next((int)ends[^3]);
            log[place] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(LogOf(copy), log);
            using (var journal = SqliteJournal.Open(copy))
            {
                Assert.That(journal.OpeningNotes, Has.Some.Contains("set aside"), $"byte {place}");
                Assert.That(journal.LastSequence("alarms"), Is.GreaterThanOrEqualTo(Commits));
            }

            var aside = Directory.GetFiles(copy, "journal.sqlite.damaged-*").Single();
            var back = SqliteJournal.Salvage(aside).Where(record => record.Stream == "alarms" && record.Bytes.Span.SequenceEqual(KnownRecords.BytesOf("alarms", record.Sequence, 300)))
                .Select(record => record.Sequence).ToHashSet();
            Assert.That(back, Has.Count.GreaterThanOrEqualTo(Commits - 1), $"byte {place}");
            Directory.Delete(copy, recursive: true);
        }
    }

    [Test]
    public void ALogCutAnywhereIsNoDamage()
    {
        var (picture, ends) = Fill();
        var log = File.ReadAllBytes(LogOf(picture));
        for (var cut = ends[^4]; cut < log.Length; cut += 100)
        {
            var copy = _directory.PathOf("cut");
            File.WriteAllBytes(copy, log[..(int)cut]);
            Assert.That(SqliteLogCheck.LostCommits(copy, copy), Is.Zero, $"cut at {cut}");
        }

        Assert.That(SqliteLogCheck.LostCommits(LogOf(picture), _directory.PathOf("nothing")), Is.Zero);
    }

    private (string Picture, List<long> Ends) Fill()
    {
        var ends = new List<long>();
        using var journal = SqliteJournal.Open(Root);
        for (var commit = 1; commit <= Commits; commit++)
        {
            journal.Append([.. KnownRecords.Make("telemetry", commit, 1, 2000), .. KnownRecords.Make("alarms", commit, 1)]);
            ends.Add(new FileInfo(LogOf(Root)).Length);
        }

        return (_directory.CopyOf(Root), ends);
    }

    private static string LogOf(string root) => Path.Combine(root, SqliteSession.FileName + "-wal");
}
