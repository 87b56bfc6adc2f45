using System.Buffers.Binary;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class RecordSealTests
{
    private TemporaryDirectory _directory = null!;
    private KeyRing _keys = null!;
    private static readonly byte[] Plain = KnownRecords.BytesOf("alarms", 7, 200);

    private string State => _directory.PathOf("state");

    [SetUp]
    public void OpenKeys()
    {
        _directory = new TemporaryDirectory();
        _keys = KeyRing.Open(State, credentials: null, holdsRecords: false);
    }

    [TearDown]
    public void CloseKeys()
    {
        _keys.Dispose();
        _directory.Dispose();
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(20_000)]
    public void ASealedRecordOpensToTheSameBytes(int length)
    {
        using var seal = Make();
        var plain = KnownRecords.BytesOf("alarms", 1, length);
        var closed = seal.Seal("alarms", 1, plain);
        Assert.That(closed, Has.Length.EqualTo(length + RecordSeal.Overhead));
        Assert.That(seal.Open("alarms", 1, closed), Is.EqualTo(plain));
    }

    [Test]
    public void EveryFlippedBitAndEveryCutIsDetected()
    {
        using var seal = Make();
        var closed = seal.Seal("alarms", 7, Plain);
        for (var i = 0; i < closed.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                closed[i] ^= (byte)(1 << bit);
                Assert.That(() => seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>(), $"byte {i}, bit {bit}");
                closed[i] ^= (byte)(1 << bit);
            }

            Assert.That(() => seal.Open("alarms", 7, closed.AsSpan(0, i)), Throws.TypeOf<RecordUnreadableException>(), $"cut at {i}");
        }

        Assert.That(seal.Open("alarms", 7, closed), Is.EqualTo(Plain));
    }

    [Test]
    public void ARecordInAnotherPlaceIsDetected()
    {
        using var seal = Make();
        using var other = Make(device: "box-2");
        var closed = seal.Seal("alarms", 7, Plain);
        Assert.That(() => seal.Open("alarms", 8, closed), Throws.TypeOf<RecordUnreadableException>());
        Assert.That(() => seal.Open("audit", 7, closed), Throws.TypeOf<RecordUnreadableException>());
        Assert.That(() => other.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>());
    }

    [Test]
    public void ADeviceAndAStreamCannotTradeLetters()
    {
        using var left = Make(device: "box");
        using var right = Make(device: "boxa");
        var closed = left.Seal("alarms", 7, Plain);
        Assert.That(() => right.Open("larms", 7, closed), Throws.TypeOf<RecordUnreadableException>());
    }

    [Test]
    public void ARecordOfOneEpisodeIsNotOneOfAnother()
    {
        using var seal = Make();
        var (one, two) = (Episode.Begin("e-1"), Episode.Begin("e-2"));
        var closed = seal.Seal("alarms", 7, Plain, one);
        Assert.That(RecordSeal.KeyOf(closed), Is.EqualTo(one.Key));
        seal.Seal("alarms", 8, Plain, two);
        two.Key.Write(closed.AsSpan(1));
        Assert.That(() => seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>());
    }

    [Test]
    public void AKeyThatIsNotThereIsNamed()
    {
        using var seal = Make();
        var closed = seal.Seal("alarms", 7, Plain);
        new KeyId(0xae216c2e).Write(closed.AsSpan(1));
        Assert.That(() => seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>().With.Message.Contains("00000000ae216c2e is not there"));
    }

    /// <summary>The salt is drawn anew by each opening, and the counter counts within it: key, salt and counter together are the nonce's place.</summary>
    [Test]
    public void NoNonceComesTwiceAlsoAfterARestartOrOnACopiedBox()
    {
        var seen = new HashSet<(UInt128 Salt, ulong Counter)>();
        var copy = _directory.PathOf("copy");
        Directory.CreateDirectory(Path.Combine(copy, "keys"));
        using (var first = Make()) first.Seal("alarms", 1, []); // makes the key that both boxes then have
        foreach (var file in Directory.GetFiles(State, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(copy, Path.GetRelativePath(State, file)));
        for (var start = 0; start < 200; start++)
        {
            using var keys = KeyRing.Open(start % 2 == 0 ? State : copy, credentials: null, holdsRecords: true);
            using var seal = new RecordSeal(keys, "box-1");
            for (var i = 1; i <= 500; i++)
            {
                var closed = seal.Seal("alarms", i, []);
                Assert.That(RecordSeal.KeyOf(closed), Is.EqualTo(RecordSeal.KeyOf(seal.Seal("audit", 1, []))), "both boxes go on under the same key");
                if (!seen.Add(NonceOf(closed))) Assert.Fail($"a nonce came twice, at start {start}");
            }
        }

        Assert.That(seen, Has.Count.EqualTo(100_000));
        Assert.That(seen.Select(nonce => nonce.Salt).Distinct().Count(), Is.EqualTo(200));
    }

    /// <summary>What a box of the version before has stored: sealed by the master key itself.</summary>
    [Test]
    public void ARecordOfVersionOneIsReadAfterTheUpdateAndAfterEveryLaterRotation()
    {
        var state = _directory.PathOf("old");
        byte[] former;
        using (var master = KeyFile.Load(Path.Combine(state, "edgemonitor.key"), credentials: null)) former = FormerSeal.Seal(master, "box-1", "alarms", 7, Plain);
        var bytes = File.ReadAllBytes(Path.Combine(state, "edgemonitor.key"));
        for (var start = 0; start < 3; start++)
        {
            using var keys = KeyRing.Open(state, credentials: null, holdsRecords: true);
            using var seal = new RecordSeal(keys, "box-1");
            Assert.That(keys.Faults, Is.Empty);
            Assert.That(seal.Open("alarms", 7, former), Is.EqualTo(Plain));
            Assert.That(() => seal.Open("alarms", 8, former), Throws.TypeOf<RecordUnreadableException>());
            Assert.That(seal.Open("alarms", 8, seal.Seal("alarms", 8, Plain)), Is.EqualTo(Plain));
            if (start == 1) keys.Rotate(null);
        }

        Assert.That(File.ReadAllBytes(Path.Combine(state, "edgemonitor.key")), Is.Not.EqualTo(bytes), "the former master key seals nothing any more, and wraps nothing");
    }

    /// <summary>A salvaged journal of version 1, or one that the version before went on with: met by reading, or by the journal's newest record.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void ARecordOfVersionOneThatTurnsUpLaterIsReadAfterTheNextRotation(bool isRead)
    {
        var state = _directory.PathOf("later");
        byte[] former;
        KeyId name;
        using (var keys = KeyRing.Open(state, credentials: null, holdsRecords: false))
        using (var seal = new RecordSeal(keys, "box-1")) seal.Seal("alarms", 1, Plain);
        using (var master = KeyFile.Load(Path.Combine(state, "edgemonitor.key"), credentials: null))
            (former, name) = (FormerSeal.Seal(master, "box-1", "alarms", 7, Plain), KeyId.OfMaster(master.Id));
        using (var keys = KeyRing.Open(state, credentials: null, holdsRecords: false, isRead ? [] : [name]))
        using (var seal = new RecordSeal(keys, "box-1"))
        {
            if (isRead) Assert.That(seal.Open("alarms", 7, former), Is.EqualTo(Plain));
        }

        for (var start = 0; start < 2; start++)
        {
            using var keys = KeyRing.Open(state, credentials: null, holdsRecords: false);
            using var seal = new RecordSeal(keys, "box-1");
            Assert.That(keys.Rotate(null), Is.EqualTo(2), "the key of no patient, and the former master key");
            Assert.That(seal.Open("alarms", 7, former), Is.EqualTo(Plain));
        }
    }

    [Test]
    public void AReaderReadsVersionOneBesideABoxThatWasNotYetUpdated()
    {
        var state = _directory.PathOf("old");
        using var master = KeyFile.Load(Path.Combine(state, "edgemonitor.key"), credentials: null);
        using var keys = KeyRing.Read(state, credentials: null);
        using var seal = new RecordSeal(keys, "box-1");
        Assert.That(seal.Open("alarms", 7, FormerSeal.Seal(master, "box-1", "alarms", 7, Plain)), Is.EqualTo(Plain));
        Assert.That(Directory.Exists(Path.Combine(state, "keys")), Is.False, "a reader makes nothing");
    }

    [Test]
    public void OnlyTheResultIsAllocated()
    {
        using var seal = Make();
        var closed = seal.Seal("alarms", 1, Plain);
        seal.Open("alarms", 1, closed);
        const int Times = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++) closed = seal.Seal("alarms", 1, Plain);
        for (var i = 0; i < Times; i++) seal.Open("alarms", 1, closed);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
        Assert.That(each, Is.LessThanOrEqualTo(closed.Length + Plain.Length + 64), "two arrays with their headers");
    }

    [Test]
    public async Task ManyThreadsMaySealAndOpen()
    {
        using var seal = Make();
        await Parallel.ForEachAsync(Enumerable.Range(1, 2000), (i, _) =>
        {
            var plain = KnownRecords.BytesOf("alarms", i, 500);
            Assert.That(seal.Open("alarms", i, seal.Seal("alarms", i, plain)), Is.EqualTo(plain));
            return ValueTask.CompletedTask;
        });
    }

    private static (UInt128 Salt, ulong Counter) NonceOf(ReadOnlySpan<byte> closed)
        => (BinaryPrimitives.ReadUInt128BigEndian(closed[9..]), BinaryPrimitives.ReadUInt64BigEndian(closed[25..]));

    private RecordSeal Make(string device = "box-1") => new(_keys, device);
}
