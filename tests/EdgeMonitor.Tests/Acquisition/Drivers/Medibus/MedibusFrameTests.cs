using System.Buffers;
using System.Text;
using EdgeMonitor.Acquisition.Drivers.Medibus;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Medibus;

public sealed class MedibusFrameTests
{
    [TestCase(0x1B, 0x51, "1B 51 36 43 0D")]
    [TestCase(0x01, 0x51, "01 51 35 32 0D")]
    [TestCase(0x1B, 0x52, "1B 52 36 44 0D")]
    [TestCase(0x1B, 0x24, "1B 24 33 46 0D")]
    [TestCase(0x1B, 0x27, "1B 27 34 32 0D")]
    [TestCase(0x1B, 0x28, "1B 28 34 33 0D")]
    [TestCase(0x1B, 0x30, "1B 30 34 42 0D")]
    [TestCase(0x01, 0x30, "01 30 33 31 0D")]
    [TestCase(0x1B, 0x55, "1B 55 37 30 0D")]
    public void WritesAndReadsEveryKnownLine(int start, int code, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        MedibusFrame.Write(output, (byte)start, (byte)code);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(Decoding.Hex(hex)));
        Assert.That(MedibusFrame.TryRead(output.WrittenSpan[..^1], out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new MedibusFrame(start == 0x1B, (byte)code, 0)));
    }

    [TestCase("01 51 35 33", TestName = "a wrong sum")]
    [TestCase("01 51 33", TestName = "too short")]
    [TestCase("02 51 35 33", TestName = "another start")]
    [TestCase("01 4A 34 62", TestName = "a sum in lower case")]
    public void RefusesWhatIsNoLine(string hex) => Assert.That(MedibusFrame.TryRead(Decoding.Hex(hex), out _), Is.False);

    [TestCase("  12", 12)]
    [TestCase(" 5.3", 5.3)]
    [TestCase("-0.2", -0.2)]
    [TestCase("9999", 9999)]
    [TestCase("    ", null)]
    [TestCase("----", null)]
    [TestCase("****", null)]
    [TestCase("1,23", null)]
    [TestCase("1E99", null)]
    [TestCase(" NaN", null)]
    [TestCase("1 23", null)]
    public void ReadsNumbersAndNothingElse(string text, double? number) => Assert.That(MedibusFrame.Number(Encoding.ASCII.GetBytes(text)), Is.EqualTo(number));

    [Test]
    public void TheFirstCodeOfAQuantityThatHasAValueCounts()
    {
        var (page, inputs) = (new MedibusNumbers("vent", MedibusNumbers.PageOne), new List<MonitorInput>());
        page.Take("E3 5.0E6    D7  14D6  15"u8, TimeSpan.Zero, inputs);
        Assert.That(Decoding.Readings(inputs, Mdc.AwayCo2Et).Single().Value, Is.EqualTo(37.5).Within(0.01), "kPa became mmHg");
        Assert.That(Decoding.Readings(inputs, Mdc.AwayRespRate).Single().Value, Is.EqualTo(15));
    }

    [TestCase("EB   0")]
    [TestCase("EB 101")]
    [TestCase("EB    ")]
    [TestCase("EB----")]
    public void AMissingSaturationIsNoNumber(string data)
    {
        var (page, inputs) = (new MedibusNumbers("vent", MedibusNumbers.PageOne), new List<MonitorInput>());
        page.Take(Encoding.ASCII.GetBytes(data), TimeSpan.Zero, inputs);
        Assert.That(inputs, Is.EqualTo(new[] { Reading.Missing("vent", Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.NotMeasured, TimeSpan.Zero) }));
    }

    [Test]
    public void AQuantityThatIsToldNoMoreIsMissing()
    {
        var (page, inputs) = (new MedibusNumbers("vent", MedibusNumbers.PageOne), new List<MonitorInput>());
        page.Take("78   5"u8, TimeSpan.Zero, inputs);
        page.Take(""u8, TimeSpan.Zero, inputs);
        Assert.That(Decoding.Readings(inputs, Mdc.VentPressAwayEndExpPos).Select(reading => reading.Value), Is.EqualTo(new double?[] { 5, null }));
    }
}
