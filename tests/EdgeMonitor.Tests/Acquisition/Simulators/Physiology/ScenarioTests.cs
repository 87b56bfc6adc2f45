using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class ScenarioTests
{
    [Test]
    public void EpisodesFollowEachOtherAndThenItStaysNormal()
    {
        var scenario = ScenarioText.Parse("normal 30s, asystole 12s");

        Assert.That(scenario.At(-1).Kind, Is.EqualTo(EpisodeKind.Normal));
        Assert.That(scenario.At(29.99).Kind, Is.EqualTo(EpisodeKind.Normal));
        Assert.That(scenario.At(30), Is.EqualTo(new Episode(EpisodeKind.Asystole, 30, 12)));
        Assert.That(scenario.At(42).Kind, Is.EqualTo(EpisodeKind.Normal));
        Assert.That(scenario.At(1e6).Kind, Is.EqualTo(EpisodeKind.Normal));
    }

    [Test]
    public void ARepeatingOneBeginsAgainWithStartsOnTheSameLine()
    {
        var scenario = Scenario.Of("two", [new(EpisodeKind.Normal, 0, 10), new(EpisodeKind.Apnoea, 0, 5)], repeats: true);

        Assert.That(scenario.At(25), Is.EqualTo(new Episode(EpisodeKind.Apnoea, 25, 5)));
        Assert.That(scenario.Until(31).Select(episode => episode.StartSeconds), Is.EqualTo(new double[] { 0, 10, 15, 25, 30 }));
    }

    [Test]
    public void TheDemoLastsFourMinutesBeginsCalmAndShowsEveryKindOfAlarm()
    {
        Assert.That(Scenarios.Demo.LengthSeconds, Is.EqualTo(240));
        Assert.That(Scenarios.Demo.Repeats, Is.True);
        Assert.That(Scenarios.Demo.At(29.9).Kind, Is.EqualTo(EpisodeKind.Normal));
        Assert.That(Scenarios.Demo.Episodes.Select(episode => episode.Kind), Is.SupersetOf(new[]
        {
            EpisodeKind.Desaturation, EpisodeKind.Bradycardia, EpisodeKind.Tachycardia, EpisodeKind.Asystole,
            EpisodeKind.LeadOff, EpisodeKind.SensorOff, EpisodeKind.CablePulled,
        }));
    }

    [Test]
    public void EveryReadyMadeScenarioIsFoundByItsNameAndNoNameIsUsedTwice()
    {
        Assert.That(Scenarios.All.Select(scenario => scenario.Name), Is.Unique);
        foreach (var scenario in Scenarios.All) Assert.That(ScenarioText.Parse(scenario.Name), Is.SameAs(scenario));
    }

    [Test]
    public void ADesaturationFallsStaysAndRises()
    {
        var patient = new Patient(ScenarioText.Parse("normal 10s, desaturation 40s nadir=82"), 1);

        Assert.That(patient.SpO2At(9), Is.EqualTo(97));
        Assert.That(patient.SpO2At(18), Is.EqualTo(89.5).Within(1e-9));
        Assert.That(patient.SpO2At(30), Is.EqualTo(82));
        Assert.That(patient.SpO2At(42), Is.EqualTo(89.5).Within(1e-9));
        Assert.That(patient.SpO2At(51), Is.EqualTo(97));
    }

    [Test]
    public void AnEpisodeWithoutDurationIsRefused()
    {
        Assert.That(() => Scenario.Of("none", [new(EpisodeKind.Normal, 0, 0)]), Throws.ArgumentException);
        Assert.That(() => Scenario.Of("none", []), Throws.ArgumentException);
    }
}
