using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Medibus;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Medibus;

/// <summary>The host's part against a simulated ventilator, in simulated time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MedibusDialogueTests
{
    private readonly ManualTime _wall = new();

    [Test]
    public void ReadsTheCapture()
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../Acquisition/Drivers/Medibus/captures/ventilator.hex");
        var decoder = new MedibusDialogue("vent", MedibusSettings.Usual, _wall);
        var inputs = Decoding.Run(decoder, Decoding.Hex(File.ReadAllText(file)));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximSatO2).Select(reading => reading.Value), Is.EqualTo(new double?[] { 97, null }));
        Assert.That(Decoding.Readings(inputs, Mdc.AwayCo2Et).Select(reading => reading.Value), Is.EqualTo(new double?[] { 38, null }));
        Assert.That(Decoding.Readings(inputs, Mdc.VolAwayTidalExp).Single().Value, Is.EqualTo(495));
        Assert.That(Decoding.Readings(inputs, Mdc.DeviceAlarms).Select(reading => reading.Value), Is.EqualTo(new double?[] { 2, 0 }));
        Assert.That(Decoding.Readings(inputs, Mdc.DeviceAlarmCode).Select(reading => reading.Value), Is.EqualTo(new double?[] { 0x0E, null }));
        Assert.That(Decoding.Readings(inputs, Mdc.BreathPhase).Select(reading => reading.Value), Is.EqualTo(new double?[] { 0, 1 }));
        Assert.That(decoder.Signals.Select(signal => signal.Label), Is.EqualTo(new[] { "Paw", "Flow", "CO2" }));
        Assert.That(Decoding.Samples(inputs, "Paw"), Has.Count.EqualTo(13), "twelve sets, and the one in the middle of a line");
        Assert.That(decoder.Signals[0].ValueOf(853), Is.EqualTo(5).Within(0.03));
        Assert.That(inputs.OfType<DeviceIdentity>().Single(), Is.EqualTo(new DeviceIdentity("vent", "Draeger Evita XL", "", "05.10:04.00", TimeSpan.Zero)));
        Assert.That(decoder.DroppedBytes, Is.Zero);
    }

    [Test]
    public void InitialisesSwitchesTheWavesOnAndAsksEverySecond()
    {
        var bench = New(Device());
        bench.Run(20);
        Assert.That(bench.Inputs.OfType<DeviceIdentity>().Single().Model, Is.EqualTo("Draeger Evita XL"));
        Assert.That(bench.Inputs.OfType<SignalList>().Single().Signals.Select(signal => (signal.Label, signal.SampleRate)), Is.EqualTo(new[] { ("Paw", 62.5), ("Flow", 62.5), ("CO2", 62.5) }));
        Assert.That(Of(bench, Mdc.VentPressAwayEndExpPos), Has.Count.InRange(18, 21));
        Assert.That(Of(bench, Mdc.VentPressAwayEndExpPos)[^1].Value, Is.EqualTo(5));
        Assert.That(Of(bench, Mdc.AwayRespRate)[^1].Value, Is.EqualTo(15).Within(2));
        Assert.That(Of(bench, Mdc.DeviceAlarms)[^1].Value, Is.Zero);
        Assert.That(Of(bench, Mdc.BreathPhase), Has.Count.InRange(8, 12), "five breaths");
    }

    [Test]
    public void TheWavesHaveNoGapsAndTheTimesOfTheirSamples()
    {
        var bench = New(Device());
        bench.Run(30);
        bench.End();
        foreach (var label in new[] { "Paw", "Flow", "CO2" })
        {
            var blocks = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == label).ToList();
            Assert.That(blocks.Zip(blocks.Skip(1), (one, next) => next.Follows(one)), Is.All.True);
            var (samples, span) = (blocks.Sum(block => block.Samples.Length), blocks[^1].End - blocks[0].At);
            Assert.That(samples / span.TotalSeconds, Is.EqualTo(62.5).Within(0.7));
            Assert.That(bench.Now - blocks[^1].End, Is.LessThan(TimeSpan.FromSeconds(0.2)));
        }

        var pressure = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "Paw").SelectMany(block => block.Samples.ToArray().Select(block.Signal.ValueOf)).ToList();
        Assert.That((pressure.Min(), pressure.Max()), Is.EqualTo((5.0, 20.0)).Using<(double, double)>((one, other) => Math.Abs(one.Item1 - other.Item1) < 0.1 && Math.Abs(one.Item2 - other.Item2) < 0.2));
    }

    [Test]
    public void AnswersTheDevicesOwnQuestions()
    {
        var device = Device();
        var bench = New(device);
        bench.Run(5);
        Assert.That(device.HostAnswers[0x52], Is.EqualTo("0000'EdgeMonitor'01.00:03.00"));
        Assert.That(device.HostAnswers[0x28], Does.Match("^[0-9]{2}:[0-9]{2}:[0-9]{2}[ 0-9][0-9]-[A-Z]{3}-26$"));
        Assert.That(device.IsInitialised && device.SendsWaves, Is.True);
    }

    [Test]
    public void AQuestionThatTheDeviceRefusesIsAskedNoMore()
    {
        var bench = New(Device());
        bench.Run(60);
        var pageTwo = Decoding.Hex("1B 2B 34 36 0D");
        Assert.That(Count(bench.Sent, pageTwo), Is.EqualTo(3));
        Assert.That(Of(bench, Mdc.VolAwayTidalExp), Is.Empty);
    }

    [Test]
    public void PageTwoIsReadWhereTheDeviceHasIt()
    {
        var device = Device();
        device.Unknown.Clear();
        var bench = New(device);
        bench.Run(10);
        Assert.That(Of(bench, Mdc.VolAwayTidalExp)[^1].Value, Is.EqualTo(495));
    }

    [Test]
    public void TheDevicesAlarmsAreToldByNumberAndMostUrgentCode()
    {
        var device = Device("normal 10s, apnoea 20s");
        device.Alarms = "24BBATTERY LOW ";
        var bench = New(device);
        bench.Run(15);
        Assert.That((Of(bench, Mdc.DeviceAlarms)[^1].Value, Of(bench, Mdc.DeviceAlarmCode)[^1].Value), Is.EqualTo(((double?)2, (double?)0x0E)));
        Assert.That(Of(bench, Mdc.AwayRespRate)[^1].Reason, Is.EqualTo(NoData.NotMeasured));
    }

    [Test]
    public void AlarmsThatAreNotAnsweredAnyMoreAreMissingAndAskedSlowlyUntilTheyAre()
    {
        var device = Device("normal 600s");
        device.Unknown.Remove(0x2E);
        device.Alarms = "24BBATTERY LOW ";
        var bench = New(device);
        bench.Run(10);
        var before = Of(bench, Mdc.DeviceAlarms)[^1].Value;
        Assert.That(before, Is.Not.Null);
        device.Unknown.Add(0x27);
        bench.Run(10);
        Assert.That(Of(bench, Mdc.DeviceAlarms)[^1].Reason, Is.EqualTo(NoData.DeviceError), "page 2 alone does not say how many there are");
        Assert.That(Of(bench, Mdc.DeviceAlarmCode)[^1].Reason, Is.EqualTo(NoData.DeviceError));
        var (pageOne, asked) = (Decoding.Hex("1B 27 34 32 0D"), bench.Sent.Count);
        bench.Run(35);
        Assert.That(Count(bench.Sent[asked..], pageOne), Is.InRange(3, 4));
        device.Unknown.Remove(0x27);
        bench.Run(12);
        Assert.That(Of(bench, Mdc.DeviceAlarms)[^1].Value, Is.EqualTo(before));
    }

    [Test]
    public void ADeviceThatRestartsIsInitialisedAgainAndItsWavesComeBack()
    {
        var device = Device();
        var bench = New(device);
        bench.Run(5);
        var output = new ArrayBufferWriter<byte>();
        device.Restart(output);
        var restart = output.WrittenSpan.ToArray();
        bench.Spoil = bytes =>
        {
            var all = restart.Concat(bytes).ToArray();
            restart = [];
            return all;
        };
        bench.RunUntil(() => device.SendsWaves, 10);
        var before = bench.Inputs.Count;
        bench.Run(2);
        Assert.That(bench.Inputs.Skip(before).OfType<SampleBlock>(), Is.Not.Empty);
        var blocks = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "Paw").ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)).Count(pair => !pair.Second.Follows(pair.First)), Is.GreaterThan(0), "what was not sent meanwhile is not bridged");
    }

    [Test]
    public void ADeviceThatRestartsWithoutAWordIsInitialisedAgain()
    {
        var device = Device();
        var bench = New(device);
        bench.Run(5);
        device.Restart(new ArrayBufferWriter<byte>());
        bench.RunUntil(() => device.SendsWaves, 10);
    }

    [Test]
    public void ThreeSecondsOfSilenceEndTheSession()
    {
        var bench = New(Device());
        bench.Run(5);
        bench.IsPlugged = false;
        var pulled = bench.Now;
        Assert.That(() => bench.Run(10), Throws.InstanceOf<TimeoutException>().With.Message.Contains("silent for 3 s"));
        Assert.That(bench.Now - pulled, Is.InRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(3.1)));
    }

    [Test]
    public void TheEndStopsTheWaves()
    {
        var device = Device();
        var bench = New(device);
        bench.Run(5);
        Assert.That(device.SendsWaves, Is.True);
        bench.End();
        Assert.That(device.SendsWaves, Is.False);
    }

    [TestCase("Evita XL", true)]
    [TestCase("evita", true)]
    [TestCase("8210", true)]
    [TestCase("Apollo", false)]
    public void AnotherDeviceThanTheSettingsSayIsRefused(string expected, bool welcome)
    {
        var bench = New(Device(), MedibusSettings.Usual with { Device = expected });
        Assert.That(() => bench.Run(5), welcome ? Throws.Nothing : Throws.InstanceOf<IOException>().With.Message.EqualTo("This device is Evita XL (8210), not Apollo: check the cable, or the sensor's Settings:Device."));
    }

    [Test]
    public void ADeviceThatDoesNotSayWhatItIsIsRefusedOnlyWhereOneIsExpected()
    {
        var device = Device();
        device.Unknown.Add(0x52);
        var bench = New(device);
        bench.Run(10);
        Assert.That(Of(bench, Mdc.AwayRespRate), Is.Not.Empty);
        var other = Device();
        other.Unknown.Add(0x52);
        var refused = New(other, MedibusSettings.Usual with { Device = "Apollo" });
        Assert.That(() => refused.Run(10), Throws.InstanceOf<IOException>().With.Message.Contains("does not say what it is"));
    }

    [Test]
    public void AWrongLineIsSaidAsItIs()
    {
        var bench = New(Device());
        bench.Spoil = bytes => [.. bytes.Select(one => (byte)(one ^ 0x55))];
        Assert.That(() => bench.Run(10), Throws.InstanceOf<IOException>().With.Message.Contains("is no Medibus on 9600 8E1"));
    }

    [Test]
    public void NobodyThereIsSaidAsItIs()
    {
        var bench = New(Device());
        bench.IsPlugged = false;
        Assert.That(() => bench.Run(10), Throws.InstanceOf<TimeoutException>().With.Message.StartsWith("No Medibus device answers here"));
    }

    [Test]
    public void ALineThatSpoilsOneByteInFourHundredGoesOnAndItsWavesShowGaps()
    {
        var random = new Random(7);
        var bench = New(Device());
        bench.Run(5);
        bench.Spoil = bytes => [.. bytes.Select(one => random.Next(400) == 0 ? (byte)random.Next(256) : one)];
        bench.Run(60);
        Assert.That(Of(bench, Mdc.VentPressAwayEndExpPos), Has.Count.GreaterThan(20));
        Assert.That(Of(bench, Mdc.VentPressAwayEndExpPos).Where(reading => reading.Value is not null).Select(reading => reading.Value), Is.All.EqualTo(5));
        var blocks = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "Paw").ToList();
        Assert.That(blocks.Zip(blocks.Skip(1), (one, next) => next.Follows(one)), Has.Some.False);
    }

    [Test]
    public void AMegabyteOfNoiseBringsNothingAndLeavesNothing()
    {
        var decoder = new MedibusDialogue("vent", MedibusSettings.Usual, _wall);
        var noise = new byte[1 << 20];
        new Random(1).NextBytes(noise);
        var inputs = new List<MonitorInput>();
        var bytes = new ReadOnlySequence<byte>(noise);
        Assert.That(() => decoder.Decode(ref bytes, _ => TimeSpan.Zero, inputs), Throws.Nothing);
        Assert.That((bytes.Length, inputs.Count), Is.EqualTo((0L, 0)));
    }

    private DialogueBench New(MedibusSimulator device, MedibusSettings? settings = null) => new DialogueBench(new MedibusDialogue("vent", settings ?? MedibusSettings.Usual, _wall), device).Begin();

    private static MedibusSimulator Device(string scenario = "normal 60s") => new(new Patient(ScenarioText.Parse(scenario), seed: 1));

    private static List<Reading> Of(DialogueBench bench, uint mdc) => Decoding.Readings(bench.Inputs, mdc);

    private static int Count(List<byte> bytes, byte[] wanted)
        => Enumerable.Range(0, bytes.Count - wanted.Length + 1).Count(at => bytes.GetRange(at, wanted.Length).SequenceEqual(wanted));
}
