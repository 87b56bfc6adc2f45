using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

/// <summary>What a monitor's records mean.</summary>
public sealed class DriDialogueTests
{
    private const int HeartRate = 6, EcgRate = 226, ImpedanceRate = 14, SecondPressure = 36, Cuff = 78, Temperature = 92, Saturation = 124, Pulse = 126, Co2 = 138, Co2Rate = 142, Ambient = 144;

    [Test]
    public void ReadsTheBasicClass()
    {
        var monitor = new DriRecords().Basic().Basic((HeartRate, 71), (EcgRate, 72), (ImpedanceRate, 15), (SecondPressure, 12_150), (SecondPressure + 2, 7_900), (SecondPressure + 4, 9_325),
            (Cuff, 11_800), (Cuff + 2, 7_600), (Cuff + 4, 9_000), (Temperature, 3_680), (Saturation, 9_700), (Pulse, 73), (Co2, 500), (Co2Rate, 14), (Ambient, 7_600));
        var values = new (uint Mdc, double Value)[]
        {
            (Mdc.PulsRate, 71), (Mdc.EcgHeartRate, 72), (Mdc.TthorRespRate, 15), (Mdc.PressBldArtSys, 121.5), (Mdc.PressBldArtDia, 79), (Mdc.PressBldArtMean, 93.25),
            (Mdc.PressBldNoninvSys, 118), (Mdc.PressBldNoninvDia, 76), (Mdc.PressBldNoninvMean, 90), (Mdc.Temp, 36.8), (Mdc.PulsOximSatO2, 97), (Mdc.PulsOximPulsRate, 73), (Mdc.Co2RespRate, 14),
        };
        foreach (var (mdc, value) in values) Assert.That(monitor.Reading(mdc).Value, Is.EqualTo(value), Mdc.NameOf(mdc));
        Assert.That(monitor.Reading(Mdc.AwayCo2Et).Value, Is.EqualTo(38).Within(1e-9), "5 % of 760 mmHg");
        Assert.That(monitor.Reading(Mdc.AwayRespRate).Reason, Is.EqualTo(NoData.NotMeasured));
    }

    [TestCase(-32767, NoData.NotMeasured)]
    [TestCase(-32766, NoData.NotMeasured)]
    [TestCase(-32765, NoData.NotMeasured)]
    [TestCase(-32764, NoData.PoorSignal)]
    [TestCase(-32763, NoData.PoorSignal)]
    [TestCase(-32762, NoData.NotMeasured)]
    [TestCase(-32768, NoData.NotMeasured)]
    [TestCase(-32002, NoData.NotMeasured)]
    [TestCase(-1, NoData.PoorSignal)]
    [TestCase(401, NoData.PoorSignal)]
    public void ACodeForMissingNeverBecomesANumber(int code, NoData reason)
    {
        var monitor = new DriRecords().Basic((EcgRate, code), (Saturation, code == 401 ? 10_001 : code));
        Assert.That((monitor.Reading(Mdc.EcgHeartRate).Reason, monitor.Reading(Mdc.PulsOximSatO2).Reason), Is.EqualTo((reason, reason)));
        Assert.That(monitor.Inputs.OfType<Reading>().Select(reading => reading.Value), Is.All.Null);
    }

    [Test]
    public void WithoutAnAmbientPressureThereIsNoCarbonDioxidePressure()
        => Assert.That(new DriRecords().Basic((Co2, 500)).Reading(Mdc.AwayCo2Et).Reason, Is.EqualTo(NoData.NotMeasured));

