using EdgeMonitor.Acquisition.Drivers.HealthyPi;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.HealthyPi;

public sealed class HealthyPiDecoderTests
{
    private const string Example = "0A FA 14 00 02 5E 01 88 FF 40 E2 01 00 CD 81 01 00 58 0E 10 61 48 50 78 00 00 0B";

    private static readonly string[] Waves = ["ECG", "Respiration", "Infrared", "Red"];

    [Test]
    public void ReadsTheExampleByteForByte()
    {
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), Decoding.Hex(Example));

        Assert.That(Waves.Select(wave => Decoding.Samples(inputs, wave).Single()), Is.EqualTo(new[] { 350, -120, 123456, 98765 }));
        Assert.That(inputs.OfType<Reading>(), Is.EqualTo(new[]
        {
            Reading.Valid("board", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, TimeSpan.Zero),
            Reading.Valid("board", Mdc.TthorRespRate, MdcUnit.BreathPerMinute, 16, TimeSpan.Zero),
            Reading.Valid("board", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.Zero),
            Reading.Valid("board", Mdc.Temp, MdcUnit.DegreeCelsius, 36.72, TimeSpan.Zero),
        }), "and bytes 17 and 18, 80 and 120, are no blood pressure");
        Assert.That(inputs.OfType<ContactStatus>().Select(status => (status.Modality, status.Contact)),
            Is.EqualTo(new[] { (Modality.Ecg, Contact.Attached), (Modality.Oximeter, Contact.Attached) }));
    }

    [Test]
    public void GivesTheEcgInMillivolts()
        => Assert.That(new HealthyPiDecoder("board").Signals[0].ValueOf(41), Is.EqualTo(1.009).Within(0.001));

    [Test]
    public void RefusesAFrameWithAnyWrongByteOfHeaderOrTrailer()
    {
        foreach (var offset in new[] { 0, 1, 2, 3, 4, 25, 26 })
        {
            var bytes = Decoding.Hex(Example + Example);
            bytes[offset] ^= 0x01;
            var decoder = new HealthyPiDecoder("board");
            Decoding.Run(decoder, bytes);
            Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((1L, 27L)), $"offset {offset}");
        }
    }

    [Test]
    public void TakesZeroForNotMeasured()
    {
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), Frame(temperature: 0, respiration: 0, saturation: 0, rate: 0));
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Reason), Is.EqualTo(Enumerable.Repeat(NoData.NotMeasured, 4)));
    }

    [Test]
    public void TakesWhatIsOutsideItsRangeForDisturbed()
    {
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), Frame(temperature: 999, respiration: 151, saturation: 101, rate: 251));
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Reason), Is.EqualTo(Enumerable.Repeat(NoData.PoorSignal, 4)));
    }

    [Test]
    public void PassesLowValuesOn()
    {
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), Frame(temperature: 2500, respiration: 1, saturation: 40, rate: 21));
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Value), Is.EqualTo(new double?[] { 21, 1, 40, 25 }));
    }

    [TestCase(0x01, NoData.LeadOff, NoData.None)]
    [TestCase(0x04, NoData.LeadOff, NoData.None)]
    [TestCase(0x10, NoData.LeadOff, NoData.None)]
    [TestCase(0x02, NoData.None, NoData.SensorOff)]
    [TestCase(0x03, NoData.LeadOff, NoData.SensorOff)]
    public void GivesNoNumberOfAContactThatIsOff(int leads, NoData electrodes, NoData probe)
    {
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), Frame(leads: leads));
        Assert.That(inputs.OfType<Reading>().Select(reading => reading.Reason), Is.EqualTo(new[] { electrodes, electrodes, probe, NoData.None }));
        Assert.That(Decoding.Contacts(inputs, Modality.Ecg), Is.EqualTo(new[] { electrodes == NoData.None ? Contact.Attached : Contact.LeadOff }));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { probe == NoData.None ? Contact.Attached : Contact.SensorOff }));
    }

    [Test]
    public void TellsAContactOnChangeOnlyAndItsReadingsAtOnce()
    {
        byte[] bytes = [.. Frame(), .. Frame(), .. Frame(leads: 1), .. Frame(leads: 1), .. Frame(leads: 5), .. Frame(leads: 2)];
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), bytes);
        Assert.That(Decoding.Contacts(inputs, Modality.Ecg), Is.EqualTo(new[] { Contact.Attached, Contact.LeadOff, Contact.Attached }));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { Contact.Attached, Contact.SensorOff }));
        Assert.That(Decoding.Readings(inputs, Mdc.EcgHeartRate).Select(reading => reading.Reason), Is.EqualTo(new[] { NoData.None, NoData.LeadOff, NoData.None }));
    }

    [Test]
    public void GivesReadingsOnceASecond()
    {
        var bytes = Enumerable.Range(0, 376).SelectMany(_ => Frame()).ToArray();
        var inputs = Decoding.Run(new HealthyPiDecoder("board"), bytes, 100);
        Assert.That(Decoding.Readings(inputs, Mdc.Temp).Select(reading => reading.At.TotalSeconds), Is.EqualTo(new[] { 0.0, 1, 2, 3 }));
    }

    [Test]
    public void FindsAllFramesAfterRandomBytesAndShowsTheGap()
    {
        var random = new byte[1_000_000];
        new Random(3).NextBytes(random);
        var decoder = new HealthyPiDecoder("board");
        Decoding.Run(decoder, Frame());
        Assert.That(Decoding.Run(decoder, random, 4096), Is.Empty);

        var inputs = Decoding.Run(decoder, Enumerable.Range(0, 50).SelectMany(_ => Frame()).ToArray(), 10);
        Assert.That(decoder.GoodFrames, Is.EqualTo(51));
        Assert.That(inputs.OfType<SampleBlock>().First().FirstIndex, Is.EqualTo(1 + random.Length / 27).Within(1));
    }

    private static byte[] Frame(int temperature = 3672, int respiration = 16, int saturation = 97, int rate = 72, int leads = 0)
    {
        var bytes = Decoding.Hex(Example);
        (bytes[17], bytes[18]) = ((byte)temperature, (byte)(temperature >> 8));
        (bytes[19], bytes[20], bytes[21], bytes[24]) = ((byte)respiration, (byte)saturation, (byte)rate, (byte)leads);
        return bytes;
    }
}
