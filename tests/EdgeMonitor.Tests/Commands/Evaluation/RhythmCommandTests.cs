using System.Text.Json;
using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>The rhythm alarms on patients, to floors: reached values are in the test's output.</summary>
public sealed class RhythmCommandTests
{
    private static readonly MonitorSettings Settings = new(new AlarmLimits());

    /// <summary>
    /// Reached: with the first lead 31 of 33 by name, half of them within 3.0 s, and 32 called by some rhythm alarm; the one that is not ended by itself after 4.3 s. With
    /// all leads 32 by name within 2.3 s, and all called.
    /// </summary>
    [TestCase(EcgLeads.First, 1, 0.85)]
    [TestCase(EcgLeads.All, 0, 0.8)]
    public void FibrillationOfTheMalignantRecordsIsFoundInTime(EcgLeads leads, int silent, double tachycardiaFloor)
    {
        if (Recordings.Folder("vfdb") is not { } folder) return;
        var verdicts = Directory.GetFiles(folder, "*.hea").Order(StringComparer.Ordinal)
            .Select(header => RhythmCommand.Judge(header, Settings with { Leads = leads }, CancellationToken.None)).ToList();
        RhythmReport.WriteTable(verdicts, TestContext.Out);
        var line = RhythmLine.Of(RhythmEpisode.Fibrillation, "all", verdicts);
        Assert.That(line.Found, Is.GreaterThanOrEqualTo(0.9 * line.Episodes));
        Assert.That(line.Called, Is.GreaterThanOrEqualTo(line.Episodes - silent), "a fibrillation was silent");
        Assert.That(line.Median, Is.LessThanOrEqualTo(6));
        var tachycardia = RhythmLine.Of(RhythmEpisode.VentricularTachycardia, "all", verdicts);
        Assert.That(tachycardia.Called, Is.GreaterThanOrEqualTo(tachycardiaFloor * tachycardia.Episodes));
    }

    /// <summary>
    /// Half an hour each of patients without a lethal rhythm: sinus rhythm, premature beats, bundle branch block, noise. One has three ventricular beats in a row at 125 a
    /// minute, just when noise on the second lead looks like two more: that is called a tachycardia.
    /// </summary>
    [TestCase("101")]
    [TestCase("106", 1)]
    [TestCase("109")]
    [TestCase("112")]
    [TestCase("115")]
    [TestCase("118")]
    [TestCase("119")]
    [TestCase("122")]
    [TestCase("124")]
    [TestCase("215")]
    [TestCase("220")]
    [TestCase("230")]
    public void PatientsWithoutALethalRhythmHaveNoRhythmAlarm(string record, int tachycardias = 0)
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var verdict = RhythmCommand.Judge(Path.Combine(folder, record + ".hea"), Settings, CancellationToken.None);
        foreach (var condition in RhythmEpisode.Conditions)
            Assert.That(verdict.FalseAlarmsOf(condition), Is.EqualTo((condition == RhythmEpisode.VentricularTachycardia ? tachycardias : 0, 0)), condition);
    }

    [Test]
    public async Task TheCommandWritesATableAndJson()
    {
        if (Recordings.Folder("mitdb") is not { } folder) return;
        var directory = Directory.CreateTempSubdirectory("rhythm");
        try
        {
            foreach (var ending in (string[])[".hea", ".dat", ".atr"])
                File.CreateSymbolicLink(Path.Combine(directory.FullName, "207" + ending), Path.Combine(folder, "207" + ending));
            var json = Path.Combine(directory.FullName, "out.json");
            var ended = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", "rhythm", directory.FullName, "--json", json);
            Assert.That(ended.Code, Is.Zero, ended.Error);
            Assert.That(ended.Lines, Has.Some.Match("^ventricular-fibrillation +207 +6 +6 "));
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            Assert.That(document.RootElement.GetProperty("episodes").EnumerateArray().Count(episode => episode.GetProperty("condition").GetString() == "ventricular-fibrillation"), Is.EqualTo(6));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public async Task ADirectoryWithoutAnnotatedRecordingsIsSaid()
    {
        var directory = Directory.CreateTempSubdirectory("rhythm");
        var ended = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", "rhythm", directory.FullName);
        directory.Delete();
        Assert.That((ended.Code, ended.Complaints), Is.EqualTo((74, new[] { $"\"{directory.FullName}\" holds no recording with annotations (.hea and .atr of one name)." })));
    }
}
