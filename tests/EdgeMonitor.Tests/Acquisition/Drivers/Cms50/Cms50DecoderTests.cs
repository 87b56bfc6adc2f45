using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Cms50;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Cms50;

public sealed class Cms50DecoderTests
{
    private const string Legacy = "C8 40 07 48 61", Seven = "01 80 C8 C0 97 C8 E1 DE 81";

    [TestCase("C8 40 07 48 61", 64, 72, 97)]
    [TestCase("85 1E 43 0E 63", 30, 142, 99)]
    public void ReadsALegacyFrame(string hex, int pleth, int rate, int saturation)
    {
        var bytes = new ReadOnlySequence<byte>(Decoding.Hex(hex));
        Assert.That(Cms50Frame.TryRead(ref bytes, Cms50Generation.Legacy, out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new Cms50Frame(Cms50Status.None, pleth, rate, saturation)));
        Assert.That(bytes.IsEmpty, Is.True);
    }

    [TestCase("01 80 C8 C0 97 C8 E1 DE 81", 64, 72, 97)]
    [TestCase("01 88 C8 C0 97 8E E1 DE 81", 64, 142, 97, Description = "pulse rate above 127: its eighth bit stands in the second byte")]
    public void ReadsAPacketOfProtocolSeven(string hex, int pleth, int rate, int saturation)
    {
        var bytes = new ReadOnlySequence<byte>(Decoding.Hex(hex));
        Assert.That(Cms50Frame.TryRead(ref bytes, Cms50Generation.Seven, out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new Cms50Frame(Cms50Status.None, pleth, rate, saturation)));
    }

    [TestCase("90 40 27 48 61", Cms50Generation.Legacy, Cms50Status.SearchedTooLong | Cms50Status.Searching)]
    [TestCase("88 40 17 48 61", Cms50Generation.Legacy, Cms50Status.ProbeError)]
    [TestCase("01 83 98 C0 97 C8 E1 DE 81", Cms50Generation.Seven, Cms50Status.SearchedTooLong | Cms50Status.Searching | Cms50Status.ProbeError)]
    public void ReadsTheStateOfTheProbe(string hex, object generation, object status)
    {
        Assert.That(Cms50Frame.TryRead(Decoding.Hex(hex), (Cms50Generation)generation, out var frame), Is.True);
        Assert.That(frame.Status, Is.EqualTo((Cms50Status)status));
    }

    [TestCase("C8 C0 07 48 61", Cms50Generation.Legacy)]
    [TestCase("48 40 07 48 61", Cms50Generation.Legacy)]
    [TestCase("C8 40 07 48", Cms50Generation.Legacy)]
    [TestCase("01 80 C8 40 97 C8 E1 DE 81", Cms50Generation.Seven)]
    [TestCase("02 80 C8 C0 97 C8 E1 DE 81", Cms50Generation.Seven)]
    public void LeavesWhatIsNoFrame(string hex, object generation) => Assert.That(Cms50Frame.TryRead(Decoding.Hex(hex), (Cms50Generation)generation, out _), Is.False);

