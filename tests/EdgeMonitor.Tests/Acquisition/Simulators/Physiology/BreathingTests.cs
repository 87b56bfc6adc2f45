using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class BreathingTests
{
    [Test]
    public void TheRateIsTheOneAskedForAndTheVolumeStaysInItsRange()
    {
        var volumes = Sample(new Patient(Scenarios.Normal, 1, new PatientSettings { BreathingRate = 20 }), 300);

        Assert.That(volumes, Has.All.InRange(0.0, 1.0));
        Assert.That(Breaths(volumes), Is.EqualTo(100).Within(3));
    }

    [Test]
    public void AnApnoeaHasNoBreathOnceTheLastOneIsOver()
    {
        var volumes = Sample(new Patient(ScenarioText.Parse("normal 20s, apnoea 30s, normal 20s"), 1), 70);

        Assert.That(volumes[250..500], Has.All.Zero);
        Assert.That(Breaths(volumes[500..]), Is.EqualTo(5).Within(1));
    }

    [Test]
    public void HowOftenOneLooksChangesNothing()
    {
        var patient = new Patient(Scenarios.Demo, 1);
        var seldom = new Breathing(patient);

        Assert.That(seldom.VolumeAt(299.9), Is.EqualTo(Sample(patient, 300)[2999]).Within(1e-9));
    }

    private static double[] Sample(Patient patient, int seconds)
    {
        var breathing = new Breathing(patient);
        return [.. Enumerable.Range(0, seconds * 10).Select(i => breathing.VolumeAt(i / 10.0))];
    }

    private static int Breaths(double[] volumes) => volumes.Zip(volumes.Skip(1), (a, b) => a < 0.5 && b >= 0.5).Count(rises => rises);
}
