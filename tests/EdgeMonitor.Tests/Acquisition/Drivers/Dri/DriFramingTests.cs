using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Dri;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

public sealed class DriFramingTests
{
    [Test]
    public void TheRequestForNumbersIsThePublishedOne()
    {
        var output = new ArrayBufferWriter<byte>();
        DriRequests.Numerics(output, 10, DriRequests.FirstExtension | DriRequests.SecondExtension | DriRequests.ThirdExtension);
        Assert.That(Convert.ToHexString(output.WrittenSpan), Is.EqualTo(Convert.ToHexString(Decoding.Hex(
            "7E 31 00 00 0A 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 0A 00 0E 00 00 00 00 00 53 7E"))));
    }

    [Test]
    public void RequestsForWavesNameTheirTypesAndEndTheList()
    {
        var output = new ArrayBufferWriter<byte>();
        DriRequests.Waves(output, [1, 8, 15]);
        var frame = output.WrittenSpan.ToArray();
        Assert.That(frame, Has.Length.EqualTo(72 + 3));
        Assert.That(frame[(1 + 40)..(1 + 52)], Is.EqualTo(new byte[] { 0, 0, 0, 0, 1, 8, 15, 0xFF, 0, 0, 0, 0 }));
        output.ResetWrittenCount();
        DriRequests.Waves(output, []);
        Assert.That(output.WrittenSpan.ToArray()[(1 + 40)..(1 + 46)], Is.EqualTo(new byte[] { 1, 0, 0, 0, 0xFF, 0 }));
    }

    [Test]
    public void EveryByteComesThroughTheEscapesAndTheCheckSumMayBeAFlagToo()
    {
        for (var value = 0; value < 256; value++)
        {
            var frame = DriRecords.Frame(1, 0x0A, (8, Enumerable.Range(0, 300).Select(i => (byte)(i + value)).ToArray()));
            Assert.That(frame[1..^1], Has.None.EqualTo((byte)0x7E));
            Assert.That(Records(frame, out var dropped), Is.EqualTo(1), $"{value}");
            Assert.That(dropped, Is.Zero);
        }
    }

    [Test]
    public void FramesMayShareAFlagAndGarbageCostsOnlyItself()
    {
        var good = DriRecords.Frame(1, 0x0A, (8, new byte[20]));
        byte[] stream = [0x55, 0x7E, 0x7E, .. good, .. good[1..], 0x01, 0x7D, .. good, .. good[..^1], .. good];
        Assert.That(Records(stream, out var dropped), Is.EqualTo(5));
        Assert.That(dropped, Is.EqualTo(1 + 2));
    }

    [Test]
    public void EveryByteChangedCostsThatFrameAlone()
    {
        var good = DriRecords.Frame(1, 0x0A, (8, Enumerable.Range(0, 64).Select(i => (byte)(i * 3)).ToArray()));
        for (var at = 1; at < good.Length - 1; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0xFF;
            Assert.That(Records([.. good, .. bad, .. good], out _), Is.EqualTo(2), $"byte {at}");
        }
    }

    [Test]
    public void AFrameWithoutEndIsBounded()
    {
        var good = DriRecords.Frame(1, 0x0A, (8, new byte[20]));
        Assert.That(Records([0x7E, .. new byte[100_000], .. good], out var dropped), Is.EqualTo(1));
        Assert.That(dropped, Is.EqualTo(100_000));
    }

    private static int Records(byte[] bytes, out long dropped)
    {
        var framing = new DriFraming();
        var sequence = new ReadOnlySequence<byte>(bytes);
        var count = 0;
        while (framing.TryRead(ref sequence, out _)) count++;
        dropped = framing.DroppedBytes;
        return count;
    }
}
