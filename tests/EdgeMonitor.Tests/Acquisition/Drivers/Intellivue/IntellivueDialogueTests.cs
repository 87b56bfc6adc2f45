using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;
using static EdgeMonitor.Tests.Acquisition.Drivers.Intellivue.IntellivueMessagesFromMonitor;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>What a monitor's answers mean.</summary>
public sealed class IntellivueDialogueTests
{
    private const int HeartRate = 0x4182, CuffSystolic = 0x4A05, ArterialSystolic = 0x4A11, SkinTemperature = 0x4B74, BodyTemperature = 0x4B5C;

    /// <summary>At 500 Hz four samples of an ECG last 8 ms, that is 64 ticks.</summary>
    private const uint FourSamples = 64;

    private static readonly Action<OctetWriter> EcgFormat = Format(14, 16, -40.96, 40.955, 0, 0x3FFF);

    [Test]
    public void ReadsTheComputedAnswer()
    {
        var capture = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../Acquisition/Drivers/Intellivue/captures/vectors.hex"));
        var inputs = Decoding.Run(new IntellivueDialogue("mon", []), Decoding.Hex(capture));
        Assert.That(inputs, Is.EqualTo(new MonitorInput[]
        {
            Reading.Valid("mon", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, TimeSpan.Zero),
            Reading.Valid("mon", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.Zero),
        }));
    }

    [TestCase(0x8000, NoData.PoorSignal)]
    [TestCase(0x4000, NoData.PoorSignal)]
    [TestCase(0x2000, NoData.NotMeasured)]
    [TestCase(0x1000, NoData.NotMeasured)]
    [TestCase(0x0800, NoData.NotMeasured)]
    [TestCase(0x0400, NoData.NotMeasured)]
    [TestCase(0x0002, NoData.None)]
    [TestCase(0x00E1, NoData.None)]
    public void AValueCountsOnlyInAStateInWhichItIsMeasured(int state, NoData reason)
    {
        var reading = Only(Number(HeartRate, 72, UnitTerm.BeatPerMinute, state));
        Assert.That((reading.Reason, reading.Value), Is.EqualTo((reason, reason == NoData.None ? 72.0 : (double?)null)));
    }

    [TestCase(0x007FFFFFu)]
    [TestCase(0x00800000u)]
    [TestCase(0x007FFFFEu)]
    [TestCase(0x00800002u)]
    public void ASpecialValueIsMissing(uint bits) => Assert.That(Only(Number(HeartRate, bits, UnitTerm.BeatPerMinute)).Reason, Is.EqualTo(NoData.NotMeasured));

    [TestCase(BodyTemperature, 0xFF0003DEu, UnitTerm.Fahrenheit, MdcUnit.DegreeCelsius, 37.2222)]
    [TestCase(BodyTemperature, 0xFF000173u, UnitTerm.Celsius, MdcUnit.DegreeCelsius, 37.1)]
    [TestCase(ArterialSystolic, 0xFF0000A0u, UnitTerm.Kilopascal, MdcUnit.MillimetreOfMercury, 120.0099)]
    [TestCase(ArterialSystolic, 0x00000078u, UnitTerm.MillimetreOfMercury, MdcUnit.MillimetreOfMercury, 120)]
    public void UnitsAreConverted(int term, uint bits, int unit, uint to, double expected)
    {
        var reading = Only(Number(term, bits, unit));
        Assert.That(reading.Unit, Is.EqualTo(to));
        Assert.That(reading.Value, Is.EqualTo(expected).Within(0.0001));
    }

    [Test]
    public void AValueInAnotherQuantitysUnitIsNone()
        => Assert.That(Only(Number(HeartRate, 72, UnitTerm.Kilopascal)).Reason, Is.EqualTo(NoData.NotMeasured));

    [Test]
    public void WhatIsNotKnownIsNotDelivered()
        => Assert.That(new IntellivueMessagesFromMonitor().Say(ObjectClass.Numeric, 0, Number(0xF001, 1, UnitTerm.Dimensionless)).Inputs, Is.Empty);

