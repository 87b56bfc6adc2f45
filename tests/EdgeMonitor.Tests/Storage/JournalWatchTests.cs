using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Storage;

public sealed class JournalWatchTests
{
    [Test]
    public void RecordsThatWereSetAsideAreSaidAndAWholeJournalIsNot([Values] bool damaged)
    {
        using var directory = new TemporaryDirectory();
        using (var first = NewHost(directory)) first.Open();
        if (damaged) File.WriteAllText(Path.Combine(directory.Root, "journal", "journal.sqlite"), "This was a database.");
        var (time, reports) = (new ManualTime(), new List<ApplianceStatus>());
        using var host = NewHost(directory);
        using var watch = new JournalWatch(host, new Fallbacks(), new MonitorClock(time), reports.Add);
        watch.Look();
        Assert.That(reports, Is.Empty, "it is not open yet");
        host.Open();
        watch.Look();
        time.Advance(TimeSpan.FromSeconds(31));
        watch.Look();
        Assert.That(reports.Select(report => (report.Part, report.Faulty)), Is.EqualTo(damaged ? [(AppliancePart.Journal, true), (AppliancePart.Journal, false)] : Array.Empty<(AppliancePart, bool)>()));
        if (damaged) Assert.That(reports[0].Cause, Does.Contain("set aside"));
    }

    /// <summary>A key that cannot be opened is an alarm that stands until the right file is back.</summary>
    [Test]
    public void AKeyThatIsMissingDamagedOrOfAnotherMasterStaysSaidUntilItIsBack([Values("missing", "damaged", "master")] string fault)
    {
        using var directory = new TemporaryDirectory();
        using (var first = NewHost(directory)) first.Open().Append([new PlainRecord(JournalStreams.Audit, 1, "x"u8.ToArray())]);
        var path = fault == "master" ? Path.Combine(directory.Root, "edgemonitor.key") : Directory.GetFiles(Path.Combine(directory.Root, "keys")).Single();
        var right = File.ReadAllBytes(path);
        if (fault == "missing") File.Delete(path);
        else File.WriteAllBytes(path, new byte[right.Length]);
        var (time, reports) = (new ManualTime(), new List<ApplianceStatus>());
        using (var host = NewHost(directory))
        {
            Assert.That(host.Open().ReadFrom(JournalStreams.Audit, 0, 10).Unreadable, Has.Count.EqualTo(1));
            using var watch = new JournalWatch(host, new Fallbacks(), new MonitorClock(time), reports.Add);
            for (var look = 0; look < 3; look++)
            {
                watch.Look();
                time.Advance(TimeSpan.FromSeconds(31));
            }

            Assert.That(reports.Select(report => (report.Part, report.Faulty)), Is.EqualTo(new[] { (AppliancePart.Journal, true) }));
            Assert.That(reports[0].Cause, Does.Contain("cannot be read").And.Contain("put"));
            host.Open().Append([new PlainRecord(JournalStreams.Audit, 2, "y"u8.ToArray())]);
            Assert.That(host.Open().ReadFrom(JournalStreams.Audit, 1, 10).Records, Has.Count.EqualTo(1), "new records get a new key");
        }

        File.WriteAllBytes(path, right);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var mended = NewHost(directory);
        Assert.That(mended.Open().ReadFrom(JournalStreams.Audit, 0, 1).Records, Has.Count.EqualTo(1), "nothing was lost");
    }

    private static JournalHost NewHost(TemporaryDirectory directory) => new(directory.Root, "bed-1", NullLogger<JournalHost>.Instance);
}
