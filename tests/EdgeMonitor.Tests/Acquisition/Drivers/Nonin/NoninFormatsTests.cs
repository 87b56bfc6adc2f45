using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

/// <summary>The formats without a wave, spot-check records, and what the device answers.</summary>
public sealed class NoninFormatsTests
{
    /// <summary>Two records of real devices.</summary>
    private const string FromMemory = "02 00 0D 00 0E 20 07 10 01 18 48 21 00 02 10 00 34 00 63 62 03",
        JustNow = "02 00 0D 00 0E 20 07 10 01 00 00 54 00 02 00 00 3C 00 63 2D 03";

    [TestCase("80 48 61", 72, 97)]
    [TestCase("81 34 5F", 180, 95)]
    [TestCase("82 41 64", 321, 100)]
    public void ReadsFormatOne(string frame, int rate, int saturation)
    {
        var decoder = new NoninDecoder("spo2");
        var inputs = Decoding.Run(decoder, Repeat(frame, 10));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => (reading.Value, reading.At.TotalSeconds)), Is.EqualTo(Enumerable.Range(0, 10).Select(second => ((double?)rate, (double)second))));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximSatO2).Select(reading => reading.Value), Is.EqualTo(Enumerable.Repeat((double?)saturation, 10)));
        Assert.That(decoder.FrameRate, Is.EqualTo(1));
    }

    [TestCase("83 7F 7F", NoData.NotMeasured)]
    [TestCase("A3 7F 7F", NoData.Searching)]
    [TestCase("87 7F 7F", NoData.PoorSignal)]
    [TestCase("C0 48 61", NoData.SensorOff)]
    [TestCase("80 00 00", NoData.NotMeasured)]
    [TestCase("83 7F 7F 08", NoData.SensorOff)]
    [TestCase("80 48 61 08", NoData.SensorOff)]
    [TestCase("A0 48 61 00", NoData.Searching, Description = "display values of a device that has lost track")]
    public void NeverMakesANumberOfAMissingCode(string frame, object reason)
    {
        var inputs = Decoding.Run(new NoninDecoder("spo2"), Repeat(frame, 10));
        Assert.That(inputs.OfType<Reading>().Select(reading => (reading.Value, reading.Reason)), Is.Not.Empty.And.All.EqualTo(((double?)null, (NoData)reason)));
    }

    [TestCase("80 48 61", SignalQuality.Unknown)]
    [TestCase("88 48 61", SignalQuality.Marginal)]
    [TestCase("90 48 61", SignalQuality.Poor)]
    [TestCase("84 48 61", SignalQuality.Marginal)]
    [TestCase("A0 48 61", SignalQuality.Poor)]
    public void JudgesFormatOneByItsBits(string frame, object quality)
        => Assert.That(Decoding.Run(new NoninDecoder("spo2"), Repeat(frame, 10)).OfType<Reading>().Select(reading => reading.Quality), Is.All.EqualTo((SignalQuality)quality));

    [Test]
    public void TellsTheFourByteFormatFromFormatOneByItself()
    {
        byte[] bytes = [.. Repeat("80 48 61 00", 10), .. Repeat("80 48 61 08", 2), .. Repeat("80 49 60 01", 2)];
        var inputs = Decoding.Run(new NoninDecoder("spo2"), bytes);
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(Enumerable.Repeat((double?)72, 10).Concat([null, null, 73, 73])));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { Contact.Attached, Contact.SensorOff, Contact.Attached }));
    }

    [TestCase("80 48 61", 1, 2)]
    [TestCase("80 48 61", null, 8)]
    [TestCase("80 48 61 00", 8, 2)]
    [TestCase("80 48 61 00", null, 8)]
    public void BelievesAFormatWithoutChecksumAfterEightFramesOrTwoThatAreExpected(string frame, int? setting, int frames)
    {
        Assert.That(Decoding.Run(new NoninDecoder("spo2", setting), Repeat(frame, frames - 1)), Is.Empty);
        Assert.That(Decoding.Run(new NoninDecoder("spo2", setting), Repeat(frame, frames)).OfType<Reading>().Count(), Is.EqualTo(2 * frames));
    }

    [Test]
    public void ADamagedFrameCostsItself([Range(0, 11)] int damaged, [Values(0x80, 0x40)] int flip, [Range(0, 2)] int at)
    {
        var bytes = Repeat("80 48 61", 14);
        bytes[3 * damaged + at] ^= (byte)flip;
        var decoder = new NoninDecoder("spo2");
        Decoding.Run(decoder, bytes);
        Assert.That(decoder.GoodFrames, Is.InRange(13, 14));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ASteadyStreamOfFiveByteFramesIsNeverTakenForAShortFormat(bool formatSeven)
    {
        // Every value of data and pleth, also those with bit 7 in places where a short frame has it.
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var stream = new NoninStream(formatSeven);
            for (var frame = 0; frame < 200; frame++) stream.Frame(frame % 25 == 0 ? 1 : 0, random.Next(65536), random.Next(256));
            for (var from = 0; from < 5; from++)
            {
                var decoder = new NoninDecoder("spo2");
                Decoding.Run(decoder, stream.ToArray().AsMemory(from));
                Assert.That(decoder.FrameRate, Is.EqualTo(NoninDecoder.FramesPerSecond), $"seed {seed}, from {from}");
            }
        }
    }

    [Test]
    public void ReadsARecordAndPassesOverOneFromMemory()
    {
        var decoder = new NoninDecoder("spo2");
        var inputs = Decoding.Run(decoder, Decoding.Hex(FromMemory + JustNow));
        Assert.That(inputs, Is.EqualTo(new MonitorInput[]
        {
            Reading.Valid("spo2", Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 60, TimeSpan.Zero),
            Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 99, TimeSpan.Zero),
        }));
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes, decoder.FrameRate), Is.EqualTo((2L, 0L, double.PositiveInfinity)));
    }

    [Test]
    public void ARecordWithoutAMeasurementIsMissing()
    {
        var record = Decoding.Hex(JustNow);
        record[14] |= 0x01;
        record[19]++;
        Assert.That(Decoding.Run(new NoninDecoder("spo2"), record).OfType<Reading>().Select(reading => reading.Reason), Is.EqualTo(new[] { NoData.NotMeasured, NoData.NotMeasured }));
    }

    [TestCase("02 F4 0B 02 35 30 31 34 39 33 32 30 30 CA 03", "Nonin", "501493200")]
    [TestCase("02 F3 04 02 18 05 09 03", "Nonin 3150", "")]
    [TestCase("02 F3 03 02 9E 09 03", "Nonin 9560", "")]
    [TestCase("02 F3 03 02 93 06 03", "Nonin 9560", "")]
    [TestCase("02 F3 02 02 77 03", "Nonin, type 0277", "")]
    public void LearnsWhoTheDeviceIsInTheMiddleOfItsStream(string reply, string model, string serial)
    {
        var stream = new NoninStream().Packet(72, 97);
        stream.Garbage(Decoding.Hex(reply)).Packet(75, 98);
        var decoder = new NoninDecoder("spo2");
        var inputs = Decoding.Run(decoder, stream.ToArray());
        Assert.That(inputs.OfType<DeviceIdentity>().Select(identity => (identity.Model, identity.Serial)), Is.EqualTo(new[] { (model, serial) }));
        var blocks = inputs.OfType<SampleBlock>().ToList();
        Assert.That(blocks.Skip(1).Zip(blocks, (later, earlier) => later.Follows(earlier)), Is.All.True, "an answer between two frames is no gap");
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Select(reading => reading.Value), Is.EqualTo(new double?[] { 72, 75 }));
    }

    [Test]
    public void DoesNotBelieveASerialNumberWithAWrongSum()
        => Assert.That(Decoding.Run(new NoninDecoder("spo2"), Decoding.Hex("02 F4 0B 02 35 30 31 34 39 33 32 30 30 CB 03")), Is.Empty);

    private static byte[] Repeat(string frame, int count) => [.. Enumerable.Repeat(Decoding.Hex(frame), count).SelectMany(bytes => bytes)];
}
