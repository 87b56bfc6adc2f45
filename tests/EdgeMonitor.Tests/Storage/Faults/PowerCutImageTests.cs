using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// Power cuts at any moment of a real process's life, on a disk that lets through what it likes of all that was not synced: every image must open,
/// hold what was acknowledged, each batch whole or not at all, use no number twice and go on. EDGEMONITOR_POWER_LIVES sets another first seed than
/// 1. Images with a fault are kept as they were cut; EDGEMONITOR_POWER_CUT=LIFE/CALL/IMAGE, as a fault says them, makes one again.
/// </summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class PowerCutImageTests(string provider)
{
    private const string OneImage = "EDGEMONITOR_POWER_CUT";
    private const int MostKept = 10; // images; one has up to 10 MB
    private static readonly int FirstLife = Number(Environment.GetEnvironmentVariable("EDGEMONITOR_POWER_LIVES") ?? "1");
    private string _folder = null!;

    private JournalProviderAttribute Provider => JournalProviders.All.Single(found => found.Name == provider);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "edgemonitor-" + Guid.NewGuid().ToString("N"))).FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TwoThousandImagesAreClean() => Run(2, 1000, Anywhere);

    [Test]
    [Category("Long")]
    public void TenThousandImagesAreClean() => Run(10, 1000, Anywhere);

    [Test]
    public void NoiseOfWhichAPartIsThereIsMetAndTheRestGoesOn() => Run(4, 100, WithinTheDamage);

    [Test]
    [Explicit("Makes one image again: " + OneImage + "=LIFE/CALL/IMAGE.")]
    public void TheImageIsClean()
    {
        var words = (Environment.GetEnvironmentVariable(OneImage) ?? throw new InvalidOperationException($"Set {OneImage}.")).Split('/');
        var (life, cut, image) = (Number(words[0]), Number(words[1]), Number(words[2]));
        var trace = Record(new FaultyDisk(_folder), life);
        var faults = new List<string>();
        Replay(trace, life, [(cut, image)], faults);
        for (var at = Math.Max(0, cut - 40); at < Math.Min(cut + 5, trace.Count); at++) TestContext.Out.WriteLine($"{at + 1} {trace[at]}");
        Assert.That(faults, Is.Empty);
    }

    private static int Anywhere(List<DiskEvent> trace, Random random) => random.Next(1, trace.Count + 1);

    /// <summary>Mostly right after the noise was written, and not yet synced.</summary>
    private static int WithinTheDamage(List<DiskEvent> trace, Random random)
    {
        var begun = trace.FindIndex(call => call is { Kind: 'M', Text: "? x" });
        var written = trace.FindIndex(begun, call => call.Kind == 'W') + 1;
        return random.Next(4) > 0 ? written : random.Next(written, trace.FindIndex(begun, call => call is { Kind: 'M', Text: "!" }));
    }

    private void Run(int traces, int images, Func<List<DiskEvent>, Random, int> choose)
    {
        var disk = new FaultyDisk(_folder);
        var began = TimeProvider.System.GetTimestamp();
        var faults = new List<string>();
        var events = 0;
        Parallel.For(FirstLife, FirstLife + traces, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var trace = Record(disk, seed);
            Interlocked.Add(ref events, trace.Count);
            var random = new Random(seed);
            Replay(trace, seed, Enumerable.Range(0, images).Select(_ => choose(trace, random)).Order().Select((cut, image) => (cut, image)).ToList(), faults);
        });
        TestContext.Out.WriteLine($"{provider}: {traces * images} images of the lives {FirstLife} to {FirstLife + traces - 1} with {events} calls, {faults.Count} with a fault, in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.");
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

    private void Replay(List<DiskEvent> trace, int seed, List<(int After, int Image)> cuts, List<string> faults)
    {
        var (disk, ledger, next) = (new SimulatedDisk(), new Ledger(), 0);
        for (var at = 0; at < trace.Count; at++)
        {
            if (trace[at].Kind == 'M') ledger.Take(trace[at].Text);
            disk.Take(trace[at]);
            for (; next < cuts.Count && cuts[next].After == at + 1; next++)
            {
                var image = cuts[next].Image;
                if (Fault(disk, ledger, seed, image) is not { } fault) continue;
                lock (faults) faults.Add($"{provider}, life {seed}, cut after call {at + 1} of {trace.Count} ({ledger.Doing}), image {image}: {fault} {Keep(disk, seed, image, faults.Count)}");
            }
        }
    }

    private string? Fault(SimulatedDisk disk, Ledger ledger, int seed, int image)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, $"image-{seed}-{image}")).FullName;
        Directory.CreateDirectory(Path.Combine(target, "journal"));
        File.WriteAllBytes(Path.Combine(target, "journal", "spare"), [0]); // 8 MiB for each image would be most of the time
        disk.Cut(ChanceOf(seed, image), target);
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

    /// <summary>The acknowledged records that are whole in the files, wherever they lie.</summary>
    private List<(string Stream, long Sequence)> Salvaged(Ledger ledger, string root) =>
        [.. Directory.GetFiles(root, "journal*").SelectMany(Provider.Salvage).Where(ledger.Holds).Select(record => (record.Stream, record.Sequence)).Distinct()];

    /// <summary>Makes an image with a fault once more, as it was before it was opened, where it outlives the test.</summary>
    private string Keep(SimulatedDisk disk, int seed, int image, int kept)
    {
        if (kept >= MostKept) return "";
        var target = Path.Combine(TestContext.CurrentContext.WorkDirectory, "power-cuts", $"{provider}-{seed}-{image}");
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        disk.Cut(ChanceOf(seed, image), Directory.CreateDirectory(target).FullName);
        return $"It is kept in {target}.";
    }

    private static Random ChanceOf(int seed, int image) => new((seed * 1_000_000) + image);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Check(Ledger ledger, string root, bool reopen)
    {
        long next;
        List<(string Stream, long Sequence)> whole;
        using (var journal = Provider.Open(root))
        {
            whole = ledger.IsDamaging ? Salvaged(ledger, root) : [];
            ledger.Check(journal);
            next = journal.LastSequence("telemetry") + 1;
            journal.Append([.. KnownRecords.Make("telemetry", next, 2), .. KnownRecords.Make("alarms", journal.LastSequence("alarms") + 1, 1)]);
            if (!reopen && whole.Count == 0) return;
        }

        if (whole.Count > 0) Assert.That(whole.Except(Salvaged(ledger, root)), Is.Empty, "could be found once it was open, and cannot any more");
        using var again = Provider.Open(root);
        Assert.That(again.OpeningNotes, Is.Empty, "after an orderly end");
        Assert.That(KnownRecords.Fault(again, "telemetry", next, next + 1), Is.Null, "what was appended afterwards");
    }
}
