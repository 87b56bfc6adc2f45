using System.Diagnostics;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.Storage;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The alarm must sound with network, disk and broker all down; and once the disk is back the log has it.</summary>
public sealed class EverythingDownTests
{
    /// <summary>The declared time to the alarm of asystole is 5 s from the last beat, which lies before the episode; the rest is the test's own looking.</summary>
    private static readonly TimeSpan DeclaredTime = TimeSpan.FromSeconds(5.2);

    private Bedside _box = null!;

    [SetUp]
    public void MakeBox() => _box = new Bedside();

    [TearDown]
    public void RemoveBox() => _box.Dispose();

    /// <summary>Broker and disk go while the box runs.</summary>
    [Test]
    public async Task AnAsystoleSoundsInTimeWhileDiskAndBrokerAreGone()
    {
        await using var broker = await MosquittoBroker.StartAsync(_box.Broker());
        await using var bed = SimulatedBed.Start(_box, "normal 20s, asystole 30s");
        var disk = new FailingDisk(_box.PathOf("."));
        await using var daemon = Start(disk, [], bed.Configure(broker.Port));
        await daemon.SaysAsync("Connected to the broker");
        await broker.KillAsync();
        disk.Fail();
        await daemon.SaysAsync("Records are not being stored");
        await AssertSoundsAndIsStoredAsync(daemon, bed, disk);
    }

    /// <summary>A network of its own without any device, not even loopback, and a disk that fails from the first moment on.</summary>
    [Test]
    public async Task AnAsystoleSoundsInTimeWithoutNetworkAndDiskFromTheStart()
    {
        RequireNoNetwork();
        await using var bed = SimulatedBed.Start(_box, "normal 20s, asystole 30s");
        var disk = new FailingDisk(_box.PathOf("."));
        disk.Fail();
        await using var daemon = Start(disk, ["unshare", "-rn"], bed.Configure(MosquittoBroker.FreePort()));
        await daemon.SaysAsync("The journal cannot be opened");
        await AssertSoundsAndIsStoredAsync(daemon, bed, disk);
    }

    private async Task AssertSoundsAndIsStoredAsync(DaemonProcess daemon, SimulatedBed bed, FailingDisk disk)
    {
        await bed.HappensAsync(EpisodeKind.Asystole);
        var began = TimeProvider.System.GetTimestamp();
        await daemon.PrintsAsync(line => line.Contains("ALARM HIGH ASYSTOLE", StringComparison.Ordinal));
        var took = TimeProvider.System.GetElapsedTime(began);
        await TestContext.Out.WriteLineAsync($"The asystole sounded {took.TotalSeconds:0.00} s after it began.");
        Assert.That(took, Is.LessThan(DeclaredTime));
        Assert.That(daemon.Errors, Has.None.Contains("Records are stored again"));

        disk.Recover();
        await daemon.SaysAsync("Records are stored again");
        var (exitCode, _) = await daemon.TerminateAsync();
        Assert.That(exitCode, Is.Zero, string.Join('\n', daemon.Errors));
        var stored = StoredState.Read(_box.State);
        var alarms = stored.Records[JournalStreams.Alarms].OrderBy(pair => pair.Key).Select(pair => pair.Value).ToList();
        Assert.That(alarms.Select(record => record.Sequence), Is.EqualTo(Centre.Range(1, stored.Last[JournalStreams.Alarms])));
        Assert.That(alarms.Where(record => record.Alarm is { Condition: "asystole", Phase: "start" }), Has.One.Items);
        Assert.That(alarms.Where(record => record.Alarm is { Condition: "storage-failure", Phase: "start" }), Is.Not.Empty);
        Assert.That(alarms.Select(record => record.AlarmSystem?.State), Has.Some.EqualTo("up").And.Some.EqualTo("down"));
        var telemetry = stored.Records[JournalStreams.Telemetry].OrderBy(pair => pair.Key).Select(pair => pair.Value).ToList();
        Assert.That(telemetry.SelectMany(record => record.Telemetry.Waveforms), Is.Not.Empty);
    }

    private static DaemonProcess Start(FailingDisk disk, string[] wrapper, string configuration)
    {
        var how = DaemonProcess.How(wrapper, "run", "--config", configuration);
        disk.Under(how);
        return DaemonProcess.Start(how);
    }

    private static void RequireNoNetwork()
    {
        using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rn", "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        if (probe.ExitCode != 0) Requirement.Missing("This user may not have a network of its own (unshare -rn): run as root or allow user namespaces.");
    }
}
