using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Intellivue;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>The link layer and the host's messages, byte for byte against published frames (VSCaptureMP; check sums recomputed) and published check sums (mdpnp).</summary>
public sealed class IntellivueFramingTests
{
    private const string Association =
        "C0 11 01 00 EE 0D EC 05 08 13 01 00 16 01 02 80 00 14 02 00 02 7D E1 DC 31 80 A0 80 80 01 01 00 00 A2 80 A0 03 00 00 01 A4 80 30 80 02 01 01 06"
        + "04 52 01 00 01 30 80 06 02 51 01 00 00 00 00 30 80 02 01 02 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01 30 80 06 0C 2A 86 48 CE 14 02 01 00 00 00"
        + "02 01 00 00 00 00 00 00 61 80 30 80 02 01 01 A0 80 60 80 A1 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 03 01 00 00 BE 80 28 80 06 0C 2A 86 48 CE 14"
        + "02 01 00 00 00 01 01 02 01 02 81 48 80 00 00 00 40 00 00 00 00 00 00 00 80 00 00 00 20 00 00 00 00 00 00 00 00 01 00 2C 00 01 00 28 80 00 00 00"
        + "00 00 09 C4 00 00 09 C4 00 00 03 E8 FF FF FF FF 60 00 00 00 00 01 00 0C F0 01 00 08 8C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        + "00 00 00 00 E8 B4 C1";

    private static readonly TestCaseData[] HostFrames =
    [
        Frame("association", Association, IntellivueMessages.Associate),
        Frame("answer to the presentation", "C0 11 01 00 1C E1 00 00 02 00 02 00 14 00 01 00 01 00 0E 00 21 00 00 00 00 00 0A BD 00 0D 06 00 00 39 17 C1",
            output => IntellivueMessages.AnswerMdsCreate(output, 1, 0x000ABD00)),
        Frame("numerics", "C0 11 01 00 24 E1 00 00 02 00 01 00 1C 00 00 00 07 00 16 00 21 00 00 00 00 00 00 00 00 0C 16 00 08 00 01 00 01 00 06 00 00 8E 95 C1",
            output => IntellivueMessages.Poll(output, 0, 1, ObjectClass.Numeric, 0)),
        Frame("system", "C0 11 01 00 24 E1 00 00 02 00 01 00 1C 00 00 00 07 00 16 00 21 00 00 00 00 00 00 00 00 0C 16 00 08 00 01 00 01 00 21 00 00 B0 1A C1",
            output => IntellivueMessages.Poll(output, 0, 1, ObjectClass.System, 0)),
        Frame("numerics for 30 s", "C0 11 01 00 30 E1 00 00 02 00 01 00 28 00 01 00 07 00 22 00 21 00 00 00 00 00 00 00 00 F1 3B 00 14 00 01 00 01 00 06 00 00 00 01 00 08 F1 3E 00 04 00 03 A9 80 58 71 C1",
            output => IntellivueMessages.PollFor(output, 1, 1, ObjectClass.Numeric, 0, TimeSpan.FromSeconds(30))),
        Frame("waves for 30 s", "C0 11 01 00 30 E1 00 00 02 00 01 00 28 00 01 00 07 00 22 00 21 00 00 00 00 00 00 00 00 F1 3B 00 14 00 02 00 01 00 09 00 00 00 01 00 08 F1 3E 00 04 00 03 A9 80 27 6D C1",
            output => IntellivueMessages.PollFor(output, 1, 2, ObjectClass.Wave, 0, TimeSpan.FromSeconds(30))),
        Frame("alerts for 600 s", "C0 11 01 00 30 E1 00 00 02 00 01 00 28 00 05 00 07 00 22 00 21 00 00 00 00 00 00 00 00 F1 3B 00 14 00 04 00 01 00 36 08 01 00 01 00 08 F1 3E 00 04 00 49 3E 00 1C 3C C1",
            output => IntellivueMessages.PollFor(output, 5, 4, ObjectClass.Alert, AttributeId.AlertGroup, TimeSpan.FromSeconds(600))),
        Frame("choice of waves", "C0 11 01 00 2A E1 00 00 02 00 01 00 22 00 00 00 05 00 1C 00 21 00 00 00 00 00 00 00 00 00 01 00 0E 00 00 F2 3A 00 08 00 01 00 04 00 02 01 02 F5 5C C1",
            output => IntellivueMessages.ChooseWaves(output, 0, [0x00020102])),
        Frame("release", "C0 11 01 00 1A 09 18 7D E1 16 61 80 30 80 02 01 01 A0 80 62 80 80 01 00 00 00 00 00 00 00 00 00 41 08 C1", IntellivueMessages.Release),
    ];

