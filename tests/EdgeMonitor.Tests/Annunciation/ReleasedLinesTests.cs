using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class ReleasedLinesTests
{
    private string _modules = "";

    [SetUp]
    public void MakeFolder() => _modules = Directory.CreateTempSubdirectory("edgemonitor-modules-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_modules, recursive: true);

    [TestCase("pinctrl_bcm2835", "Y\n", true)]
    [TestCase("pinctrl_rp1", "Y\n", true)]
    [TestCase("pinctrl_rp1", "N\n", false)]
    [TestCase("other_driver", "Y\n", false)]
    public void TheDriversOwnParameterDecides(string module, string value, bool kept)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_modules, module, "parameters")).FullName;
        File.WriteAllText(Path.Combine(folder, "persist_gpio_outputs"), value);

        Assert.That(ReleasedLines.KeepTheirLevel(_modules), Is.EqualTo(kept));
    }

    [Test]
    public void ADriverWithoutTheParameterDoesNotKeepLevels()
    {
        Directory.CreateDirectory(Path.Combine(_modules, "pinctrl_amd"));

        Assert.That(ReleasedLines.KeepTheirLevel(_modules) || ReleasedLines.KeepTheirLevel(Path.Combine(_modules, "none")), Is.False);
    }
}
