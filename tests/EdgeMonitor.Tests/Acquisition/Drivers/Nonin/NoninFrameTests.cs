using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Nonin;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

public sealed class NoninFrameTests
{
    // pufferfish-software's unit test vectors.
    [TestCase("01 81 01 00 83", NoninStatus.Sync, 0x00)]
    [TestCase("01 80 01 48 CA", NoninStatus.None, 0x48)]
    [TestCase("01 80 01 61 E3", NoninStatus.None, 0x61)]
    [TestCase("01 80 01 30 B2", NoninStatus.None, 0x30)]
    [TestCase("01 80 01 00 82", NoninStatus.None, 0x00)]
    [TestCase("01 82 01 48 CC", NoninStatus.Green, 0x48)]
    [TestCase("01 86 01 61 E9", NoninStatus.Perfusion, 0x61)]
    [TestCase("01 84 01 30 B6", NoninStatus.Red, 0x30)]
    [TestCase("01 88 01 00 8A", NoninStatus.SensorAlarm, 0x00)]
    [TestCase("01 90 01 00 92", NoninStatus.OutOfTrack, 0x00)]
    [TestCase("01 A0 01 00 A2", NoninStatus.Artefact, 0x00)]
    [TestCase("01 C0 01 00 C2", NoninStatus.SensorDisconnected, 0x00)]
    public void ReadsTheVectorsOfFormatTwo(string hex, object status, int data)
    {
        var bytes = new ReadOnlySequence<byte>(Decoding.Hex(hex));
        Assert.That(NoninFrame.TryRead(ref bytes, NoninFormat.Two, out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new NoninFrame((NoninStatus)status, 1, (byte)data)));
        Assert.That(bytes.IsEmpty, Is.True);
    }

    [Test]
    public void ReadsSixteenBitsOfPlethInFormatSeven()
    {
        var bytes = new ReadOnlySequence<byte>(Decoding.Hex("83 12 34 48 11 FF"));
        Assert.That(NoninFrame.TryRead(ref bytes, NoninFormat.Seven, out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new NoninFrame(NoninStatus.Sync | NoninStatus.Green, 0x1234, 0x48)));
        Assert.That(bytes.Length, Is.EqualTo(1));
    }

    [TestCase("01 81 01 00 84", Description = "wrong sum")]
    [TestCase("02 81 01 00 84", Description = "wrong start")]
    [TestCase("01 01 01 00 03", Description = "status without bit 7")]
    [TestCase("01 81 01 00", Description = "too short")]
    public void LeavesWhatIsNoFrame(string hex)
    {
        var bytes = new ReadOnlySequence<byte>(Decoding.Hex(hex));
        var length = bytes.Length;
        Assert.That(NoninFrame.TryRead(ref bytes, NoninFormat.Two, out _), Is.False);
        Assert.That(bytes.Length, Is.EqualTo(length));
    }
}
