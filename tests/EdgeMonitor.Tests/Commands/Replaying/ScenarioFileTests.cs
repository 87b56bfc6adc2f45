using EdgeMonitor.Commands.Replaying;
using EdgeMonitor.Tests.Rules;

namespace EdgeMonitor.Tests.Commands.Replaying;

/// <summary>
/// Written scenarios through the patient monitor, events compared line by line. <c>tests/update-scenarios.sh</c> writes the expected events anew,
/// by hand; <c>edgemonitor replay input.jsonl</c> plays one.
/// </summary>
public sealed class ScenarioFileTests
{
    private static string Folder { get; } = Path.Combine(Sources.Root, "tests", "EdgeMonitor.Tests", "Scenarios");

    private static IEnumerable<string> All => Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(All))]
    public void TheEventsAreThoseExpected(string name)
    {
        var expected = File.ReadAllLines(Path.Combine(Folder, name, "expected.jsonl"));
        Assert.That(expected, Is.Not.Empty);
        Assert.That(Play(name), Is.EqualTo(expected));
    }

    [Test]
    public void ThereAreEnoughOfThem() => Assert.That(All.Count(), Is.GreaterThanOrEqualTo(12));

    [Test]
    public void TheSameScenarioGivesTheSameEvents()
    {
        var once = Play(All.First());
        Assert.That(Play(All.First()), Is.EqualTo(once));
    }

    [TestCase("{\"t\":0, \"ecg\": {\"story\":\"nonsense 3s\"}}", "there is no \"nonsense\"")]
    [TestCase("{\"t\":0, \"act\": {\"do\":\"dance\"}}", "the act \"dance\" is not known")]
    [TestCase("{\"t\":0, \"limits\": {\"HrLo\":3}}", "the limit \"HrLo\" is not known")]
    [TestCase("{\"t\":0, \"contact\": {\"sensor\":\"ecg\", \"modality\":\"nose\", \"state\":\"attached\"}}", "modality \"nose\" is not known; allowed are ecg, oximeter")]
    [TestCase("{\"t\":0, \"weather\": {}}", "\"weather\" is not known; allowed are")]
    [TestCase("{\"t\":", "line 2")]
    public void AWrongLineIsNamed(string line, string complaint)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"# a remark\n{line}\n{{\"t\":1, \"end\":true}}\n");
            Assert.That(() => ScenarioFile.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 2").And.Message.Contains(complaint));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string[] Play(string name)
    {
        using var output = new StringWriter();
        ScenarioReplay.Play(ScenarioFile.Read(Path.Combine(Folder, name, "input.jsonl")), output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
