using System.Globalization;
using System.Text;
using EdgeMonitor.Acquisition.Drivers.Ivy;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Ivy;

/// <summary>Frames made here by the layout, and the real capture.</summary>
public sealed class IvyDecoderTests
{
    private const string Usual = "HR=1;80;ECG-II-DIAG;\rRR=1;35;APNEA: 20 SEC;\rETCO2=1;;;\rSPO2=1;100;PR=80 ;\rNIBP=4;121;75;92;80;;\rP1=3;111;73;88;;\rP2=3;;;;NO TRANSDUCER;\rT1=1;;;\rT2=1;;;\r";

    [Test]
    public void TheRealCaptureGivesTwentySevenSecondsWithItsNumbersAndItsHeartRate()
    {
        var inputs = Decode(File.ReadAllBytes(Path.Combine(Recordings.NeededFolder("serial"), "Ivy450C.1.data")), out var decoder);
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((27, 252)), "the capture begins within a frame");
        Assert.That(Decoding.Readings(inputs, Mdc.EcgHeartRate).Select(reading => reading.Value), Is.All.EqualTo(80).And.Exactly(27).Items);
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximSatO2).Select(reading => reading.Value), Is.All.EqualTo(100));
        Assert.That(Decoding.Readings(inputs, Mdc.TthorRespRate).Select(reading => reading.Value), Is.All.EqualTo(35));
        Assert.That(Decoding.Readings(inputs, Mdc.PressBldSys).Select(reading => reading.Value), Is.All.InRange(110, 111));
        Assert.That(Decoding.Readings(inputs, Mdc.AwayCo2Et).Select(reading => reading.Reason), Is.All.EqualTo(NoData.NotMeasured));
        Assert.That(Decoding.Readings(inputs, Mdc.PressBldNoninvSys), Is.Empty, "the cuff's line never changed: nobody knows how old it is");
        Assert.That(Decoding.Contacts(inputs, Modality.Ecg), Is.EqualTo(new[] { Contact.Attached }));

        var ecg = Decoding.Samples(inputs, "ECG");
        Assert.That(ecg, Has.Count.EqualTo(27 * 200));
        var peaks = Enumerable.Range(1, ecg.Count - 2).Where(i => ecg[i] > 225 && ecg[i] >= ecg[i - 1] && ecg[i] > ecg[i + 1]).ToList();
        Assert.That(peaks.Zip(peaks.Skip(1), (one, next) => next - one), Is.All.InRange(149, 151), "0.75 s apart at 200 Hz: 80 a minute");
        var pressure = Decoding.Samples(inputs, "P1");
        Assert.That((pressure.Min(), pressure.Max()), Is.EqualTo((73, 111)), "as its line says");
    }

    [Test]
    public void ACuffIsToldWhenItHasMeasuredAndNotEachSecond()
    {
        var inputs = Decode([.. Frame(Usual), .. Frame(Usual), .. Frame(Usual.Replace("121;75;92", "118;70;86", StringComparison.Ordinal)), .. Frame(Usual.Replace("121;75;92", "118;70;86", StringComparison.Ordinal))]);
        Assert.That(Decoding.Readings(inputs, Mdc.PressBldNoninvSys).Select(reading => (reading.Value, reading.At)), Is.EqualTo(new[] { ((double?)118, TimeSpan.FromSeconds(3)) }));
        Assert.That(Decoding.Readings(inputs, Mdc.PressBldNoninvDia).Single().Value, Is.EqualTo(70));
    }

    [Test]
    public void ALeadThatIsOffIsAContactAndNoHeartRate()
    {
        var off = Usual.Replace("HR=1;80;ECG-II-DIAG;", "HR=1;;ECG-II-DIAG;LEAD OFF", StringComparison.Ordinal);
        var inputs = Decode([.. Frame(Usual), .. Frame(off), .. Frame(Usual)]);
        Assert.That(Decoding.Contacts(inputs, Modality.Ecg), Is.EqualTo(new[] { Contact.Attached, Contact.LeadOff, Contact.Attached }));
        Assert.That(Decoding.Readings(inputs, Mdc.EcgHeartRate)[1].Reason, Is.EqualTo(NoData.LeadOff));
    }

    [Test]
    public void WhereTheDeviceHasNoSampleThereIsAGap()
    {
        var bytes = Frame(Usual);
        bytes.AsSpan(1 + 8 + 10, 5).Fill(0xFB);
        var blocks = Decode(bytes).OfType<SampleBlock>().Where(block => block.Signal.Label == "ECG").Select(block => (block.FirstIndex, block.Samples.Length));
        Assert.That(blocks, Is.EqualTo(new[] { (0L, 10), (15L, 185) }));
    }

    [TestCase("HR=1;8 0;;\r")]
    [TestCase("HR=1;80,5;;\r")]
    [TestCase("HR=1;1e2;;\r")]
    [TestCase("HR=1;0;;\r")]
    [TestCase("HR=1;999;;\r")]
    [TestCase("HR=1;NaN;;\r")]
    [TestCase("HR=1\r")]
    [TestCase("HR=\r")]
    public void WhatIsNoNumberOrNoneOfALivingPatientIsMissing(string line)
        => Assert.That(Decoding.Readings(Decode(Frame(line)), Mdc.EcgHeartRate).Single().Value, Is.Null);

    [Test]
    public void ADecimalCommaOfTheMachineDoesNotMatter()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("");
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.That(Decoding.Readings(Decode(Frame("T1=1;36.8;;\r")), Mdc.Temp).Single().Value, Is.EqualTo(36.8));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void AFrameThatIsCutLeavesAGapAndTheNextOneIsTaken()
    {
        var inputs = Decode([.. Frame(Usual), .. Frame(Usual)[..300], .. Frame(Usual)], out var decoder);
        Assert.That((decoder.GoodFrames, decoder.DroppedBytes), Is.EqualTo((2, 300)));
        Assert.That(inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "ECG").Select(block => block.FirstIndex), Is.EqualTo(new[] { 0L, 400L }));
    }

    private static List<MonitorInput> Decode(byte[] bytes) => Decode(bytes, out _);

    private static List<MonitorInput> Decode(byte[] bytes, out IvyDecoder decoder)
    {
        decoder = new IvyDecoder("ivy", IvyPressure.Unnamed);
        return Decoding.Run(decoder, bytes);
    }

    private static byte[] Frame(string text)
    {
        var waves = Enumerable.Range(0, 350).Select(i => (byte)(100 + i % 7)).Concat(Enumerable.Repeat((byte)0xFB, 50));
        return [0xFF, .. "ANSAR-B "u8, .. waves, .. Encoding.ASCII.GetBytes(text), 0xFE];
    }
}
