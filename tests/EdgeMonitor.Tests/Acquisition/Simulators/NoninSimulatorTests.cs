using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

public sealed class NoninSimulatorTests
{
    private const int Missing = 511, MissingSpO2 = 127;

    [TestCase(NoninFormat.Format2)]
    [TestCase(NoninFormat.Format7)]
    public void EveryFrameHasItsSumAndOnlyTheFirstOfEach25HasSync(object format)
    {
        var status = (NoninFormat)format == NoninFormat.Format2 ? 1 : 0;
        var frames = Captured.Frames(new NoninSimulator(new Patient(Scenarios.Demo, 1), (NoninFormat)format), 60);

        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            Assert.That(frame[4], Is.EqualTo((byte)(frame[0] + frame[1] + frame[2] + frame[3])));
            Assert.That(frame[status] & 0x81, Is.EqualTo(i % 25 == 0 ? 0x81 : 0x80));
        }
    }

    [Test]
    public void TheSameSeedGivesTheSameBytesAndAnotherSeedOthers()
    {
        var bytes = Captured.Bytes(new NoninSimulator(new Patient(Scenarios.Demo, 7)), 120);

        Assert.That(Captured.Bytes(new NoninSimulator(new Patient(Scenarios.Demo, 7)), 120), Is.EqualTo(bytes));
        Assert.That(Captured.Bytes(new NoninSimulator(new Patient(Scenarios.Demo, 8)), 120), Is.Not.EqualTo(bytes));
    }

    [Test]
    public void ValuesAreMissingUntilThereAreEnoughPulses()
    {
        var packets = Packets("normal 20s");

        Assert.That(packets[0].Rate, Is.EqualTo(Missing));
        Assert.That(packets[0].SpO2, Is.EqualTo(MissingSpO2));
        Assert.That(packets[0].Any(NoninStatus.OutOfTrack), Is.True);
        Assert.That(packets[^1].Rate, Is.EqualTo(72).Within(4));
        Assert.That(packets[^1].SpO2, Is.EqualTo(97));
        Assert.That(packets[^1].Any(NoninStatus.OutOfTrack), Is.False);
    }

    [Test]
    public void ATachycardiaAbove127IsReadBack()
        => Assert.That(Packets("tachycardia 60s rate=180").Single(packet => packet.Seconds == 30).Rate, Is.EqualTo(180).Within(8));

    [Test]
    public void ADesaturationReachesItsNadir()
    {
        var packets = Packets("normal 10s, desaturation 40s nadir=82, normal 20s");

        Assert.That(packets.Min(packet => packet.SpO2), Is.EqualTo(82));
        Assert.That(packets[^1].SpO2, Is.EqualTo(97));
    }

    [Test]
    public void WithTheFingerOutPlainValuesAreMissingAtOnceAndDisplayValuesHoldTenSeconds()
    {
        var packets = Packets("normal 15s, sensor-off 20s, normal 15s");
        var off = packets.Where(packet => packet.Seconds is >= 15 and < 35).ToList();
        var before = packets.Last(packet => packet.Seconds < 15);

        Assert.That(off, Has.All.Matches<NoninPacket>(packet => packet!.Rate == Missing && packet.SpO2 == MissingSpO2 && packet.All(NoninStatus.SensorAlarm)));
        Assert.That(off, Has.None.Matches<NoninPacket>(packet => packet!.Any(NoninStatus.SensorDisconnected) || packet.Any(NoninStatus.Green)));
        // The last good packet was at most a third of a second before the finger went out.
        foreach (var packet in off.Where(packet => packet.Seconds < 24.6))
        {
            Assert.That(packet.DisplayRate, Is.EqualTo(before.DisplayRate));
            Assert.That(packet.DisplaySpO2, Is.EqualTo(97));
        }

        Assert.That(off.Where(packet => packet.Seconds > 25), Has.All.Matches<NoninPacket>(packet => packet!.DisplayRate == Missing && packet.DisplaySpO2 == MissingSpO2));
        Assert.That(packets[^1].Rate, Is.Not.EqualTo(Missing));
        Assert.That(packets[^1].Any(NoninStatus.SensorAlarm), Is.False);
    }

    [Test]
    public void AnUnpluggedProbeSetsSensorDisconnected()
    {
        var packets = Packets("normal 15s, sensor-unplugged 10s");

        Assert.That(packets.Where(packet => packet.Seconds >= 15), Has.All.Matches<NoninPacket>(packet => packet!.All(NoninStatus.SensorDisconnected)));
        Assert.That(packets.Where(packet => packet.Seconds < 14.5), Has.None.Matches<NoninPacket>(packet => packet!.Any(NoninStatus.SensorDisconnected)));
    }

    [Test]
    public void AnEpisodeOfTheOtherDeviceLeavesTheProbeOn()
        => Assert.That(Packets("normal 15s, sensor-off 10s device=healthypi")[^1].SpO2, Is.EqualTo(97));

    [Test]
    public void AnAsystoleLosesTrackAndThenTheValues()
    {
        var packets = Packets("normal 15s, asystole 20s");

        Assert.That(packets.Where(packet => packet.Seconds > 19), Has.All.Matches<NoninPacket>(packet => packet!.All(NoninStatus.OutOfTrack)));
        Assert.That(packets[^1].Rate, Is.EqualTo(Missing));
        Assert.That(packets.Where(packet => packet.Seconds > 16), Has.None.Matches<NoninPacket>(packet => packet!.Any(NoninStatus.Green)));
    }

    [Test]
    public void EachPulseIsColouredOnce()
    {
        var patient = new Patient(Scenarios.Normal, 3);
        var frames = Captured.Frames(new NoninSimulator(patient), 60);
        var pulses = frames.Zip(frames.Skip(1), (a, b) => (a[1] & 0x06) == 0 && (b[1] & 0x06) != 0).Count(begins => begins);

        Assert.That(pulses, Is.EqualTo(patient.TruthUntil(60 - Photoplethysmogram.PeakDelaySeconds).Beats.Count).Within(1));
    }

    private static List<NoninPacket> Packets(string scenario)
    {
        var patient = new Patient(ScenarioText.Parse(scenario), 11);
        return Captured.Packets(Captured.Frames(new NoninSimulator(patient), patient.Scenario.LengthSeconds));
    }
}
