using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>What every provider must find in files that were set aside, and how it takes records back.</summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class SalvageContractTests(string provider)
{
    private TemporaryDirectory _directory = null!;

    private JournalProviderAttribute Provider => JournalProviders.All.Single(found => found.Name == provider);

    private string Root => _directory.PathOf("journal");

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [Test]
    public void EverythingStoredIsFoundWhereNothingIsBroken()
    {
        using (var journal = Provider.Open(Root))
        {
            journal.Append([.. KnownRecords.Make("telemetry", 1, 40, 20_000), .. KnownRecords.Make("alarms", 1, 300, 200)]);
            journal.Append([.. KnownRecords.Make("telemetry", 41, 3, 4061), .. KnownRecords.Make("audit", 1, 1, 33)]);
            // A copy of the open journal has a log, that of the closed one has none.
            Assert.That(Found(_directory.CopyOf(Root)), Is.EquivalentTo(Expected(43, 300, 1)));
        }

        Assert.That(Found(Root), Is.EquivalentTo(Expected(43, 300, 1)));
    }

    [Test]
    public void NothingButTheDamagedPlaceIsLost()
    {
        using (var journal = Provider.Open(Root))
        {
            for (var first = 1; first <= 200; first += 8)
                journal.Append([.. KnownRecords.Make("telemetry", first, 8, 9000), .. KnownRecords.Make("alarms", first, 8, 200)]);
        }

        for (var seed = 0; seed < 20; seed++)
        {
            var copy = _directory.CopyOf(Root);
            var random = new Random(seed);
            foreach (var file in Directory.GetFiles(copy)) Damage(file, random);
            var found = Found(copy);
            Assert.That(found, Has.Count.GreaterThan(400 - 40), $"seed {seed}");
            TestContext.Out.WriteLine($"seed {seed}: {found.Count} of 400");
            Directory.Delete(copy, recursive: true);
        }
    }

    [Test]
    public void AFileOfAnotherKindBringsNothing()
    {
        var path = _directory.PathOf("letter" + JournalDirectory.SetAsideMark + "1");
        File.WriteAllText(path, "A letter to someone else, which is no database.");
        Assert.That(Provider.Salvage(path), Is.Empty);
        File.WriteAllBytes(path, []);
        Assert.That(Provider.Salvage(path), Is.Empty);
        Assert.That(() => Provider.Salvage(_directory.PathOf("nothing")).Any(), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void WhatIsPutBackHasItsOldPlaceAndNothingElseChanges()
    {
        using (var journal = Provider.Open(Root))
        {
            journal.Append([.. KnownRecords.Make("telemetry", 1, 20), .. KnownRecords.Make("alarms", 1, 5)]);
            journal.Trim("telemetry", 1, 18);
            journal.Restore([.. KnownRecords.Make("telemetry", 3, 2), .. KnownRecords.Make("alarms", 5, 1, 7), .. KnownRecords.Make("telemetry", 4, 1)]);
            AssertPutBack(journal);
            journal.Append(KnownRecords.Make("telemetry", 21, 1));
        }

        using var again = Provider.Open(Root);
        Assert.That(again.OpeningNotes, Is.Empty);
        Assert.That((again.LastSequence("telemetry"), again.Count("telemetry")), Is.EqualTo((21L, 5L)));
        again.Trim("telemetry", 1, 20);
        Assert.That((again.FirstSequence("telemetry"), again.Count("telemetry")), Is.EqualTo((21L, 1L)));
        Assert.That(again.Bytes("telemetry"), Is.EqualTo(300));
        Assert.That(() => again.Restore(KnownRecords.Make("telemetry", 22, 1)), Throws.ArgumentException);
    }

    private static void AssertPutBack(IJournal journal)
    {
        Assert.That((journal.FirstSequence("telemetry"), journal.LastSequence("telemetry"), journal.Count("telemetry")), Is.EqualTo((3L, 20L, 4L)));
        Assert.That(journal.ReadFrom("telemetry", 0, 10).Select(record => record.Sequence), Is.EqualTo((long[])[3, 4, 19, 20]));
        Assert.That(journal.Bytes("telemetry"), Is.EqualTo(4 * 300));
        Assert.That((journal.LastSequence("alarms"), journal.Count("alarms")), Is.EqualTo((5L, 5L)));
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, 5), Is.Null);
        Assert.That(journal.ReadFrom("alarms", 4, 1)[0].Bytes.Length, Is.EqualTo(300));
    }

    /// <summary>What is true of all that the provider finds in a directory's files.</summary>
    private HashSet<(string Stream, long Sequence)> Found(string root) => [.. Directory.GetFiles(root)
        .SelectMany(Provider.Salvage)
        .Where(record => record.Bytes.Span.SequenceEqual(KnownRecords.BytesOf(record.Stream, record.Sequence, record.Bytes.Length)))
        .Select(record => (record.Stream, record.Sequence))];

    private static IEnumerable<(string Stream, long Sequence)> Expected(int telemetry, int alarms, int audit) =>
    [
        .. Enumerable.Range(1, telemetry).Select(sequence => ("telemetry", (long)sequence)),
        .. Enumerable.Range(1, alarms).Select(sequence => ("alarms", (long)sequence)),
        .. Enumerable.Range(1, audit).Select(sequence => ("audit", (long)sequence)),
    ];

    /// <summary>Three blocks of noise, and one byte in each of five other places.</summary>
    private static void Damage(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0) return;
        for (var block = 0; block < 3; block++) random.NextBytes(bytes.AsSpan(random.Next(bytes.Length / 512) * 512 is var at && at + 512 <= bytes.Length ? at : 0, Math.Min(512, bytes.Length)));
        for (var flip = 0; flip < 5; flip++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes);
    }
}
