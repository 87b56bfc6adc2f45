using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Hosting;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [TestCase(Edgemonitor.Interrupt)]
    [TestCase(Edgemonitor.Terminate)]
    public async Task SystemdIsToldOfTheStartTheLifeAndTheEnd(int signal, CancellationToken stop)
    {
        using var systemd = new SystemdSocket(isAbstract: true);
        using var process = Edgemonitor.Start($"NOTIFY_SOCKET={systemd.Name}", "run", "--config", Configuration());
        var said = new List<string>();
        while (!said.Contains("READY=1") || !said.Contains("WATCHDOG=1")) said.Add(await systemd.ReceiveAsync(stop));
        process.Signal(signal);
        while (said[^1] != "STOPPING=1") said.Add(await systemd.ReceiveAsync(stop));

        var ended = await process.EndAsync(stop);
        Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok));
        Assert.That(ended.Error, Does.Contain("[3000] No GPIO chip is configured").And.Not.Contain("fail:"));
    }

    [Test]
    public async Task TwoDaemonsNeverShareAJournal(CancellationToken stop)
    {
        using var systemd = new SystemdSocket(isAbstract: true);
        using var first = Edgemonitor.Start($"NOTIFY_SOCKET={systemd.Name}", "run", "--config", Configuration());
        while (await systemd.ReceiveAsync(stop) != "READY=1")
        {
        }

        var second = await Edgemonitor.RunAsync(stop, "run", "--config", Configuration());

        Assert.That(second.Code, Is.EqualTo(ExitCodes.InputOutput));
        Assert.That(second.Error, Does.Contain("in use by another process: stop that daemon first"));
        first.Signal(Edgemonitor.Terminate);
        Assert.That((await first.EndAsync(stop)).Code, Is.EqualTo(ExitCodes.Ok));
    }

    private string Configuration()
    {
        var record = WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 600);
        File.WriteAllText(_scratch.File("config.json"), $$"""
            { "Device": { "Id": "bed-1", "Site": "ward" }, "Storage": { "Directory": "{{_scratch.File("state")}}" },
              "Sensors": [ { "Name": "ecg", "Driver": "wfdb", "Link": "{{record}}" } ] }
            """);
        return _scratch.File("config.json");
    }
}
