using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;

namespace EdgeMonitor.Tests.Storage.Sqlite;

/// <summary>
/// What a power cut can leave behind: everything synced, and of what was not yet synced any part, in blocks of 512 bytes. Of the log that
/// is the tail of the commit under way; of the database, during a checkpoint, any choice of old and new blocks.
/// </summary>
public sealed class PowerCutTests
{
    private const int BlockBytes = 512;
    private const int Commits = 12;
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public void ACutLogHoldsEveryCommitThatWasComplete(bool garbage)
    {
        var ends = new List<long> { 0 };
        string picture;
        using (var journal = SqliteJournal.Open(Root))
        {
            for (var commit = 1; commit <= Commits; commit++)
            {
                journal.Append([.. KnownRecords.Make("telemetry", (commit * 2) - 1, 2, 2000), .. KnownRecords.Make("alarms", commit, 1)]);
                ends.Add(new FileInfo(LogOf(Root)).Length);
            }

            picture = _directory.CopyOf(Root);
        }

        var log = File.ReadAllBytes(LogOf(picture));
        Assert.That(ends, Is.Ordered.And.Unique, "the log must only grow in this test");
        Assert.That(log, Has.Length.EqualTo(ends[^1]));
        var cuts = 0;
        for (var cut = ends[^6] / BlockBytes * BlockBytes; cut <= log.Length; cut += BlockBytes, cuts++)
        {
            var copy = _directory.CopyOf(picture);
            byte[] torn = [.. log.AsSpan(0, (int)cut), .. garbage ? Noise(cut, log.Length - (int)cut) : []];
            File.WriteAllBytes(LogOf(copy), torn);
            File.Delete(LogOf(copy).Replace("-wal", "-shm", StringComparison.Ordinal));
            var complete = ends.FindLastIndex(end => end <= cut);
            using (var journal = SqliteJournal.Open(copy)) AssertHolds(journal, complete, $"cut at {cut} of {log.Length}");
            Directory.Delete(copy, recursive: true);
        }

        Assert.That(cuts, Is.GreaterThan(50));
    }

    [Test]
    public void ACutDuringACheckpointLosesNothing()
    {
        string before;
        using (var journal = SqliteJournal.Open(Root))
        {
            for (var commit = 1; commit <= Commits; commit++)
                journal.Append([.. KnownRecords.Make("telemetry", (commit * 2) - 1, 2, 2000), .. KnownRecords.Make("alarms", commit, 1)]);
            before = _directory.CopyOf(Root);
        }

        var old = File.ReadAllBytes(DatabaseOf(before));
        var done = File.ReadAllBytes(DatabaseOf(Root)); // closing has copied the log into it
        Assert.That(done, Has.Length.GreaterThan(old.Length));
        for (var seed = 0; seed < 60; seed++)
        {
            var copy = _directory.CopyOf(before);
            File.WriteAllBytes(DatabaseOf(copy), Mix(old, done, new Random(seed)));
            File.Delete(LogOf(copy).Replace("-wal", "-shm", StringComparison.Ordinal));
            using (var journal = SqliteJournal.Open(copy)) AssertHolds(journal, Commits, $"seed {seed}");
            Directory.Delete(copy, recursive: true);
        }
    }

    private static void AssertHolds(IJournal journal, int commits, string when)
    {
        Assert.That(journal.OpeningNotes, Is.Empty, when);
        Assert.That(journal.LastSequence("alarms"), Is.EqualTo(commits), when);
        Assert.That(journal.LastSequence("telemetry"), Is.EqualTo(2 * commits), when);
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, commits), Is.Null, when);
        Assert.That(KnownRecords.Fault(journal, "telemetry", 1, 2 * commits), Is.Null, when);
        journal.Append(KnownRecords.Make("alarms", commits + 1, 1));
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, commits + 1), Is.Null, when);
    }

    /// <summary>Each block old or new; a block beyond the old end is new, zero or, as the file may not have grown yet, not there.</summary>
    private static byte[] Mix(byte[] old, byte[] done, Random random)
    {
        var mixed = new byte[random.Next(2) == 0 ? done.Length : old.Length + (random.Next((done.Length - old.Length) / BlockBytes) * BlockBytes)];
        for (var at = 0; at < mixed.Length; at += BlockBytes)
        {
            if (random.Next(2) == 0) done.AsSpan(at, BlockBytes).CopyTo(mixed.AsSpan(at));
            else if (at < old.Length) old.AsSpan(at, BlockBytes).CopyTo(mixed.AsSpan(at));
        }

        return mixed;
    }

    private static byte[] Noise(long seed, int length)
    {
        var bytes = new byte[length];
        new Random((int)seed).NextBytes(bytes);
        return bytes;
    }

    private static string DatabaseOf(string root) => Path.Combine(root, SqliteSession.FileName);

    private static string LogOf(string root) => DatabaseOf(root) + "-wal";
}