    [Test]
    public void ACuffsValueIsToldOnceForEachMeasurement()
    {
        byte[] first = [0x20, 0x26, 1, 2, 3, 4, 5, 6], second = [0x20, 0x26, 1, 2, 3, 9, 5, 6];
        var monitor = new IntellivueMessagesFromMonitor();
        void Say(byte[] stamp) => monitor.Say(ObjectClass.Numeric, 0, Number(CuffSystolic, 120, UnitTerm.MillimetreOfMercury, stamp: stamp));
        foreach (var stamp in new[] { first, first, first }) Say(stamp);
        Assert.That(monitor.Inputs, Is.Empty, "nobody knows how old the first one of a session is");
        foreach (var stamp in new[] { second, second }) Say(stamp);
        Assert.That(monitor.Inputs, Has.Count.EqualTo(1), "the same value measured again is another measurement");
    }

    [Test]
    public void ACuffWithoutATimeStampIsToldWhenItsValueChanges()
    {
        var monitor = new IntellivueMessagesFromMonitor();
        foreach (var value in new uint[] { 120, 120, 125, 125 }) monitor.Say(ObjectClass.Numeric, 0, Number(CuffSystolic, value, UnitTerm.MillimetreOfMercury));
        Assert.That(monitor.Inputs.OfType<Reading>().Select(reading => reading.Value), Is.EqualTo(new double?[] { 125 }));
    }

    [Test]
    public void ASourceWithoutAValueDoesNotBlockOneThatHasOne()
    {
        var monitor = new IntellivueMessagesFromMonitor();
        for (var second = 0; second < 30; second++)
        {
            var state = second >= 5 ? (int)MeasurementState.Unavailable : 0;
            monitor.At(second).Say(ObjectClass.Numeric, 0, Number(SkinTemperature, 33, UnitTerm.Celsius, state, handle: 1), Number(SkinTemperature, 30, UnitTerm.Celsius, handle: 2));
        }

        var values = monitor.Inputs.OfType<Reading>().ToList();
        Assert.That(values.Where(reading => reading.At.TotalSeconds < 5).Select(reading => reading.Value), Is.All.EqualTo(33));
        Assert.That(values.Where(reading => reading.At.TotalSeconds is >= 5 and < 14).Select(reading => reading.Value), Is.All.Null, "it is waited for");
        Assert.That(values.Where(reading => reading.At.TotalSeconds >= 15).Select(reading => reading.Value), Is.All.EqualTo(30));
    }

    [Test]
    public void OfTwoSourcesOfOneQuantityTheFirstIsKeptWhileItSpeaks()
    {
        var monitor = new IntellivueMessagesFromMonitor();
        for (var second = 0; second < 5; second++)
        {
            monitor.At(second).Say(ObjectClass.Numeric, 0, Number(SkinTemperature, 33, UnitTerm.Celsius, handle: 1), Number(SkinTemperature, 30, UnitTerm.Celsius, handle: 2));
        }

        Assert.That(monitor.Inputs.OfType<Reading>().Select(reading => reading.Value), Is.All.EqualTo(33));
        monitor.Inputs.Clear();
        monitor.At(15).Say(ObjectClass.Numeric, 0, Number(SkinTemperature, 30, UnitTerm.Celsius, handle: 2));
        Assert.That(monitor.Inputs.OfType<Reading>().Single().Value, Is.EqualTo(30));
    }

