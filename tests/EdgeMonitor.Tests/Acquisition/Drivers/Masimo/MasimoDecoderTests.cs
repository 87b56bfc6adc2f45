using System.Globalization;
using System.Text;
using EdgeMonitor.Acquisition.Drivers.Masimo;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Masimo;

public sealed class MasimoDecoderTests
{
    private const string Head = "03/17/16 19:19:36 SN=0000093112 ";

    /// <summary>A line of a real device (nmenon/masimo-datacapture).</summary>
    private const string Real = "03/17/16 19:19:36 SN=---------- SPO2=098% BPM=123 PI=00.55 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- RESVD=--- DESAT=-- PIDELTA=+-- PVI=--- ALARM=000000 EXC=0000C00 EXC1=00000000";

    [Test]
    public void ReadsARealLine()
    {
        var inputs = Run(Real);
        Assert.That(inputs.OfType<Reading>(), Is.EqualTo(new[]
        {
            Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 98, TimeSpan.Zero, SignalQuality.Poor),
            Reading.Valid("spo2", Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 123, TimeSpan.Zero, SignalQuality.Poor),
            Reading.Valid("spo2", Mdc.BloodPerfusionIndex, MdcUnit.Percent, 0.55, TimeSpan.Zero, SignalQuality.Poor),
        }));
        Assert.That(inputs.OfType<DeviceIdentity>().Single().Serial, Is.Empty);
    }

    [TestCase("SPO2=098% BPM=072 EXC=000800", SignalQuality.Good, ReadingMark.None)]
    [TestCase("SPO2=098% BPM=072 EXC=000804", SignalQuality.Marginal, ReadingMark.LowPerfusion)]
    [TestCase("SPO2=098% BPM=072 EXC=000808", SignalQuality.Marginal, ReadingMark.None)]
    [TestCase("SPO2=098% BPM=072 EXC=000810", SignalQuality.Poor, ReadingMark.None)]
    [TestCase("SPO2=098% BPM=072 EXC=000840", SignalQuality.Poor, ReadingMark.None)]
    [TestCase("SPO2=098% BPM=072 EXC=C04", SignalQuality.Poor, ReadingMark.LowPerfusion)]
    public void JudgesByTheExceptions(string rest, object quality, object mark)
        => Assert.That(Run(Head + rest).OfType<Reading>().Select(reading => (reading.Quality, reading.Mark)), Is.All.EqualTo(((SignalQuality)quality, (ReadingMark)mark)));

    [TestCase("SPO2=---% BPM=---% EXC=000001", NoData.SensorOff, Contact.Disconnected)]
    [TestCase("SPO2=098% BPM=072 EXC=000001", NoData.SensorOff, Contact.Disconnected)]
    [TestCase("SPO2=098% BPM=072 EXC=000802", NoData.DeviceError, Contact.Disconnected)]
    [TestCase("SPO2=098% BPM=072 EXC=000880", NoData.DeviceError, Contact.Disconnected)]
    [TestCase("SPO2=098% BPM=072 EXC=000820", NoData.SensorOff, Contact.SensorOff)]
    [TestCase("SPO2=---% BPM=--- EXC=000808", NoData.Searching, Contact.Attached)]
    [TestCase("SPO2=---% BPM=--- EXC=000C00", NoData.PoorSignal, Contact.Attached)]
    [TestCase("SPO2=---% BPM=--- PI=--.-- EXC=000000", NoData.NotMeasured, Contact.Attached)]
    [TestCase("SPO2=000% BPM=000 EXC=000800", NoData.NotMeasured, Contact.Attached)]
    [TestCase("SPO2=101% BPM=999 PI=99.99 EXC=000800", NoData.NotMeasured, Contact.Attached)]
    public void NeverMakesANumberOfWhatIsMissing(string rest, object reason, object contact)
    {
        var inputs = Run(Head + rest);
        Assert.That(inputs.OfType<Reading>().Select(reading => (reading.Value, reading.Reason)), Is.Not.Empty.And.All.EqualTo(((double?)null, (NoData)reason)));
        Assert.That(Decoding.Contacts(inputs, Modality.Oximeter), Is.EqualTo(new[] { (Contact)contact }));
    }

    [TestCase("03/17/16 19:19:3x SN=1 SPO2=098% BPM=072 EXC=0")]
    [TestCase("03-17-16 19:19:36 SN=1 SPO2=098% BPM=072 EXC=0")]
    [TestCase(Head + "SPO2=0x8% BPM=072 EXC=0")]
    [TestCase(Head + "SPO2=98.5% BPM=072 EXC=0")]
    [TestCase(Head + "SPO2=098% BPM= EXC=0")]
    [TestCase(Head + "SPO2=098% BPM=072 PI=0,55 EXC=0", Description = "a decimal comma is no number")]
    [TestCase(Head + "SPO2=098% BPM=072 PI=1e1 EXC=0")]
    [TestCase(Head + "SPO2=098% BPM=072 EXC=xyz")]
    [TestCase(Head + "SPO2=098% BPM=072")]
    [TestCase(Head + "BPM=072 EXC=0")]
    [TestCase(Head + "SPO2=098% garbage BPM=072 EXC=0")]
    [TestCase(Head + "SPO2=99999999999% BPM=072 EXC=0")]
    [TestCase("")]
    public void DropsADamagedLine(string line)
    {
        var decoder = new MasimoDecoder("spo2");
        Assert.That(Decoding.Run(decoder, Bytes(line)), Is.Empty);
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((0L, (long)line.Length + 2)));
    }

    [Test]
    public void DoesNotCareForTheOrderAndWidthOfKeys()
        => Assert.That(Run("01/02/03 04:05:06 EXC=800 NEW=1,2 BPM=72   PI=2.1% SPO2=97").OfType<Reading>().Select(reading => reading.Value), Is.EqualTo(new double?[] { 97, 72, 2.1 }));

    [Test]
    public void DoesNotCareForTheLocale()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
        try
        {
            Assert.That(0.5.ToString(CultureInfo.CurrentCulture), Is.EqualTo("0,5"));
            Assert.That(Decoding.Readings(Run(Real), Mdc.BloodPerfusionIndex).Single().Value, Is.EqualTo(0.55));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void SaysTheSerialNumberOnce()
    {
        var inputs = Run(Head + "SPO2=098% BPM=072 EXC=0", Head + "SPO2=098% BPM=072 EXC=0", "03/17/16 19:19:37 SN=0000070986 SPO2=098% BPM=072 EXC=0");
        Assert.That(inputs.OfType<DeviceIdentity>().Select(identity => identity.Serial), Is.EqualTo(new[] { "0000093112", "0000070986" }));
    }

    [Test]
    public void PassesOverAFloodWithoutLineEnds()
    {
        var decoder = new MasimoDecoder("spo2");
        byte[] bytes = [.. Enumerable.Repeat((byte)'x', 10_000), .. Bytes("", Real, Real)];
        Assert.That(Decoding.Run(decoder, bytes, 700).OfType<Reading>().Count(), Is.EqualTo(6));
        Assert.That(decoder.GoodFrames, Is.EqualTo(2));
    }

    private static List<MonitorInput> Run(params string[] lines) => Decoding.Run(new MasimoDecoder("spo2"), Bytes(lines));

    private static byte[] Bytes(params string[] lines) => Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\r\n")));
}
