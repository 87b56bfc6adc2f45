using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class RecordSealTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Plain = KnownRecords.BytesOf("alarms", 7, 200);

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
    public void EveryFlippedByteAndEveryCutIsDetected()
    {
        using var seal = Make();
        var closed = seal.Seal("alarms", 7, Plain);
        for (var i = 0; i < closed.Length; i++)
        {
            closed[i] ^= 0x01;
            Assert.That(() => seal.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>(), $"byte {i}");
            closed[i] ^= 0x01;
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
    public void AnotherKeyIsNamed()
    {
        using var seal = Make();
        using var other = Make(key: [.. Key.Reverse()]);
        var closed = seal.Seal("alarms", 7, Plain);
        Assert.That(() => other.Open("alarms", 7, closed), Throws.TypeOf<RecordUnreadableException>().With.Message.Contains("key ae216c2e"));
    }

    [Test]
    public void NoNonceComesTwiceAlsoAfterARestart()
    {
        var seen = new HashSet<string>();
        for (var start = 0; start < 4; start++)
        {
            using var seal = Make();
            for (var i = 1; i <= 30_000; i++)
            {
                var nonce = Convert.ToHexString(seal.Seal("alarms", i, []), 5, 12);
                if (!seen.Add(nonce)) Assert.Fail($"nonce {nonce} came twice");
            }
        }

        Assert.That(seen, Has.Count.EqualTo(120_000));
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

    private static RecordSeal Make(byte[]? key = null, string device = "box-1")
    {
        using var secret = new SecretKey(key ?? Key);
        return new RecordSeal(secret, device);
    }
}
