using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>A real process is cut off before each of its changes of the disk, one after the other; the next start must find a whole box every time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyCutTests : IDisposable
{
    private static readonly byte[] Plain = KnownRecords.BytesOf("alarms", 7, 200);

    private readonly TemporaryDirectory _directory = new();
    private readonly Episode _one = Episode.Begin("e-17"), _two = Episode.Begin("e-18");

    private string Base => _directory.PathOf("base");

    public void Dispose() => _directory.Dispose();

    [Test]
    public void ARotationThatIsCutOffAnywhereIsFinishedByTheNextStart()
    {
        var records = MakeBox();
        var former = File.ReadAllBytes(Path.Combine(Base, "edgemonitor.key"));
        var begun = 0;
        var cuts = CutEverywhere("rotate", "", state =>
        {
            AssertOpens(state, records);
            var key = File.ReadAllBytes(Path.Combine(state, "edgemonitor.key"));
            if (!key.AsSpan().SequenceEqual(former)) begun++;
            AssertClean(state);
        });
        Assert.That(begun, Is.GreaterThan(cuts / 2), "once the next key is on the disk, nothing stays under the former one");
    }

    [Test]
    public void AShreddingThatIsCutOffAnywhereIsNothingOrWhole()
    {
        var records = MakeBox();
        var former = File.ReadAllBytes(Path.Combine(Base, "edgemonitor.key"));
        var (kept, gone) = (0, 0);
        CutEverywhere("shred", _one.Key.ToString(), state =>
        {
            using var ring = KeyRing.Open(state, credentials: null, holdsRecords: true);
            using var seal = new RecordSeal(ring, "box-1");
            Assert.That(ring.Faults, Is.Empty);
            Assert.That(seal.Open("alarms", 8, records[1]), Is.EqualTo(Plain), "the other patient's");
            if (ring.IsShredded(_one.Key))
            {
                gone++;
                Assert.That(() => seal.Open("alarms", 7, records[0]), Throws.TypeOf<RecordShreddedException>());
                Assert.That(File.Exists(Path.Combine(state, "keys", _one.Key + ".key")), Is.False);
                Assert.That(File.ReadAllBytes(Path.Combine(state, "edgemonitor.key")), Is.Not.EqualTo(former), "and the master key was rotated");
            }
            else
            {
                kept++;
                Assert.That(seal.Open("alarms", 7, records[0]), Is.EqualTo(Plain));
            }

            AssertClean(state);
        });
        Assert.That(kept > 0 && gone > 0, Is.True, $"both were met: {kept} times nothing, {gone} times whole");
    }

    [Test]
    public void AnUpdateFromVersionOneThatIsCutOffAnywhereLosesNothing()
    {
        byte[] former;
        using (var master = KeyFile.Load(Path.Combine(Base, "edgemonitor.key"), credentials: null)) former = FormerSeal.Seal(master, "box-1", "alarms", 7, Plain);
        CutEverywhere("update", "", state =>
        {
            using var ring = KeyRing.Open(state, credentials: null, holdsRecords: true);
            using var seal = new RecordSeal(ring, "box-1");
            Assert.That(ring.Faults, Is.Empty);
            Assert.That(seal.Open("alarms", 7, former), Is.EqualTo(Plain));
            AssertClean(state);
        });
    }

    [Test]
    public void AnAdmissionThatIsCutOffAnywhereLeavesTheOthersAlone()
    {
        var records = MakeBox();
        CutEverywhere("admit", "", state => AssertOpens(state, records));
    }

    [Test]
    public void TakingOverWhatWasSealedWithoutTheRightKeyMayBeCutOffAnywhere()
    {
        var records = MakeBox();
        var (path, keys) = (Path.Combine(Base, "edgemonitor.key"), Path.Combine(Base, "keys"));
        var right = File.ReadAllBytes(path);
        File.WriteAllBytes(path, new byte[32]);
        byte[] meanwhile;
        using (var ring = KeyRing.Open(Base, credentials: null, holdsRecords: false))
        using (var seal = new RecordSeal(ring, "box-1")) meanwhile = seal.Seal("alarms", 9, Plain, Episode.Begin("e-19"));
        File.WriteAllBytes(path, right);
        Assert.That(File.Exists(Path.Combine(keys, "interim-master")), Is.True);
        CutEverywhere("adopt", "", state =>
        {
            AssertOpens(state, records);
            using var ring = KeyRing.Open(state, credentials: null, holdsRecords: false);
            using var seal = new RecordSeal(ring, "box-1");
            Assert.That(seal.Open("alarms", 9, meanwhile), Is.EqualTo(Plain));
            Assert.That(File.Exists(Path.Combine(state, "keys", "interim-master")), Is.False);
            AssertClean(state);
        });
    }

    /// <summary>Two openings of the same key at the same time, as a copied box would have them.</summary>
    [Test]
    public void TwoOpeningsAtTheSameTimeNeverShareANonce()
    {
        MakeBox();
        using var mine = KeyRing.Open(Base, credentials: null, holdsRecords: true);
        using var theirs = KeyRing.Open(Base, credentials: null, holdsRecords: true);
        using var one = new RecordSeal(mine, "box-1");
        using var two = new RecordSeal(theirs, "box-1");
        var nonces = new HashSet<string>();
        for (var i = 1; i <= 10_000; i++)
        {
            foreach (var seal in (RecordSeal[])[one, two])
            {
                var closed = seal.Seal("audit", i, []);
                if (!nonces.Add(Convert.ToHexString(closed, 1, 32))) Assert.Fail($"key, salt and counter came twice at {i}");
            }
        }

        Assert.That(nonces, Has.Count.EqualTo(20_000));
    }

    private byte[][] MakeBox()
    {
        using var ring = KeyRing.Open(Base, credentials: null, holdsRecords: false);
        using var seal = new RecordSeal(ring, "box-1");
        return [seal.Seal("alarms", 7, Plain, _one), seal.Seal("alarms", 8, Plain, _two), seal.Seal("audit", 1, Plain)];
    }

    /// <summary>Cuts at 1, 2, 3 ... until the task comes to its end; answers how many cuts there were.</summary>
    private int CutEverywhere(string task, string argument, Action<string> check)
    {
        var child = new KeyChild(_directory.Root);
        for (var cut = 1; ; cut++)
        {
            var state = _directory.PathOf($"cut-{cut}");
            Copy(Base, state);
            var ended = child.Run(task, state, cut, argument);
            check(state);
            if (!ended) continue;
            TestContext.Out.WriteLine($"{task}: cut at each of {cut - 1} changes of the disk.");
            Assert.That(cut, Is.GreaterThan(3), "nothing was cut");
            return cut - 1;
        }
    }

    private static void AssertOpens(string state, byte[][] records)
    {
        using var ring = KeyRing.Open(state, credentials: null, holdsRecords: true);
        using var seal = new RecordSeal(ring, "box-1");
        Assert.That(ring.Faults, Is.Empty);
        Assert.That(seal.Open("alarms", 7, records[0]), Is.EqualTo(Plain));
        Assert.That(seal.Open("alarms", 8, records[1]), Is.EqualTo(Plain));
        Assert.That(seal.Open("audit", 1, records[2]), Is.EqualTo(Plain));
    }

    /// <summary>After the next start nothing waits: no second master key, no mark of a change.</summary>
    private static void AssertClean(string state)
    {
        var left = Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .Where(name => name!.EndsWith(".next", StringComparison.Ordinal) || name.EndsWith(".destroyed", StringComparison.Ordinal) || name == "rotation-owed");
        Assert.That(left, Is.Empty);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
