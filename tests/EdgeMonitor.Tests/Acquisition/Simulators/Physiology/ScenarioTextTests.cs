using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class ScenarioTextTests
{
    [Test]
    public void AllFormsAreRead()
    {
        var scenario = ScenarioText.Parse(" normal 30s,desaturation 40s nadir=82 , Asystole 1.5min, tachycardia 5s, cable-pulled 8s device=nonin ");

        Assert.That(scenario.Episodes, Is.EqualTo(new Episode[]
        {
            new(EpisodeKind.Normal, 0, 30),
            new(EpisodeKind.Desaturation, 30, 40, 82),
            new(EpisodeKind.Asystole, 70, 90),
            new(EpisodeKind.Tachycardia, 160, 5, 145),
            new(EpisodeKind.CablePulled, 165, 8, 0, BedsideDevices.Nonin),
        }));
    }

    [TestCase("", "Episode 1", "empty")]
    [TestCase("normal 30s,, asystole 3s", "Episode 2", "empty")]
    [TestCase("normal 30s, desaturaton 40s", "Episode 2", "there is no \"desaturaton\"", "desaturation")]
    [TestCase("asystole 3s, normal", "Episode 2", "duration")]
    [TestCase("normal 30", "duration", "normal 30s")]
    [TestCase("normal -3s", "duration")]
    [TestCase("normal 0s", "duration")]
    [TestCase("normal NaNs", "duration")]
    [TestCase("normal 99999s", "24 h")]
    [TestCase("desaturation 40s nadir", "name=value")]
    [TestCase("desaturation 40s nadir=20", "from 50 to 99", "\"20\"")]
    [TestCase("desaturation 40s rate=20", "only the setting \"nadir\"", "\"rate\"")]
    [TestCase("asystole 4s nadir=80", "no settings")]
    [TestCase("cable-pulled 4s device=masimo", "nonin, healthypi or all", "masimo")]
    public void AnErrorSaysWhereWhatAndWhatIsAllowed(string text, params string[] said)
    {
        var message = Assert.Throws<FormatException>(() => ScenarioText.Parse(text))!.Message;

        foreach (var part in said) Assert.That(message, Does.Contain(part));
    }
}