    [Test]
    public void ZeroIsNoMeasurement()
    {
        var monitor = new DriRecords().Basic().Basic((HeartRate, 0), (EcgRate, 0), (SecondPressure, 0), (SecondPressure + 2, 0), (SecondPressure + 4, 0),
            (Cuff, 0), (Cuff + 2, 0), (Cuff + 4, 0), (Saturation, 0), (Pulse, 0), (ImpedanceRate, 0), (Co2, 0), (Co2Rate, 0), (Ambient, 7_600));
        foreach (var mdc in new[] { Mdc.PulsRate, Mdc.EcgHeartRate, Mdc.PressBldArtSys, Mdc.PressBldArtDia, Mdc.PressBldArtMean, Mdc.PressBldNoninvSys, Mdc.PulsOximSatO2, Mdc.PulsOximPulsRate })
        {
            Assert.That(monitor.Reading(mdc).Reason, Is.EqualTo(NoData.NotMeasured), Mdc.NameOf(mdc));
        }

        foreach (var mdc in new[] { Mdc.TthorRespRate, Mdc.AwayCo2Et, Mdc.Co2RespRate }) Assert.That(monitor.Reading(mdc).Value, Is.Zero, Mdc.NameOf(mdc));
    }

    [Test]
    public void WhatNoPatientHasIsNone()
    {
        var monitor = new DriRecords().Basic().Basic((SecondPressure, -900), (SecondPressure + 2, 99), (SecondPressure + 4, 30_100), (Temperature, -150), (Saturation, 99),
            (ImpedanceRate, 201), (Co2, 9_000), (Ambient, 7_600));
        foreach (var mdc in new[] { Mdc.PressBldArtSys, Mdc.PressBldArtDia, Mdc.PressBldArtMean, Mdc.Temp, Mdc.PulsOximSatO2, Mdc.TthorRespRate, Mdc.AwayCo2Et })
        {
            Assert.That(monitor.Reading(mdc).Reason, Is.EqualTo(NoData.PoorSignal), Mdc.NameOf(mdc));
        }
    }

    [Test]
    public void TheCuffIsToldWhenItsValuesChange()
    {
        var monitor = new DriRecords();
        foreach (var systolic in new[] { 12_000, 12_000, 12_000, 12_500, 12_500 }) monitor.Basic((Cuff, systolic));
        Assert.That(Decoding.Readings(monitor.Inputs, Mdc.PressBldNoninvSys).Select(reading => reading.Value), Is.EqualTo(new double?[] { 125 }), "of the first one nobody knows how old it is");
        monitor.Basic((Cuff, 12_500), (Cuff + 6, 70));
        Assert.That(Decoding.Readings(monitor.Inputs, Mdc.PressBldNoninvSys), Has.Count.EqualTo(1), "the word behind the pressures is none of them");
    }

    [Test]
    public void OtherClassesAndTrendsAreNotTakenForTheBasicOne()
    {
        var monitor = new DriRecords();
        for (var number = 1; number < 4; number++) monitor.Class(number, (EcgRate, 72));
        monitor.Say(0, 0, (2, new byte[278]), (1, new byte[100]));
        Assert.That(monitor.Inputs.OfType<Reading>(), Is.Empty);
    }

    [Test]
    public void WithoutASettingNoPressureIsTakenForTheArterialOne()
    {
        var monitor = new DriRecords(DriWishes.Usual).Basic((SecondPressure, 12_000), (22, 12_000));
        Assert.That(monitor.Inputs.OfType<Reading>().Select(reading => reading.Mdc), Has.None.EqualTo(Mdc.PressBldArtSys));
    }

    [Test]
    public void SamplesAreTheMonitorsCountsAndCodesAreCutOut()
    {
        var monitor = new DriRecords().Wave(1, 1, 100, -50, -32767, -32767, 25, -32001);
        var blocks = monitor.Inputs.OfType<SampleBlock>().ToList();
        Assert.That(blocks.Select(block => (block.Signal.Label, block.FirstIndex)), Is.EqualTo(new[] { ("ECG1", 0L), ("ECG1", 4L) }));
        Assert.That(blocks[0].Samples.ToArray().Select(blocks[0].Signal.ValueOf), Is.EqualTo(new[] { 1.0, -0.5 }).Within(1e-9), "mV");
        Assert.That(Decoding.Samples(monitor.Inputs, "ECG1"), Is.EqualTo(new[] { 100, -50, 25, -32001 }));
    }

