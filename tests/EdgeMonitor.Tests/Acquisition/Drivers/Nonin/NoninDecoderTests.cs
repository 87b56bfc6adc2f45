using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

public sealed class NoninDecoderTests
{
    /// <summary>The vectors kept in pufferfish-software's tests: heart rate 72, SpO2 97, revision 0x30.</summary>
    private const string Vectors = "01 81 01 00 83 | 01 80 01 48 CA | 01 80 01 61 E3 | 01 80 01 30 B2 | 01 80 01 00 82";

    [Test]
    public void GivesPulseRateAndSaturationAtThePacketsThirdFrame()
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), Decoding.Hex(Vectors));

        var at = TimeSpan.FromSeconds(2 / 75.0);
        Assert.That(inputs.OfType<Reading>(), Is.EqualTo(new[]
        {
            Reading.Valid("spo2", Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 72, at),
            Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, at),
        }));
        Assert.That(Decoding.Samples(inputs, "Pleth"), Is.EqualTo(Enumerable.Repeat(1, 5)));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { Contact.Attached }));
    }

    [TestCase(72, false)]
    [TestCase(127, false)]
    [TestCase(128, true)]
    [TestCase(255, false)]
    [TestCase(321, true)]
    public void PacksThePulseRateInSevenBitsAByte(int rate, bool formatSeven)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), new NoninStream(formatSeven).Packet(rate, 97).ToArray());
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Single().Value, Is.EqualTo(rate));
    }

    [TestCase(0x00, NoData.NotMeasured)]
    [TestCase(0x20, NoData.PoorSignal)]
    [TestCase(0x10, NoData.Searching)]
    [TestCase(0x30, NoData.Searching)]
    [TestCase(0x08, NoData.SensorOff)]
    [TestCase(0x40, NoData.SensorOff)]
    public void SaysWhyAValueIsMissing(int status, NoData reason)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), new NoninStream().Packet(511, 127, status, displayRate: 72, displaySaturation: 97).ToArray());
        Assert.That(inputs.OfType<Reading>().Select(reading => (reading.Value, reading.Reason)), Is.EqualTo(Enumerable.Repeat(((double?)null, reason), 2)));
    }

    [TestCase(0, 0)]
    [TestCase(511, 101)]
    [TestCase(511, 126)]
    public void TakesImpossibleValuesForMissing(int rate, int saturation)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), new NoninStream().Packet(rate, saturation).ToArray());
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Value), Is.EqualTo(new double?[] { null, null }));
    }

    [TestCase(0x08)]
    [TestCase(0x40)]
    public void NeverGivesAValueWhileTheProbeIsOff(int status)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), new NoninStream().Packet(72, 97, status).ToArray());
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Reason), Is.EqualTo(new[] { NoData.SensorOff, NoData.SensorOff }));
    }

    [TestCase(0x02, SignalQuality.Good)]
    [TestCase(0x06, SignalQuality.Marginal)]
    [TestCase(0x04, SignalQuality.Poor)]
    [TestCase(0x00, SignalQuality.Unknown)]
    [TestCase(0x22, SignalQuality.Marginal)]
    [TestCase(0x24, SignalQuality.Poor)]
    [TestCase(0x12, SignalQuality.Poor)]
    public void JudgesByPerfusionArtefactAndTrack(int status, SignalQuality quality)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), new NoninStream().Packet(72, 97, status).ToArray());
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Quality), Is.All.EqualTo(quality));
    }

    [Test]
    public void TellsContactOnChangeOnly()
    {
        var stream = new NoninStream().Packet(72, 97).Packet(72, 97).Packet(511, 127, 0x08).Packet(511, 127, 0x48).Packet(72, 97).ToArray();
        var inputs = Decoding.Run(new NoninDecoder("spo2"), stream);
        Assert.That(inputs.OfType<ContactStatus>().Select(status => (status.Contact, Math.Round(status.At.TotalSeconds * 75))), Is.EqualTo(new[]
        {
            (Contact.Attached, 0.0), (Contact.SensorOff, 50.0), (Contact.Disconnected, 75.0), (Contact.Attached, 100.0),
        }));
    }

    [Test]
    public void FollowsAChangeOfFormat()
    {
        var stream = new NoninStream();
        stream.Packet(72, 97);
        stream.FormatSeven = true;
        stream.Packet(150, 95);
        stream.FormatSeven = false;
        stream.Packet(60, 99);

        var decoder = new NoninDecoder("spo2");
        var inputs = Decoding.Run(decoder, stream.ToArray());

        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(new double?[] { 72, 150, 60 }));
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((75L, 0L)));
        Assert.That(Decoding.Samples(inputs, "Pleth").Skip(25).Take(25), Is.EqualTo(Enumerable.Range(25, 25).Select(NoninStream.PlethOf)));
        var blocks = inputs.OfType<SampleBlock>().ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)).Count(pair => !pair.Second.Follows(pair.First)), Is.EqualTo(2), "a wave is not joined over a change of format");
        Assert.That(blocks.Select(block => block.Signal), Is.All.SameAs(decoder.Signals[0]));
    }

    [Test]
    public void DoesNotTakeAFormatTwoBegunInTheMiddleForFormatSeven()
    {
        // 80 00 00 81 01 is a good frame of format #7; it is 01 80 00 00 81 begun one byte late.
        var stream = Enumerable.Repeat("01 80 00 00 81", 24).Prepend("01 81 00 00 82").SelectMany(Decoding.Hex).ToArray();
        var decoder = new NoninDecoder("spo2");
        var inputs = Decoding.Run(decoder, stream.AsMemory(6));
        Assert.That(Decoding.Samples(inputs, "Pleth"), Is.All.Zero);
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((23L, 4L)));
    }

    [Test]
    public void GivesNoReadingFromAPacketItSawInPart([Range(1, 24)] int from)
    {
        var stream = new NoninStream().Packet(72, 97).Packet(80, 96).ToArray();
        var inputs = Decoding.Run(new NoninDecoder("spo2"), stream.AsMemory(from * 5));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(new double?[] { 80 }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void LosesOnlyTheFrameInWhichABitFlipped(bool formatSeven)
    {
        var stream = new NoninStream(formatSeven).Packet(72, 97).Packet(180, 96).Packet(80, 95);
        var good = Decoding.Samples(Decoding.Run(new NoninDecoder("spo2"), stream.ToArray()), "Pleth");
        for (var bit = 0; bit < (stream.Frames - 2) * 5 * 8; bit++) // The last frames have none after them to be believed by.
        {
            var bytes = stream.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var expected = good.ToList();
            expected.RemoveAt(bit / 40);
            if (bit / 40 == 1) expected.RemoveAt(0); // The first frame of all had only this one to be believed by.
            var inputs = Decoding.Run(new NoninDecoder("spo2"), bytes);
            Assert.That(Decoding.Samples(inputs, "Pleth"), Is.EqualTo(expected), $"bit {bit}");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ShowsAGapWhereAFrameWasLost(bool formatSeven)
    {
        var bytes = new NoninStream(formatSeven).Packet(72, 97).Packet(72, 97).ToArray();
        bytes[12 * 5 + 4] ^= 0x10;
        var blocks = Decoding.Run(new NoninDecoder("spo2"), bytes).OfType<SampleBlock>().ToList();
        Assert.That(blocks.Single(block => block.EndIndex is > 10 and < 15).EndIndex, Is.EqualTo(12));
        Assert.That(blocks.First(block => block.EndIndex > 12).FirstIndex, Is.EqualTo(13));
        Assert.That(blocks[^1].EndIndex, Is.EqualTo(50));
    }

    [TestCase(false, 1)]
    [TestCase(true, 2)]
    public void FindsAllFramesAfterRandomBytes(bool formatSeven, int seed)
    {
        var random = new byte[1_000_000];
        new Random(seed).NextBytes(random);
        var stream = new NoninStream(formatSeven).Packet(72, 97).Packet(200, 96);
        var decoder = new NoninDecoder("spo2");

        var before = Decoding.Run(decoder, random, 4096).Count;
        var framesBefore = decoder.GoodFrames;
        var after = Decoding.Run(decoder, stream.ToArray(), 11);

        Assert.That(before, Is.LessThan(200), $"seed {seed}: random bytes are not taken for a patient");
        Assert.That(decoder.GoodFrames - framesBefore, Is.EqualTo(50), $"seed {seed}");
        Assert.That(Decoding.Readings(after, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(new double?[] { 72, 200 }));
    }

    [Test]
    public void ReadsASequenceInManySegments()
    {
        var bytes = new NoninStream(formatSeven: true).Packet(72, 97).Packet(80, 98).ToArray();
        var sequence = Segments.Of(bytes, size: 3);
        var inputs = new List<MonitorInput>();
        var decoder = new NoninDecoder("spo2");
        decoder.Decode(ref sequence, frame => TimeSpan.FromSeconds(frame / 75.0), inputs);
        decoder.Finish(inputs);
        Assert.That(Decoding.Flatten(inputs), Is.EqualTo(Decoding.Flatten(Decoding.Run(new NoninDecoder("spo2"), bytes))));
        Assert.That(sequence.IsEmpty, Is.True);
    }

    private sealed class Segments : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
        {
            Segments? first = null, last = null;
            foreach (var piece in bytes.Chunk(size))
            {
                var next = new Segments { Memory = piece, RunningIndex = last is null ? 0 : last.RunningIndex + last.Memory.Length };
                if (last is not null) last.Next = next;
                first ??= next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }
    }
}
