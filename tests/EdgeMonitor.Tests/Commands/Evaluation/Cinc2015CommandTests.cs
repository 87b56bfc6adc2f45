using System.Text.Json;
using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Commands.Evaluation;

[CancelAfter(120_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class Cinc2015CommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Test]
    public async Task ADirectoryOfRecordingsIsScoredAndWrittenRecordByRecord(CancellationToken stop)
    {
        WfdbWriter.WriteBedside(_scratch.Path, "fast", seconds: 300, beatsPerMinute: 170);
        WfdbWriter.WriteBedside(_scratch.Path, "usual", seconds: 300, beatsPerMinute: 75);
        await File.WriteAllTextAsync(_scratch.File("ALARMS"), "fast,Tachycardia,1\nusual,Asystole,0\nusual,Bradycardia,1\n", stop);
        var json = _scratch.File("result.json");

        var ended = await Edgemonitor.RunAsync(stop, "evaluate", "cinc2015", _scratch.Path, "--json", json);

        Assert.That((ended.Code, ended.Error), Is.EqualTo((ExitCodes.Ok, "")));
        Assert.That(ended.Output, Does.Match(@"(?m)^Tachycardia +1 +1 +0 +0 +0 +100\.00").And.Match(@"(?m)^all +3 +1 +0 +1 +1 +28\.57").And.Contain("missed: usual"));
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(json, stop));
        var first = result.RootElement.GetProperty("records")[0];
        Assert.That(first.GetProperty("record").GetString(), Is.EqualTo("fast"));
        Assert.That(first.GetProperty("called").GetBoolean(), Is.True);
        Assert.That(first.GetProperty("beganInWindow").GetBoolean(), Is.False, "it has been fast from the start");
        Assert.That(result.RootElement.GetProperty("score").GetProperty("percent").GetDouble(), Is.EqualTo(28.57));
    }

    [TestCase("x,Asystole", "line 1")]
    [TestCase("x,Asystole,2", "line 1")]
    [TestCase("x,Hiccup,1", "line 1")]
    [TestCase("", "names no alarm")]
    public async Task AListThatIsNotOneIsNamed(string list, string complaint, CancellationToken stop)
    {
        await File.WriteAllTextAsync(_scratch.File("ALARMS"), list, stop);

        var ended = await Edgemonitor.RunAsync(stop, "evaluate", "cinc2015", _scratch.Path);

        Assert.That((ended.Code, ended.Complaints.Length), Is.EqualTo((ExitCodes.InputOutput, 1)));
        Assert.That(ended.Error, Does.Contain(complaint).And.Contain("ALARMS"));
    }

    [Test]
    public async Task AMissingListOrAPolicyThatIsNoneIsAnError(CancellationToken stop)
    {
        var missing = await Edgemonitor.RunAsync(stop, "evaluate", "cinc2015", _scratch.Path);
        var policy = await Edgemonitor.RunAsync(stop, "evaluate", "cinc2015", _scratch.Path, "--policy", "bold");

        Assert.That((missing.Code, policy.Code), Is.EqualTo((ExitCodes.InputOutput, ExitCodes.Usage)));
        Assert.That(missing.Error, Does.Contain("ALARMS"));
    }
}
