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

    private static JournalHost NewHost(TemporaryDirectory directory) => new(directory.Root, "bed-1", NullLogger<JournalHost>.Instance);
}