    [Test]
    public void SamplesArePutOntoTheListedScale()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 0, Samples(0x0102, [0, 8192, 0x3FFF, 8392], EcgFormat));
        var block = monitor.Inputs.OfType<SampleBlock>().Single();
        Assert.That(block.Samples.ToArray().Select(block.Signal.ValueOf), Is.EqualTo(new[] { -40.96, 0, 40.955, 1 }).Within(1e-9));
    }

    [Test]
    public void CalibrationServesWhereTheScaleHasNoNumbers()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 0, Samples(0x0102, [0, 1000, 0, 0], attributes =>
        {
            Format(14, 16, null, null, 0, 0x3FFF)(attributes);
            Format(14, 16, 0, 1, 0, 1000, AttributeId.Calibration)(attributes);
        }));
        var block = monitor.Inputs.OfType<SampleBlock>().Single();
        Assert.That(block.Signal.ValueOf(block.Samples.Span[1]), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void WithoutAFormatAScaleAndTheRightRateThereAreNoSamples()
    {
        var monitor = new IntellivueMessagesFromMonitor("II");
        monitor.Say(ObjectClass.Wave, 0, Samples(0x0102, [1, 2, 3, 4]));
        monitor.Say(ObjectClass.Wave, FourSamples, Samples(0x0102, [1, 2, 3, 4], Format(14, 16, null, null, 0, 0x3FFF)));
        monitor.Say(ObjectClass.Wave, 2 * FourSamples, Samples(0x0102, [1, 2, 3, 4], Format(14, 32, -40.96, 40.955, 0, 0x3FFF)));
        Assert.That(monitor.Inputs, Is.Empty);
        monitor.Say(ObjectClass.Wave, 3 * FourSamples, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        monitor.Say(ObjectClass.Wave, 4 * FourSamples, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 4 }), "and what was said once holds");
    }

    [Test]
    public void MissedMessagesAreAGapOfTheirLengthAndDoublesAreDropped()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 1000, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        foreach (var ticks in new uint[] { 1064, 1064, 1064 + 3 * FourSamples, 1064 + 4 * FourSamples + 5, 17 }) monitor.Say(ObjectClass.Wave, ticks, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 4, 16, 20, 25 }),
            "a step back is a restart: at least one sample is missing");
    }

    [Test]
    public void TheRelativeTimeMayWrapAround()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, uint.MaxValue - FourSamples + 1, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        monitor.Say(ObjectClass.Wave, 0, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 4 }));
    }

    [Test]
    public void TimesFollowTheTicksAndNotTheJitterOfArrivals()
    {
        var monitor = new IntellivueMessagesFromMonitor("II");
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            monitor.At(5 + i * 0.256 + 0.03 * random.NextDouble()).Say(ObjectClass.Wave, (uint)(i * 2048), Samples(0x0102, new int[128], EcgFormat));
        }

        var blocks = monitor.Inputs.OfType<SampleBlock>().ToList();
        for (var i = 1; i < blocks.Count; i++) Assert.That((blocks[i].At - blocks[i - 1].At).TotalSeconds, Is.InRange(i < 50 ? 0.225 : 0.241, 0.2575), $"block {i}");
        Assert.That(blocks[^1].End.TotalSeconds, Is.EqualTo(5 + 499 * 0.256).Within(0.04));
    }

    [TestCase(50e-6)]
    [TestCase(0.007)]
    public void AMonitorWhoseClockRunsFastNeverMovesTheTimeAhead(double fast)
    {
        var monitor = new IntellivueMessagesFromMonitor("II");
        for (var i = 0; i < 3600 * 4; i++)
        {
            // After half an hour nothing comes for 1.3 s, and then all at once.
            var arrival = 5 + i * 0.256 / (1 + fast);
            arrival = arrival is > 1800 and < 1801.3 ? 1801.3 : arrival;
            monitor.Inputs.Clear();
            monitor.At(arrival).Say(ObjectClass.Wave, (uint)(i * 2048), Samples(0x0102, new int[128], i == 0 ? EcgFormat : null));
            var late = arrival - monitor.Inputs.OfType<SampleBlock>().Single().End.TotalSeconds;
            Assert.That(late, Is.InRange(-1e-6, 0.05), $"block {i}");
        }
    }

    [Test]
    public void AStepOfTheTicksByHalfTheirRangeIsARestart()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 0, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        monitor.Say(ObjectClass.Wave, FourSamples + 0x8000_0000, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 5 }));
    }

    [TestCase(100_000_000u)]
    [TestCase(3u)]
    public void ANonsensicalTickDoesNotMoveTheTime(uint ticks)
    {
        var monitor = new IntellivueMessagesFromMonitor("II").At(10).Say(ObjectClass.Wave, 80_000, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        monitor.At(10.008).Say(ObjectClass.Wave, ticks, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Last().End, Is.EqualTo(TimeSpan.FromSeconds(10.008)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [TestCase(0x8000)]
    [TestCase(0x2000)]
    [TestCase(0x0400)]
    public void SamplesInAStateOfNoneLeaveAGap(int state)
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 0, Samples(0x0102, [1, 2, 3, 4], EcgFormat));
        monitor.Say(ObjectClass.Wave, FourSamples, Samples(0x0102, [1, 2, 3, 4], state: state)).Say(ObjectClass.Wave, 2 * FourSamples, Samples(0x0102, [1, 2, 3, 4]));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => block.FirstIndex), Is.EqualTo(new long[] { 0, 8 }));
    }

    [Test]
    public void SamplesMarkedInvalidAreCutOut()
    {
        var monitor = new IntellivueMessagesFromMonitor("II").Say(ObjectClass.Wave, 0, Samples(0x0102, [8192, 0x8000, 0x8000 | 8192, 8192 | 0x4000], attributes =>
        {
            EcgFormat(attributes);
            attributes.Attribute(AttributeId.FixedValues, value => value.U16(2).Counted(list => list.U16(1, 0x8000, 2, 0x4000)));
        }));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Select(block => (block.FirstIndex, block.Samples.Span[0])), Is.EqualTo(new[] { (0L, 0), (3L, 0) }), "and the mark of a pacer's beat is no part of its sample");
    }

    [Test]
    public void ALabelChoosesTheWaveAndOthersAreLeftOut()
    {
        var monitor = new IntellivueMessagesFromMonitor("V1");
        void Label(OctetWriter attributes, uint id)
        {
            EcgFormat(attributes);
            attributes.Attribute(AttributeId.Label, value => value.U32(id));
        }

        monitor.Say(ObjectClass.Wave, 0, Samples(0x0100, [1, 2, 3, 4], attributes => Label(attributes, 0x20103)), Samples(0x0100, [1, 2, 3, 4], attributes => Label(attributes, 0x20102), handle: 2));
        Assert.That(monitor.Inputs.OfType<SampleBlock>().Single().Signal.Mdc, Is.EqualTo(Mdc.EcgLeadOf("V1")));
    }

    [Test]
    public void AlarmsAreToldAsTheirPriorityAndLeadsThatAreOffAsContacts()
    {
        var bench = new IntellivueBench("normal 5s, lead-off 5s, asystole 5s, normal 5s").RunTo(20);
        int At(uint mdc, double seconds) => (int)Decoding.Readings(bench.Inputs, mdc).Last(reading => reading.At.TotalSeconds < seconds).Value!;
        Assert.That((At(Mdc.DeviceAlarmTechnical, 4), At(Mdc.DeviceAlarmTechnical, 9), At(Mdc.DeviceAlarmTechnical, 14)), Is.EqualTo((0, 2, 0)));
        Assert.That((At(Mdc.DeviceAlarmPatient, 4), At(Mdc.DeviceAlarmPatient, 9), At(Mdc.DeviceAlarmPatient, 14), At(Mdc.DeviceAlarmPatient, 19)), Is.EqualTo((0, 0, 3, 0)));
        Assert.That(Decoding.Contacts(bench.Inputs, Modality.Ecg), Is.EqualTo(new[] { Contact.Attached, Contact.LeadOff, Contact.Attached }));
    }

    [TestCase(0x0103, false)]
    [TestCase(0x0101, false)]
    [TestCase(0x0102, true)]
    [TestCase(0x0100, true)]
    [TestCase(0x4182, true)]
    public void OnlyTheWholeEcgAndTheLeadsThatAreLookedAtTellItsContact(int source, bool isOff)
    {
        var monitor = new IntellivueMessagesFromMonitor("II", "Pleth").Say(ObjectClass.Alert, 0, TechnicalAlarm(source, 72));
        Assert.That(Decoding.Contacts(monitor.Inputs, Modality.Ecg), Is.EqualTo(new[] { isOff ? Contact.LeadOff : Contact.Attached }));
    }

    [Test]
    public void TheFirstListOfASessionTellsTheContactsAndTheNextOnesTheirChanges()
    {
        var monitor = new IntellivueMessagesFromMonitor("II");
        for (var i = 0; i < 3; i++) monitor.Say(ObjectClass.Alert, 0, TechnicalAlarm(null, 0));
        Assert.That(monitor.Inputs.OfType<ContactStatus>().Select(contact => (contact.Modality, contact.Contact)),
            Is.EqualTo(new[] { (Modality.Ecg, Contact.Attached), (Modality.Oximeter, Contact.Attached) }));
    }

    [Test]
    public void SurvivesEveryCutAndEveryByteOfAnAnswerWrong()
    {
        var good = IntellivueReplies.Poll(new OctetWriter(), new IntellivueSimulator.Poll(ObjectClass.Wave), 1, [Samples(0x0102, [1, 2, 3, 4], EcgFormat), Number(HeartRate, 72, 0x0AA0)]).Written.ToArray();
        var random = new Random(9);
        for (var round = 0; round < 20_000; round++)
        {
            var bad = good[..random.Next(1, good.Length + 1)];
            for (var i = 0; i < 3; i++) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            IntellivueFraming.Write(output, bad);
            Decoding.Run(new IntellivueDialogue("mon", IntellivueWaveKind.All), output.WrittenMemory);
        }
    }

    private static Reading Only(Action<OctetWriter> number) => new IntellivueMessagesFromMonitor().Say(ObjectClass.Numeric, 0, number).Inputs.OfType<Reading>().Single();
}