    [Test]
    public void ThePressureWaveIsThatOfTheChannelInTheSettings()
    {
        var monitor = new DriRecords().Wave(1, 4, 1, 2).Wave(1, 5, 9_000, 9_100);
        Assert.That(Decoding.Samples(monitor.Inputs, "ART"), Is.EqualTo(new[] { 9_000, 9_100 }));
    }

    [Test]
    public void LostBytesAndLongPausesAreGaps()
    {
        var second = new int[300];
        var monitor = new DriRecords().Wave(1, 1, second).Wave(2, 1, second).Hear(2.5, [1, 2, 3, 0x7E]).Wave(4, 1, second).Wave(5, 1, second).Wave(9, 1, second);
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 300, 900, 1200, 2400 }));
    }

    [Test]
    public void TimesFollowTheCountOfSamplesAndNotTheJitterOfArrivals()
    {
        var monitor = new DriRecords();
        var random = new Random(4);
        for (var i = 0; i < 300; i++) monitor.Wave(5 + i * 0.25 + 0.04 * random.NextDouble(), 1, new int[75]);
        var blocks = monitor.Inputs.OfType<SampleBlock>().ToList();
        for (var i = 1; i < blocks.Count; i++)
        {
            Assert.That(blocks[i].Follows(blocks[i - 1]), Is.True);
            Assert.That((blocks[i].At - blocks[i - 1].At).TotalSeconds, Is.InRange(i < 50 ? 0.209 : 0.23, 0.2515), $"block {i}");
        }
    }

    [TestCase(50e-6)]
    [TestCase(0.007)]
    public void AMonitorWhoseClockRunsFastNeverMovesTheTimeAhead(double fast)
    {
        var monitor = new DriRecords();
        for (var i = 0; i < 3600 * 4; i++)
        {
            // After half an hour nothing comes for 1.3 s, and then all at once.
            var arrival = 5 + i * 0.25 / (1 + fast);
            arrival = arrival is > 1800 and < 1801.3 ? 1801.3 : arrival;
            monitor.Inputs.Clear();
            monitor.Wave(arrival, 1, new int[75]);
            var late = arrival - monitor.Inputs.OfType<SampleBlock>().Single().End.TotalSeconds;
            Assert.That(late, Is.InRange(-1e-6, 0.05), $"block {i}");
        }
    }

    [Test]
    public void AlarmsAreToldAsTheirPriority()
    {
        var bench = new DriBench("normal 7s, lead-off 10s, asystole 10s, normal 10s").RunTo(37);
        int At(double seconds) => (int)Decoding.Readings(bench.Inputs, Mdc.DeviceAlarm).Last(reading => reading.At.TotalSeconds < seconds).Value!;
        Assert.That((At(6.9), At(16.9), At(26.9), At(36.9)), Is.EqualTo((0, 2, 3, 0)));
    }

    [Test]
    public void AnotherLayoutOfAlarmsIsNotGuessed()
    {
        var data = new byte[510];
        (data[10], data[10 + 82]) = ((byte)'A', 9);
        Assert.That(new DriRecords().Say(0, 4, (1, data)).Say(0, 4, (1, new byte[400])).Inputs.OfType<Reading>(), Is.Empty);
    }

    [Test]
    public void TheInterfacesLevelIsTheIdentity()
        => Assert.That(new DriRecords().Basic().Basic().Inputs.OfType<DeviceIdentity>(), Is.EqualTo(new[] { new DeviceIdentity("mon", "GE/Datex-Ohmeda S/5", "", "DRI level 2009", TimeSpan.Zero) }));

    [Test]
    public void SurvivesRandomRecordsInGoodFrames()
    {
        var random = new Random(9);
        for (var round = 0; round < 20_000; round++)
        {
            var data = new byte[random.Next(600)];
            random.NextBytes(data);
            var frame = DriRecords.Frame(random.Next(6), 0x0A, ((byte)random.Next(20), data), (1, new byte[random.Next(300)]));
            for (var i = 0; i < 2; i++) frame[random.Next(16, 42)] = (byte)random.Next(256); // Offsets and types; the check sum fails in most.
            Decoding.Run(new DriDialogue("mon", DriWishes.Usual), frame);
        }
    }
}
