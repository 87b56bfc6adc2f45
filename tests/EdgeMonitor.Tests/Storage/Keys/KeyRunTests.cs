using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>Which key has sealed which records, held against a walk through all of them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyRunTests : IDisposable
{
    private const string Stream = JournalStreams.Telemetry;
    private readonly TemporaryDirectory _directory = new();
    private readonly KnownKeys _keys = new();

    public void Dispose()
    {
        _keys.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void RunsAreThoseThatAWalkThroughAllRecordsFinds([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        using var journal = JournalProviders.All[0].Open(_directory.PathOf("journal"));
        using var seal = _keys.Seal("box-1");
        var sealedJournal = new SealedJournal(journal, seal);
        var episodes = new HashSet<KeyId>();
        for (var stay = 0; stay < 8; stay++)
        {
            var episode = random.Next(3) == 0 ? null : Episode.Begin($"e-{stay}");
            if (episode is not null) episodes.Add(episode.Key);
            var (first, count) = (sealedJournal.NextSequence(Stream), random.Next(1, 400));
            sealedJournal.Append([.. Enumerable.Range(0, count).Select(i => new PlainRecord(Stream, first + i, new byte[8], episode))]);
        }

        var last = sealedJournal.LastSequence(Stream);
        journal.Trim(Stream, 1, random.Next(1, 300));
        if (seed % 2 == 0) // a broker that has refused some leaves holes
        {
            for (var hole = 0; hole < 5; hole++) journal.Trim(Stream, random.NextInt64(300, last), random.NextInt64(300, last) is var end && end > 300 ? end : 300);
        }

        Assert.That(sealedJournal.KeysOf(Stream, episodes), Is.EqualTo(Walk(journal)), $"seed {seed}");
    }

    [Test]
    public void DaysOfOnePatientAreFoundInAFewReadings()
    {
        using var store = JournalProviders.All[0].Open(_directory.PathOf("journal"));
        using var seal = _keys.Seal("box-1");
        var journal = new SealedJournal(store, seal);
        var (one, two) = (Episode.Begin("e-1"), Episode.Begin("e-2"));
        journal.Append([.. Enumerable.Range(1, 20_000).Select(i => new PlainRecord(Stream, i, new byte[8], i <= 15_000 ? one : two))]);
        var counting = new CountingReader(store);
        Assert.That(KeyRun.Of(counting, Stream, new HashSet<KeyId> { one.Key, two.Key }), Is.EqualTo(new KeyRun[] { new(one.Key, 1, 15_000, 15_000), new(two.Key, 15_001, 20_000, 5000) }));
        Assert.That(counting.Records, Is.LessThan(300), "of 20,000");
    }

    [Test]
    public void AnEmptyStreamHasNone()
    {
        using var journal = JournalProviders.All[0].Open(_directory.PathOf("journal"));
        Assert.That(KeyRun.Of(journal, Stream, new HashSet<KeyId>()), Is.Empty);
    }

    private static List<KeyRun> Walk(IJournal journal)
    {
        var runs = new List<KeyRun>();
        foreach (var record in journal.ReadFrom(Stream, 0, int.MaxValue))
        {
            var key = RecordSeal.KeyOf(record.Bytes.Span);
            if (runs.Count > 0 && runs[^1].Key == key) runs[^1] = runs[^1] with { Last = record.Sequence, Count = runs[^1].Count + 1 };
            else runs.Add(new KeyRun(key, record.Sequence, record.Sequence, 1));
        }

        return runs;
    }

    private sealed class CountingReader(IJournal journal) : IJournalReader
    {
        public int Records { get; private set; }

        public string Provider => journal.Provider;

        public IReadOnlyList<JournalRecord> ReadFrom(string stream, long after, int limit)
        {
            var read = journal.ReadFrom(stream, after, limit);
            Records += read.Count;
            return read;
        }

        public long LastSequence(string stream) => journal.LastSequence(stream);

        public long? FirstSequence(string stream) => journal.FirstSequence(stream);

        public long Count(string stream) => journal.Count(stream);

        public long Bytes(string stream) => journal.Bytes(stream);

        public void Dispose()
        {
            // The journal is its owner's.
        }
    }
}
