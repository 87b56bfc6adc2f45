using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

public sealed class DiskSpaceWatchTests
{
    private const long Mebibyte = 1 << 20;

    [Test]
    public void LittleRoomIsSaidAndEndsWithAQuarterMore()
    {
        long? free = 600 * Mebibyte;
        var reports = new List<ApplianceStatus>();
        using var watch = new DiskSpaceWatch(() => free, 512, 256, new MonitorClock(new ManualTime()), reports.Add);
        foreach (var mebibytes in new long?[] { 512, 511, null, 639, 511, 640 })
        {
            free = mebibytes * Mebibyte;
            watch.Look();
        }

        Assert.That(reports.Select(report => (report.Part, report.Faulty)), Is.EqualTo(new[] { (AppliancePart.DiskSpace, true), (AppliancePart.DiskSpace, false) }));
        Assert.That(reports[0].Cause, Does.Contain("511 MiB left and below 256 MiB the oldest telemetry makes room for the newest"));
    }

    [Test]
    public void ItLooksAgainByItself()
    {
        var time = new ManualTime();
        using var looked = new SemaphoreSlim(0);
        using var watch = new DiskSpaceWatch(
            () =>
            {
                looked.Release();
                return null;
            },
            512, 256, new MonitorClock(time), _ => { });
        Assert.That(async () =>
        {
            await watch.StartAsync(CancellationToken.None);
            await looked.WaitAsync();
            await time.AdvanceToNextTimerAsync();
            await looked.WaitAsync();
            await watch.StopAsync(CancellationToken.None);
        }, Throws.Nothing);
    }

    [Test]
    public void TheRoomOfADirectoryThatIsNotThereYetIsItsParents()
    {
        using var directory = new TemporaryDirectory();
        Assert.That(DiskSpaceWatch.FreeBytes(Path.Combine(directory.Root, "state", "journal")), Is.GreaterThan(0));
    }
}
