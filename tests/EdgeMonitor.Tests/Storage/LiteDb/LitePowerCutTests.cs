using System.Globalization;
using EdgeMonitor.Storage;
using EdgeMonitor.Storage.LogPages;
using EdgeMonitor.Tests.Storage.LogPages;

namespace EdgeMonitor.Tests.Storage.LiteDb;

/// <summary>
/// The power fails before any write or sync of the real library: of everything not yet synced any blocks are there, torn or not. The number of
/// images is small here; EDGEMONITOR_POWER_CUTS sets another one, e.g. 10000.
/// </summary>
public sealed class LitePowerCutTests
{
    private static readonly int Wanted = int.Parse(Environment.GetEnvironmentVariable("EDGEMONITOR_POWER_CUTS") ?? "200", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, CutFile> _files = new(StringComparer.Ordinal);
    private TemporaryDirectory _directory = null!;
    private int _images;
    private (int Returned, int Begun, int Removed) _work;

    [SetUp]
    public void MakeDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void RemoveDirectory() => _directory.Dispose();

    [TestCase(512)]
    [TestCase(4096)]
    public void AfterAPowerCutAnywhereNothingAcknowledgedIsMissing(int blockBytes)
    {
        _ = LiteDbBuild.Provider;
        _images = 0;
        for (var seed = 0; _images < Wanted; seed++)
        {
            var random = new Random(seed);
            var root = _directory.PathOf($"journal-{seed}");
            _files.Clear();
            _work = default;
            using (var journal = LiteDbBuild.Open(root, path => Cuttable(path, random, root, blockBytes, seed))) Work(journal, random);
            Directory.Delete(root, recursive: true);
        }

        TestContext.Out.WriteLine($"{_images} images clean");
    }

    private void Work(IJournal journal, Random random)
    {
        while (_work.Begun < 80 && _images < Wanted)
        {
            _work.Begun++;
            var telemetry = KnownRecords.Make("telemetry", (_work.Begun * 2) - 1, 2, random.Next(3) == 0 ? 200 : 15_000 + (random.Next(2) * 12_000));
            journal.Append([.. telemetry, .. KnownRecords.Make("alarms", _work.Begun, 1)]);
            _work.Returned = _work.Begun;
            if (random.Next(10) != 0) continue;
            var remove = random.Next(_work.Removed, _work.Returned);
            journal.Trim("telemetry", 1, remove);
            _work.Removed = remove;
        }
    }

    private CutFile Cuttable(string path, Random random, string root, int blockBytes, int seed)
    {
        var file = new CutFile(DiskFile.Open(path));
        file.Before = () =>
        {
            if (random.Next(3) == 0 && _images < Wanted) Check(root, random, blockBytes, seed);
        };
        _files[Path.GetFileName(path)] = file;
        return file;
    }

    private void Check(string root, Random random, int blockBytes, int seed)
    {
        var copy = _directory.CopyOf(root);
        foreach (var (name, file) in _files.Where(file => File.Exists(Path.Combine(copy, file.Key)))) File.WriteAllBytes(Path.Combine(copy, name), file.Cut(random, blockBytes));
        using (var journal = LiteDbBuild.Provider.Open(copy)) Check(journal, $"seed {seed}, image {_images}");
        Directory.Delete(copy, recursive: true);
        _images++;
    }

    private void Check(IJournal journal, string when)
    {
        Assert.That(journal.OpeningNotes, Is.Empty, when);
        var commits = journal.LastSequence("alarms");
        Assert.That(commits, Is.InRange(_work.Returned, _work.Begun), when);
        Assert.That(journal.LastSequence("telemetry"), Is.EqualTo(2 * commits), when);
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, commits), Is.Null, when);
        var first = journal.FirstSequence("telemetry") ?? 1;
        Assert.That(first, Is.GreaterThan(_work.Removed).And.LessThanOrEqualTo(Math.Max(1, 2 * _work.Begun)), when);
        Assert.That(KnownRecords.Fault(journal, "telemetry", first, 2 * commits), Is.Null, when);
        journal.Append(KnownRecords.Make("alarms", commits + 1, 1));
        Assert.That(KnownRecords.Fault(journal, "alarms", 1, commits + 1), Is.Null, when);
    }
}
