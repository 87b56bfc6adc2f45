using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Tests.Storage.Faults;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The disk of a real daemon fails while it runs, or at its start, and is well again: it says so, and loses nothing that it had stored.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DiskFaultTests : IDisposable
{
    private const int Records = 20; // telemetry records between two changes

    private const int RoomMebibytes = 640; // more than the reserve of 256, within which telemetry is given up; the image has holes

    private readonly FaultedBox _box = new();

    public void Dispose() => _box.Dispose();

    /// <summary>Under way, then at a start: from one moment on every call fails that such a disk refuses.</summary>
    [TestCase("ENOSPC", 28, DiskCalls.Opens | DiskCalls.Writes | DiskCalls.Sizes | DiskCalls.Syncs | DiskCalls.Names)]
    [TestCase("EIO", 5, DiskCalls.All)]
    [TestCase("EROFS", 30, DiskCalls.Changes)]
    public async Task ADiskThatFailsUnderTheRunningDaemonAndAtItsStartLosesNothing(string name, int error, object calls)
    {
        var kinds = (DiskCalls)calls;
        await using var broker = await MosquittoBroker.StartAsync(_box.Bedside.Broker());
        await using var centre = await Centre.ListenAsync(broker, _box.Bedside.Certificates.IssueClient("centre"));
        var disk = new FaultyDisk(_box.Bedside.PathOf("."));
        var configuration = _box.Configure(broker.Port);
        await using (var daemon = Start(disk, configuration))
        {
            await centre.WaitAsync(record => record.Stream == JournalStreams.Telemetry, Records);
            disk.Fail(error, kinds);
            TestContext.Out.WriteLine($"{name}: {await daemon.SaysAsync("Records are not being stored")}");
            // The alarm is made at once; that it is stored says that the disk is well again.
            disk.Recover();
            await daemon.SaysAsync("Records are stored again.");
            await centre.WaitAsync(record => record.Alarm is { Condition: "storage-failure", Phase: "start" });
            await centre.WaitForNewAsync(Records);
            await daemon.KillAsync();
        }

        var before = StoredState.Read(_box.State);
        disk.Fail(error, kinds);
        await using (var daemon = Start(disk, configuration))
        {
            TestContext.Out.WriteLine($"{name}: {await daemon.SaysAsync("The journal cannot be opened")}");
            await daemon.SaysAsync("Records are not being stored");
            disk.Recover();
            await daemon.SaysAsync("Records are stored again.");
            await centre.WaitForNewAsync(Records);
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero, string.Join('\n', daemon.Errors));
            Assert.That(daemon.Errors, Has.None.Contains("Internal error").And.None.Contains("set aside"));
        }

        FaultedBox.AssertNothingLost(StoredState.Read(_box.State), before, centre);
        await _box.VerifiesAsync();
    }

    /// <summary>ext4 finds an error of its own and makes itself read-only, as it does on a dying card; it is checked and mounted again.</summary>
    [Test]
    public async Task AFileSystemThatMakesItselfReadOnlyLosesNothingThatWasStored()
    {
        using var disk = new SmallDisk("ext4", RoomMebibytes);
        var state = Path.Combine(disk.Root, "state");
        var configuration = _box.Configure(state: state);
        long stored;
        await using (var daemon = DaemonProcess.Run(configuration))
        {
            await daemon.SaysAsync("data comes");
            await _box.StoresAsync(Records, state);
            stored = FaultedBox.StoredIn(state);
            disk.Break();
            TestContext.Out.WriteLine(await daemon.SaysAsync("Records are not being stored"));
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
            Assert.That(daemon.Errors, Has.Some.Contains("records could not be stored and are lost"), "it says what it could not save");
        }

        disk.Mend();
        Assert.That(StoredState.Read(state).Records[JournalStreams.Telemetry].Keys, Is.SupersetOf(Centre.Range(1, stored)));
        await GoesOnAsync(configuration, state);
    }

    [Test]
    public async Task ADiskThatIsMountedReadOnlyAtTheStartIsUsedOnceItIsWritable()
    {
        using var disk = new SmallDisk("ext4", RoomMebibytes);
        var state = Path.Combine(disk.Root, "state");
        var configuration = _box.Configure(state: state);
        await GoesOnAsync(configuration, state);
        var before = StoredState.Read(state);
        disk.Remount("ro");
        await using (var daemon = DaemonProcess.Run(configuration))
        {
            TestContext.Out.WriteLine(await daemon.SaysAsync("The journal cannot be opened"));
            await daemon.SaysAsync("Records are not being stored");
            disk.Remount("rw");
            await daemon.SaysAsync("Records are stored again.");
            Assert.That((await daemon.TerminateAsync()).ExitCode, Is.Zero);
        }

        FaultedBox.AssertNothingLost(StoredState.Read(state), before);
        await GoesOnAsync(configuration, state);
    }

    private async Task GoesOnAsync(string configuration, string state)
    {
        await using var daemon = DaemonProcess.Run(configuration);
        await daemon.SaysAsync("data comes");
        await _box.StoresAsync(Records, state);
        await daemon.KillAsync();
        FaultedBox.AssertNothingLost(StoredState.Read(state));
    }

    private DaemonProcess Start(FaultyDisk disk, string configuration) =>
        DaemonProcess.Start(disk.Under(DaemonProcess.How([], "run", "--config", configuration), _box.State));
}