    [TestCaseSource(nameof(HostFrames))]
    public void TheHostsFramesAreThePublishedOnes(string frame, Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        Assert.That(Convert.ToHexString(output.WrittenSpan), Is.EqualTo(Convert.ToHexString(Decoding.Hex(frame))));
        Assert.That(Messages(output.WrittenSpan.ToArray(), out var dropped), Has.Count.EqualTo(1));
        Assert.That(dropped, Is.Zero);
    }

    [TestCase("0A 18 C1 16 61 80 30 80 02 01 01 A0 80 63 80 80 01 00 00 00 00 00 00 00 00 00", SessionType.Released)]
    [TestCase("19 2E 11 01 03 C1 29 A0 80 A0 80 30 80 02 01 01 06 02 51 01 00 00 00 00 61 80 30 80 02 01 01 A0 80 64 80 80 01 01 00 00 00 00 00 00 00 00 00 00", SessionType.Abort)]
    public void ReleasedAndAbortAreThePublishedOnes(string message, byte type)
    {
        var output = new ArrayBufferWriter<byte>();
        if (type == SessionType.Abort) IntellivueMessages.Abort(output);
        else IntellivueMessages.Released(output);
        Assert.That(Messages(output.WrittenSpan.ToArray(), out _).Single(), Is.EqualTo(Decoding.Hex(message)));
    }

    [TestCase("3A", "71 9B 26")]
    [TestCase("3A", "91 95 C1")]
    public void TheCheckSumIsThePublishedOne(string first, string rest)
    {
        byte[] frame = [.. Decoding.Hex(first), .. Decoding.Hex(rest)];
        Assert.That(Crc16X25.Add(Crc16X25.Start, frame), Is.EqualTo(Crc16X25.Good), "the residue of a good frame");
    }

    [Test]
    public void EveryByteComesThroughTheEscapes()
    {
        var message = Enumerable.Range(0, 1024).Select(i => (byte)(i % 3 == 0 ? 0xC0 : i % 3 == 1 ? 0x7D : i)).ToArray();
        var output = new ArrayBufferWriter<byte>();
        IntellivueFraming.Write(output, message);
        var framed = output.WrittenSpan.ToArray();
        Assert.That(Messages(framed, out _).Single(), Is.EqualTo(message));
        Assert.That(framed[1..^1], Has.None.EqualTo((byte)0xC0).And.None.EqualTo((byte)0xC1));
    }

    [Test]
    public void AFalseBeginningDoesNotEatAGoodFrame()
    {
        var output = new ArrayBufferWriter<byte>();
        IntellivueMessages.Release(output);
        var good = output.WrittenSpan.ToArray();
        byte[] stream = [0x55, 0xC0, 0x11, 0x01, .. good, 0xC1, 0xC0, 0x7D, 0xC1, .. good, .. good[..^1], .. good];
        Assert.That(Messages(stream, out var dropped), Has.Count.EqualTo(3));
        Assert.That(dropped, Is.EqualTo(stream.Length - 3 * good.Length));
    }

    [Test]
    public void AFrameWithoutEndIsBounded()
    {
        byte[] endless = [0xC0, .. new byte[100_000]];
        var output = new ArrayBufferWriter<byte>();
        IntellivueMessages.Release(output);
        Assert.That(Messages([.. endless, .. output.WrittenSpan], out var dropped), Has.Count.EqualTo(1));
        Assert.That(dropped, Is.EqualTo(endless.Length));
    }

    private static List<byte[]> Messages(byte[] bytes, out long dropped)
    {
        var framing = new IntellivueFraming();
        var sequence = new ReadOnlySequence<byte>(bytes);
        var messages = new List<byte[]>();
        while (framing.TryRead(ref sequence, out var message)) messages.Add(message.ToArray());
        dropped = framing.DroppedBytes;
        return messages;
    }

    private static TestCaseData Frame(string name, string frame, Action<IBufferWriter<byte>> write) => new TestCaseData(frame, write).SetArgDisplayNames(name);
}
