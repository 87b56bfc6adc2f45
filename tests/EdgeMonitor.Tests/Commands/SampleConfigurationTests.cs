using System.Text.Json;
using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Rules;

namespace EdgeMonitor.Tests.Commands;

/// <summary>The configurations that people copy have no fault.</summary>
public sealed class SampleConfigurationTests
{
    private static readonly string Sample = Path.Combine(Sources.Root, "hardware/edgemonitor.sample.json");

    [Test]
    public void TheSampleHasNoFault() => Assert.That(ConfigurationFile.Load(Sample).Faults, Is.Empty);

    [Test]
    public void TheSampleHasEverySection()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Sample), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var sections = typeof(EdgeMonitorOptions).GetProperties().Select(property => property.Name);
        Assert.That(sample.RootElement.EnumerateObject().Select(section => section.Name), Is.EquivalentTo(sections));
    }

    [Test]
    public void TheSampleIsABedThatExpectsItsGuardAndItsStation()
    {
        var options = ConfigurationFile.Load(Sample).Options;
        Assert.That((options.Role, options.Guard.IsConfigured, options.Station.Expected.Count), Is.EqualTo((BoxRole.Bedside, true, 1)));
        Assert.That(options.Annunciation.Lines().Select(line => line.Number), Is.Unique.And.No.Member(options.Guard.Line));
    }

    [Test]
    public void TheSmallOneInTheReadmeHasNoFault()
    {
        using var scratch = new ScratchDirectory();
        var blocks = File.ReadAllText(Path.Combine(Sources.Root, "README.md")).Split("```json\n").Skip(1).Select(rest => rest.Split("```")[0]).ToList();
        Assert.That(blocks, Has.Count.EqualTo(1));
        File.WriteAllText(scratch.File("edgemonitor.json"), blocks[0]);
        Assert.That(ConfigurationFile.Load(scratch.File("edgemonitor.json")).Faults, Is.Empty);
    }
}