    [TestCase(Legacy)]
    [TestCase(Seven)]
    public void GivesTheWaveAndThreeReadingsASecond(string frame)
    {
        var inputs = Decoding.Run(new Cms50Decoder("spo2"), Repeat(frame, 60));
        Assert.That(Decoding.Samples(inputs, "Pleth"), Is.EqualTo(Enumerable.Repeat(64, 60)));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(new double?[] { 72, 72, 72 }));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximSatO2).Select(reading => reading.Value), Is.EqualTo(new double?[] { 97, 97, 97 }));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { Contact.Attached }));
        Assert.That(inputs.OfType<DeviceIdentity>().Count(), Is.EqualTo(1));
    }

    [TestCase("C8 40 07 00 00", NoData.NotMeasured)]
    [TestCase("C8 40 47 7F 7F", NoData.NotMeasured, Description = "255 and 127")]
    [TestCase("C8 40 07 00 65", NoData.NotMeasured, Description = "101 %")]
    [TestCase("C8 40 27 48 61", NoData.Searching)]
    [TestCase("D8 40 07 48 61", NoData.SensorOff)]
    [TestCase("C8 40 17 48 61", NoData.SensorOff)]
    [TestCase("01 80 C8 C0 97 80 80 DE 81", NoData.NotMeasured)]
    [TestCase("01 88 C8 C0 97 FF FF FF FF", NoData.NotMeasured)]
    [TestCase("01 82 C8 C0 97 C8 E1 DE 81", NoData.Searching)]
    [TestCase("01 81 C8 C0 97 C8 E1 DE 81", NoData.SensorOff)]
    public void NeverMakesANumberOfAMissingCode(string frame, object reason)
    {
        var inputs = Decoding.Run(new Cms50Decoder("spo2"), Repeat(frame, 30));
        Assert.That(inputs.OfType<Reading>().Select(reading => (reading.Value, reading.Reason)), Is.Not.Empty.And.All.EqualTo(((double?)null, (NoData)reason)));
    }

    [Test]
    public void TellsContactOnChange()
    {
        byte[] bytes = [.. Repeat(Legacy, 20), .. Repeat("D8 40 07 48 61", 20), .. Repeat("C8 40 17 48 61", 20), .. Repeat(Legacy, 20)];
        var told = Decoding.Contacts(Decoding.Run(new Cms50Decoder("spo2"), bytes), Modality.Oximeter);
        Assert.That(told, Is.EqualTo(new[] { Contact.Attached, Contact.SensorOff, Contact.Disconnected, Contact.Attached }));
    }

    [TestCase(Legacy, 5)]
    [TestCase(Seven, 9)]
    public void ShowsAGapWhereBytesWereLost(string frame, int size)
    {
        var bytes = Repeat(frame, 40).ToList();
        bytes.RemoveAt(20 * size + 2);
        var blocks = Decoding.Run(new Cms50Decoder("spo2"), bytes.ToArray()).OfType<SampleBlock>().ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)).Count(pair => !pair.Second.Follows(pair.First)), Is.EqualTo(1));
        Assert.That(blocks[^1].EndIndex, Is.EqualTo(40));
    }

    [Test]
    public void PassesOverOtherPacketsWithoutAGap()
    {
        byte[] bytes = [.. Repeat(Seven, 20), .. Decoding.Hex("0C 80 80 81"), .. Repeat(Seven, 20)];
        var decoder = new Cms50Decoder("spo2");
        var blocks = Decoding.Run(decoder, bytes).OfType<SampleBlock>().ToList();
        Assert.That(blocks.Skip(1).Zip(blocks, (later, earlier) => later.Follows(earlier)), Is.All.True);
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((40L, 0L)));
    }

    [Test]
    public void APacketAsLongAsASampleMayHaveBeenOne()
    {
        byte[] bytes = [.. Repeat(Seven, 20), .. Decoding.Hex("05 80 C8 C0 97 C8 E1 DE 81"), .. Repeat(Seven, 20)];
        var blocks = Decoding.Run(new Cms50Decoder("spo2"), bytes).OfType<SampleBlock>().ToList();
        Assert.That(blocks[^1].EndIndex, Is.EqualTo(41));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void SaysNothingOfAPatientInRandomBytes(int seed)
    {
        var random = new byte[1_000_000];
        new Random(seed).NextBytes(random);
        var decoder = new Cms50Decoder("spo2");
        Assert.That(Decoding.Run(decoder, random, 4000).Where(input => input is not SampleBlock), Is.Empty, $"seed {seed}");
        Assert.That(Decoding.Run(decoder, Repeat(Seven, 60), 11).OfType<Reading>().Count(), Is.EqualTo(6), $"seed {seed}");
    }

    internal static byte[] Repeat(string frame, int count) => [.. Enumerable.Repeat(Decoding.Hex(frame), count).SelectMany(bytes => bytes)];
}
