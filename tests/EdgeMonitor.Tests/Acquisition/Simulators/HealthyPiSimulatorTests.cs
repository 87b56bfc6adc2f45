using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

public sealed class HealthyPiSimulatorTests
{
    [Test]
    public void TheSameSeedGivesTheSameBytesAndAnotherSeedOthers()
    {
        var bytes = Captured.Bytes(new HealthyPiSimulator(new Patient(Scenarios.Demo, 7)), 60);

        Assert.That(Captured.Bytes(new HealthyPiSimulator(new Patient(Scenarios.Demo, 7)), 60), Is.EqualTo(bytes));
        Assert.That(Captured.Bytes(new HealthyPiSimulator(new Patient(Scenarios.Demo, 8)), 60), Is.Not.EqualTo(bytes));
    }

    [Test]
    public void TheNumbersAreThePatients()
    {
        var last = Frames("normal 30s")[^1];

        Assert.That(Captured.HeartRate(last), Is.EqualTo(72).Within(4));
        Assert.That(Captured.RespirationRate(last), Is.EqualTo(15).Within(2));
        Assert.That(Captured.SpO2(last), Is.EqualTo(97));
        Assert.That(Captured.Leads(last), Is.Zero);
    }

    [Test]
    public void ALeadOffSetsItsBitAndPutsTheEcgOnTheRail()
    {
        var frames = Frames("normal 20s, lead-off 10s, normal 10s");

        for (var i = 0; i < frames.Count; i++)
        {
            var off = i is >= 2500 and < 3750;
            Assert.That(Captured.Leads(frames[i]), Is.EqualTo(off ? 1 : 0));
            Assert.That(Captured.Ecg(frames[i]) == HealthyPiSimulator.EcgRail, Is.EqualTo(off));
            if (off) Assert.That(Captured.HeartRate(frames[i]), Is.Zero);
        }

        Assert.That(Captured.HeartRate(frames[^1]), Is.Not.Zero);
    }

    [Test]
    public void AProbeOffSetsItsBitAndTakesSpO2AwayAndLeavesTheEcg()
    {
        var last = Frames("normal 20s, sensor-off 10s device=healthypi")[^1];

        Assert.That(Captured.Leads(last), Is.EqualTo(2));
        Assert.That(Captured.SpO2(last), Is.Zero);
        Assert.That(Captured.HeartRate(last), Is.Not.Zero);
    }

    [Test]
    public void AnApnoeaEndsTheRespirationRateAfterTenSeconds()
    {
        var frames = Frames("normal 20s, apnoea 25s");

        Assert.That(Captured.RespirationRate(frames[19 * 125]), Is.Not.Zero);
        Assert.That(Captured.RespirationRate(frames[^1]), Is.Zero);
    }

    [TestCase(97)]
    [TestCase(85)]
    public void TheRatioOfRatiosGivesSpO2BackByTheTextbookLine(int spO2)
    {
        var patient = new Patient(Scenarios.Normal, 5, new PatientSettings { SpO2 = spO2 });
        var frames = Captured.Frames(new HealthyPiSimulator(patient), 30);
        var (red, infrared) = (frames.Select(Captured.Red).ToList(), frames.Select(Captured.Infrared).ToList());

        var ratio = (red.Max() - red.Min()) / red.Average() / ((infrared.Max() - infrared.Min()) / infrared.Average());
        Assert.That(110 - 25 * ratio, Is.EqualTo(spO2).Within(0.5));
    }

    [Test]
    public void TheLightFallsWhileThePulseRises()
    {
        var patient = new Patient(Scenarios.Normal, 5);
        var frames = Captured.Frames(new HealthyPiSimulator(patient), 20);
        foreach (var beat in patient.TruthUntil(18).Beats.Skip(2))
        {
            var foot = Captured.Infrared(frames[(int)((beat.Seconds + Photoplethysmogram.TransitSeconds - 0.03) * 125)]);
            var peak = Captured.Infrared(frames[(int)((beat.Seconds + Photoplethysmogram.PeakDelaySeconds) * 125)]);
            Assert.That(peak, Is.LessThan(foot - 3000));
        }
    }

    private static List<byte[]> Frames(string scenario)
    {
        var patient = new Patient(ScenarioText.Parse(scenario), 11);
        return Captured.Frames(new HealthyPiSimulator(patient), patient.Scenario.LengthSeconds);
    }
}
