using System.Runtime.InteropServices;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

public sealed partial class WallClockTests
{
    [Test]
    public void MillisecondsCountFromTheEpoch()
    {
        var time = new ManualTime { Start = new DateTimeOffset(1970, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)) };
        var clock = new WallClock(time);
        time.Advance(TimeSpan.FromSeconds(86_400.25));

        Assert.That(clock.Milliseconds, Is.EqualTo(86_400_250));
    }

    [TestCase("chrony/chronyd.pid", true, "chrony")]
    [TestCase("systemd/timesync/synchronized", true, "timesyncd")]
    [TestCase("other/sign", true, "kernel")]
    [TestCase("chrony/chronyd.pid", false, "none")]
    public void WhoKeepsTheClockIsSeenFromTheSignsOfRunningServices(string sign, bool synchronised, string source)
    {
        using var run = new Uplink.TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(run.Path, sign))!);
        File.WriteAllText(Path.Combine(run.Path, sign), "");
        var clock = new WallClock(new ManualTime(), () => new KernelClock(synchronised, -12, 3400), run.Path);
        Assert.That(clock.Read(), Is.EqualTo(new WallReading(clock.Milliseconds, new KernelClock(synchronised, -12, 3400), source)));
    }

    [Test]
    public void AKeeperThatAppearsIsSeenWithinTenSeconds()
    {
        using var run = new Uplink.TemporaryFolder();
        var time = new ManualTime();
        var clock = new WallClock(time, () => new KernelClock(true, 0, 0), run.Path);
        Assert.That(clock.Read().Source, Is.EqualTo("kernel"));
        Directory.CreateDirectory(Path.Combine(run.Path, "chrony"));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(clock.Read().Source, Is.EqualTo("chrony"));
    }

    [Test]
    public unsafe void SynchronisedIsWhatTheKernelsOwnStatusSays()
    {
        const int statusOffset = 40, unsynchronised = 0x40, clockError = 0x1000; // struct timex on 64-bit Linux; STA_UNSYNC, STA_CLOCKERR
        if (!Environment.Is64BitProcess) Assert.Ignore("The kernel's structure has another layout in 32 bits.");
        var timex = stackalloc byte[256];
        new Span<byte>(timex, 256).Clear();
        Assert.That(AdjTimex(timex), Is.GreaterThanOrEqualTo(0));
        var status = *(int*)(timex + statusOffset);

        Assert.That(WallClock.IsSynchronised, Is.EqualTo((status & (unsynchronised | clockError)) == 0));
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static unsafe partial int AdjTimex(byte* timex);
}
