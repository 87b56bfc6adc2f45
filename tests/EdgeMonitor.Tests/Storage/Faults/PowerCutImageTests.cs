using System.Diagnostics;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// Power cuts at any moment of a real process's life, on a disk that lets through what it likes of all that was not synced: every image must open,
/// hold what was acknowledged, each batch whole or not at all, use no number twice and go on.
/// </summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class PowerCutImageTests(string provider)
{
    private string _folder = null!;

    private JournalProviderAttribute Provider => JournalProviders.All.Single(found => found.Name == provider);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "edgemonitor-" + Guid.NewGuid().ToString("N"))).FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TwoThousandImagesAreClean() => Run(2, 1000);

    [Test]
    [Category("Long")]
    public void TenThousandImagesAreClean() => Run(10, 1000);

    private void Run(int traces, int images)
    {
        var disk = new FaultyDisk(_folder);
        var began = TimeProvider.System.GetTimestamp();
        var faults = new List<string>();
        var events = 0;
        Parallel.For(1, traces + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var trace = Record(disk, seed);
            Interlocked.Add(ref events, trace.Count);
            Replay(trace, seed, images, faults);
        });
        TestContext.Out.WriteLine($"{provider}: {traces * images} images of {traces} lives with {events} calls, {faults.Count} with a fault, in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.");
        Assert.That(faults, Is.Empty);
    }

    private List<DiskEvent> Record(FaultyDisk disk, int seed)
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, $"life-{seed}")).FullName;
        using var child = Process.Start(disk.Under(JournalChild.How("power", provider, root + "|" + seed), root, root + ".trace"))!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, output + errors.Result);
        Directory.Delete(root, recursive: true);
        return DiskEvent.Read(root + ".trace");
    }

    private void Replay(List<DiskEvent> trace, int seed, int images, List<string> faults)
    {
        var random = new Random(seed);
        var cuts = Enumerable.Range(0, images).Select(_ => random.Next(1, trace.Count + 1)).Order().ToList();
        var (disk, ledger, next) = (new SimulatedDisk(), new Ledger(), 0);
        for (var at = 0; at < trace.Count; at++)
        {
            if (trace[at].Kind == 'M') ledger.Take(trace[at].Text);
            disk.Take(trace[at]);
            for (; next < cuts.Count && cuts[next] == at + 1; next++)
            {
                if (Fault(disk, ledger, seed, next) is not { } fault) continue;
                lock (faults) faults.Add($"{provider}, life {seed}, cut after call {at + 1} of {trace.Count}, image {next}: {fault}");
            }
        }
    }

    private string? Fault(SimulatedDisk disk, Ledger ledger, int seed, int image)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, $"image-{seed}-{image}")).FullName;
        Directory.CreateDirectory(Path.Combine(target, "journal"));
        File.WriteAllBytes(Path.Combine(target, "journal", "spare"), [0]); // 8 MiB for each image would be most of the time
        disk.Cut(new Random((seed * 1_000_000) + image), target);
        try
        {
            using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext()) Check(ledger, Path.Combine(target, "journal"), reopen: image % 4 == 0);
        }
        catch (Exception error) when (error is AssertionException or IOException or ArgumentException)
        {
            return error.Message;
        }

        Directory.Delete(target, recursive: true);
        return null;
    }

    private void Check(Ledger ledger, string root, bool reopen)
    {
        long next;
        using (var journal = Provider.Open(root))
        {
            ledger.Check(journal);
            next = journal.LastSequence("telemetry") + 1;
            journal.Append([.. KnownRecords.Make("telemetry", next, 2), .. KnownRecords.Make("alarms", journal.LastSequence("alarms") + 1, 1)]);
            if (!reopen) return;
        }

        using var again = Provider.Open(root);
        Assert.That(again.OpeningNotes, Is.Empty, "after an orderly end");
        Assert.That(KnownRecords.Fault(again, "telemetry", next, next + 1), Is.Null, "what was appended afterwards");
    }
}
