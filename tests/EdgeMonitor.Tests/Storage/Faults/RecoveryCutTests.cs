using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// Power cuts at any moment of the recovery itself: after the damage, while the file is set aside, a fresh journal begun, records brought back, the file marked.
/// The next recovery must bring back everything that an undisturbed one does, and what was stored in between, and use no number twice.
/// </summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class RecoveryCutTests(string provider)
{
    private static readonly string[] Streams = [JournalStreams.Telemetry, JournalStreams.Alarms];
    private string _folder = null!;

    private JournalProviderAttribute Provider => JournalProviders.All.Single(found => found.Name == provider);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "edgemonitor-" + Guid.NewGuid().ToString("N"))).FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void FourHundredCutRecoveriesAreClean() => Run(2, 200);

    [Test]
    [Category("Long")]
    public void FiveThousandCutRecoveriesAreClean() => Run(10, 500);

    private void Run(int lives, int images)
    {
        var disk = new FaultyDisk(_folder);
        var began = TimeProvider.System.GetTimestamp();
        var faults = new List<string>();
        var calls = 0;
        Parallel.For(1, lives + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var (trace, whole) = Record(disk, seed);
            Interlocked.Add(ref calls, Replay(trace, whole, seed, images, faults));
        });
        TestContext.Out.WriteLine($"{provider}: {lives * images} images of {lives} recoveries with {calls} calls, {faults.Count} with a fault, in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.");
        Assert.That(faults, Is.Empty);
    }

    /// <summary>A recovery that nothing disturbs: its calls, and all records that were there in the end.</summary>
    private (List<DiskEvent> Trace, Dictionary<(string Stream, long Sequence), byte[]> Whole) Record(FaultyDisk disk, int seed)
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, $"life-{seed}")).FullName;
        using var child = Process.Start(disk.Under(JournalChild.How("recover", provider, root + "|" + seed), root, root + ".trace"))!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, output + errors.Result);
        Dictionary<(string, long), byte[]> whole;
        using (var box = new SealedBox(Provider, RecoveryWorkload.StateOf(root))) whole = All(box.Journal);
        Directory.Delete(root, recursive: true);
        return (DiskEvent.Read(root + ".trace"), whole);
    }

    private int Replay(List<DiskEvent> trace, Dictionary<(string Stream, long Sequence), byte[]> whole, int seed, int images, List<string> faults)
    {
        var damaged = trace.FindIndex(call => call.Kind == 'M' && call.Text == "? x");
        var acknowledged = new HashSet<(string Stream, long Sequence)>();
        // What the damage has left: what an undisturbed recovery has, of all that was stored before.
        foreach (var call in trace.Take(damaged).Where(call => call.Kind == 'M')) acknowledged.Add(Acknowledged(call));
        acknowledged.RemoveWhere(record => RecoveryWorkload.WasRemoved(record.Stream, record.Sequence));
        var before = acknowledged.Count;
        acknowledged.IntersectWith(whole.Keys);
        Assert.That(acknowledged, Has.Count.GreaterThan(before / 4).And.Count.LessThan(before), "the damage costs some records and not most");

        // The first calls behind the mark are the damage itself.
        var first = trace.FindIndex(damaged, call => call.Kind == 'S') + 1;
        var random = new Random(seed);
        var cuts = Enumerable.Range(0, images).Select(_ => random.Next(first, trace.Count + 1)).Order().ToList();
        var (disk, next) = (new SimulatedDisk(), 0);
        for (var at = 0; at < trace.Count; at++)
        {
            if (at > damaged && trace[at].Kind == 'M') acknowledged.Add(Acknowledged(trace[at]));
            disk.Take(trace[at]);
            for (; next < cuts.Count && cuts[next] == at + 1; next++)
            {
                if (Fault(disk, acknowledged, whole, seed, next) is not { } fault) continue;
                lock (faults) faults.Add($"{provider}, recovery {seed}, cut after call {at + 1} of {trace.Count} (damaged at {damaged}), image {next}: {fault}");
            }
        }

        return trace.Count - first;
    }

    private static (string Stream, long Sequence) Acknowledged(DiskEvent mark) =>
        mark.Text.Split(' ') is ["!", var stream, var sequence] ? (stream, long.Parse(sequence, CultureInfo.InvariantCulture)) : throw new InvalidDataException(mark.Text);

    private string? Fault(SimulatedDisk disk, HashSet<(string, long)> acknowledged, Dictionary<(string Stream, long Sequence), byte[]> whole, int seed, int image)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, $"image-{seed}-{image}")).FullName;
        disk.Cut(new Random((seed * 1_000_000) + image), target);
        var journal = RecoveryWorkload.JournalOf(RecoveryWorkload.StateOf(target));
        Directory.CreateDirectory(journal);
        File.WriteAllBytes(Path.Combine(journal, "spare"), [0]); // 8 MiB for each image would be most of the time
        try
        {
            using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext()) Check(RecoveryWorkload.StateOf(target), acknowledged, whole);
        }
        catch (Exception error) when (error is AssertionException or IOException or ArgumentException)
        {
            return error.Message;
        }

        Directory.Delete(target, recursive: true);
        return null;
    }

    private void Check(string state, HashSet<(string Stream, long Sequence)> acknowledged, Dictionary<(string Stream, long Sequence), byte[]> whole)
    {
        using var box = new SealedBox(Provider, state);
        Assert.That(box.KeyFaults, Is.Empty);
        foreach (var stream in Streams)
        {
            var last = acknowledged.Where(record => record.Stream == stream).Max(record => record.Sequence);
            Assert.That(box.Journal.LastSequence(stream), Is.GreaterThanOrEqualTo(last), $"{stream}: a number would be used again");
        }

        RecoveryWorkload.Recover(box.Journal, RecoveryWorkload.JournalOf(state), () => { });
        Assert.That(SetAsideFile.Waiting(RecoveryWorkload.JournalOf(state)), Is.Empty);
        var found = All(box.Journal);
        Assert.That(acknowledged.Where(record => !found.ContainsKey(record)), Is.Empty, "acknowledged, or spared by the damage, and lost");
        foreach (var (place, bytes) in found)
            Assert.That(bytes.AsSpan().SequenceEqual(whole.GetValueOrDefault(place) ?? KnownRecords.BytesOf(place.Stream, place.Sequence, bytes.Length)), Is.True, $"{place} has other bytes");
        box.Journal.Append([new PlainRecord(JournalStreams.Audit, box.Journal.NextSequence(JournalStreams.Audit), new byte[10])]);
    }

    private static Dictionary<(string Stream, long Sequence), byte[]> All(SealedJournal journal)
    {
        var all = new Dictionary<(string, long), byte[]>();
        foreach (var stream in Streams)
        {
            var page = journal.ReadFrom(stream, 0, int.MaxValue);
            Assert.That((page.Unreadable.Count, page.Records.Count), Is.EqualTo((0, (int)journal.Count(stream))), stream);
            foreach (var record in page.Records) all[(stream, record.Sequence)] = record.Bytes.ToArray();
        }

        return all;
    }
}
