using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Storage;

public sealed class WearTests
{
    [Test]
    public void TheFiguresGoOnOverRestarts()
    {
        using var directory = new TemporaryDirectory();
        for (var start = 0; start < 2; start++)
        {
            var time = new ManualTime();
            using var host = new JournalHost(directory.Root, "bed-7", NullLogger<JournalHost>.Instance);
            var journal = host.Open();
            using var watch = new WearWatch(host, new MonitorClock(time), () => 10_000);
            time.Advance(TimeSpan.FromHours(12));
            journal.Append([new PlainRecord("telemetry", journal.NextSequence("telemetry"), new byte[5000 - RecordSeal.Overhead])]);
            watch.Look();
        }

        var wear = Wear.Read(directory.Root)!;
        Assert.That((wear.WrittenBytes, wear.RecordBytes, wear.BytesPerBedDay, wear.Factor), Is.EqualTo((20_000L, 10_000L, (double?)20_000, (double?)2)));
        Assert.That(wear.ToString(), Does.Contain("2.00 times").And.Contain("24.0 h"));
    }

    [Test]
    public void ABoxThatHasStoredNothingYetWritesNoFile()
    {
        using var directory = new TemporaryDirectory();
        using var host = new JournalHost(directory.Root, "bed-7", NullLogger<JournalHost>.Instance);
        using var watch = new WearWatch(host, new MonitorClock(new ManualTime()), () => 10_000);
        watch.Look();
        Assert.That(Wear.Read(directory.Root), Is.Null);
    }

    [Test]
    public void TheKernelCountsWhatIsWritten()
    {
        using var directory = new TemporaryDirectory();
        var before = WearWatch.WrittenBytes();
        if (before is null) Assert.Ignore("This kernel does not count what a process writes.");
        DurableFile.Replace(directory.PathOf("file"), new byte[1 << 20]);
        var written = WearWatch.WrittenBytes() - before;
        if (written == 0) Assert.Ignore("The temporary directory is in memory: the kernel counts nothing there.");
        Assert.That(written, Is.GreaterThanOrEqualTo(1 << 20));
    }
}
