using System.Text.Json;
using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Monitoring;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>The beats of real patients, to floors: reached values are in the test's output.</summary>
public sealed class BeatCommandTests
{
    /// <summary>Floors a little below what was reached on the shared records with the first lead.</summary>
    [Test]
    public void BeatsOfTheArrhythmiaRecordsAreFound()
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var verdicts = AnnotatedRecords.In(folder).Select(header => BeatCommand.Judge(header, EcgLeads.First, Stress.None, CancellationToken.None)).ToList();
        BeatReport.WriteDetection(verdicts, TestContext.Out);
        BeatReport.WriteClasses(verdicts, TestContext.Out);
        var all = BeatVerdict.All(verdicts);
        Assert.That(all.AfterLearning.Sensitivity, Is.GreaterThan(99.7));
        Assert.That(all.AfterLearning.Predictivity, Is.GreaterThan(99.8));
        Assert.That(all.Whole.Sensitivity, Is.GreaterThan(99.7));
        Assert.That(all.Whole.Predictivity, Is.GreaterThan(99.8));
    }

    [Test]
    public async Task TheCommandsWriteTablesAndJson()
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var directory = Directory.CreateTempSubdirectory("beats");
        try
        {
            foreach (var ending in (string[])[".hea", ".dat", ".atr"])
                File.CreateSymbolicLink(Path.Combine(directory.FullName, "119" + ending), Path.Combine(folder, "119" + ending));
            var json = Path.Combine(directory.FullName, "out.json");
            var qrs = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", "qrs", directory.FullName, "--leads", "0", "--json", json);
            Assert.That(qrs.Code, Is.Zero, qrs.Error);
            Assert.That(qrs.Lines, Has.Some.Match("^119 +1661 +[0-9]+ +[0-9]+ "), "the number of its annotated beats after five minutes");
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            var whole = document.RootElement.GetProperty("records").GetProperty("119").GetProperty("whole");
            Assert.That(whole.GetProperty("tp").GetInt32() + whole.GetProperty("fn").GetInt32(), Is.EqualTo(1987));
            var beats = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", "beats", directory.FullName);
            Assert.That(beats.Code, Is.Zero, beats.Error);
            Assert.That(beats.Lines, Has.Some.StartsWith("V  "));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [TestCase("qrs")]
    [TestCase("beats")]
    public async Task ADirectoryWithoutAnnotatedRecordingsIsSaid(string command)
    {
        var directory = Directory.CreateTempSubdirectory("beats");
        var ended = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", command, directory.FullName);
        directory.Delete();
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That(ended.Error, Does.Contain("holds no recording with annotations"));
    }
}
