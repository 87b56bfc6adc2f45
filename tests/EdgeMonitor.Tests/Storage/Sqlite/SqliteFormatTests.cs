using System.Globalization;
using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace EdgeMonitor.Tests.Storage.Sqlite;

/// <summary>A journal that an earlier version has left behind, and what is known of a stream without walking it.</summary>
public sealed class SqliteFormatTests
{
    private TemporaryDirectory _directory = null!;

    private string Root => _directory.PathOf("journal");

    private string Database => Path.Combine(Root, SqliteSession.FileName);

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void AJournalOfFormat1GoesOnWithEveryRecordAndItsBytes()
    {
        WriteFormat1();
        using (var journal = SqliteJournal.Open(Root))
        {
            Assert.That(journal.OpeningNotes, Is.Empty);
            AssertHolds(journal);
            journal.Append(KnownRecords.Make("telemetry", 101, 2, 500));
            Assert.That((journal.Bytes("telemetry"), journal.Count("telemetry")), Is.EqualTo((92_000L, 93L)));
            journal.Trim("telemetry", 1, 100);
            Assert.That((journal.Bytes("telemetry"), journal.Count("telemetry")), Is.EqualTo((1000L, 2L)));
        }

        using var again = SqliteJournal.Open(Root);
        Assert.That((again.Bytes("telemetry"), again.Bytes("alarms"), again.LastSequence("telemetry")), Is.EqualTo((1000L, 2000L, 102L)));
    }

    [Test]
    public void AReaderReadsAJournalOfFormat1AndLeavesItAsItIs()
    {
        WriteFormat1();
        var before = File.ReadAllBytes(Database);
        using (var reader = SqliteReader.Open(Root)) AssertHolds(reader);
        Assert.That(File.ReadAllBytes(Database), Is.EqualTo(before));
    }

    [Test]
    public void AnOwnerMayRenewAJournalUnderAReader()
    {
        WriteFormat1();
        using var reader = SqliteReader.Open(Root);
        AssertHolds(reader);
        using var journal = SqliteJournal.Open(Root);
        AssertHolds(reader);
        journal.Append(KnownRecords.Make("telemetry", 101, 1, 500));
        Assert.That(reader.Bytes("telemetry"), Is.EqualTo(91_500));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void TheBytesAreExactWhateverIsRemovedAndWhenever(int seed)
    {
        var random = new Random(seed);
        var held = new SortedDictionary<long, int>();
        long last = 0;
        var journal = SqliteJournal.Open(Root);
        try
        {
            for (var step = 0; step < 120; step++)
            {
                switch (random.Next(4))
                {
                    case 0 when last > 0:
                        var first = 1 + random.NextInt64(last);
                        var end = Math.Min(last, first + random.Next(400));
                        journal.Trim("telemetry", first, end);
                        foreach (var gone in held.Keys.Where(sequence => sequence >= first && sequence <= end).ToList()) held.Remove(gone);
                        break;
                    case 1:
                        journal.Dispose();
                        journal = SqliteJournal.Open(Root);
                        break;
                    default:
                        var length = random.Next(3000);
                        var records = KnownRecords.Make("telemetry", last + 1, random.Next(1, 40), length);
                        journal.Append(records);
                        foreach (var record in records) held.Add(record.Sequence, length);
                        last += records.Length;
                        break;
                }

                Assert.That((journal.Bytes("telemetry"), journal.Count("telemetry")), Is.EqualTo((held.Values.Sum(length => (long)length), (long)held.Count)), $"step {step}");
            }
        }
        finally
        {
            journal.Dispose();
        }
    }

    [Test]
    public void TheBytesAreAskedWithoutReadingTheRecords()
    {
        using var journal = SqliteJournal.Open(Root);
        for (var first = 1; first <= 4000; first += 200) journal.Append(KnownRecords.Make("telemetry", first, 200, 2000));
        using var reader = SqliteReader.Open(Root);
        var before = ReadBytes();
        Assert.That((reader.Bytes("telemetry"), journal.Bytes("telemetry")), Is.EqualTo((8_000_000L, 8_000_000L)));
        Assert.That(ReadBytes() - before, Is.LessThan(100_000), "down the tree, and along one record");
    }

    /// <summary>Bytes that this thread has read from files so far.</summary>
    private static long ReadBytes()
    {
        var line = File.ReadLines("/proc/thread-self/io").First(text => text.StartsWith("rchar:", StringComparison.Ordinal));
        return long.Parse(line["rchar:".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Records 1 to 100 of telemetry, 1000 bytes each, without 11 to 19; 1 to 20 of alarms, 100 bytes each; the database as format 1 had it.</summary>
    private void WriteFormat1()
    {
        using (SqliteJournal.Open(Root))
        {
        }

        File.Delete(Database);
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        SqliteStore.Execute(connection, "PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;");
        SqliteStore.Execute(
            connection,
            """
            PRAGMA application_id=0x45644A31; PRAGMA user_version=1;
            CREATE TABLE streams(id INTEGER PRIMARY KEY, name TEXT NOT NULL, last INTEGER NOT NULL, missing INTEGER NOT NULL);
            CREATE TABLE records(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
            INSERT INTO streams VALUES(1, 'telemetry', 50, 9), (2, 'alarms', 0, 0);
            """);
        foreach (var record in KnownRecords.Make("telemetry", 1, 100, 1000).Where(record => record.Sequence is < 11 or > 19)) Insert(1, record);
        foreach (var record in KnownRecords.Make("alarms", 1, 20, 100)) Insert(2, record);

        void Insert(long stream, JournalRecord record)
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO records(id, bytes) VALUES($id, $bytes)";
            insert.Parameters.AddWithValue("$id", (stream << SqliteStore.SequenceBits) | record.Sequence);
            insert.Parameters.AddWithValue("$bytes", record.Bytes.ToArray());
            insert.ExecuteNonQuery();
        }
    }

    private static void AssertHolds(IJournalReader journal)
    {
        Assert.That(KnownRecords.Fault(journal, "telemetry", 1, 10), Does.Contain("11 is missing"));
        Assert.That(journal.ReadFrom("telemetry", 10, 1)[0].Sequence, Is.EqualTo(20));
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, 20), Is.Null);
        Assert.That((journal.Count("telemetry"), journal.LastSequence("telemetry"), journal.Bytes("telemetry")), Is.EqualTo((91L, 100L, 91_000L)));
        Assert.That((journal.Count("alarms"), journal.LastSequence("alarms"), journal.Bytes("alarms")), Is.EqualTo((20L, 20L, 2000L)));
    }
}
