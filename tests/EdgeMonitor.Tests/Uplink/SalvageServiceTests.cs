using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A damaged journal file of each provider, and what becomes of its records while the daemon runs.</summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class SalvageServiceTests(string provider)
{
    private const int Telemetry = 400, Alarms = 60;
    private readonly List<RecordGap> _gaps = [];
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void MakeDirectory()
    {
        if (JournalProviders.All[0].Name != provider) Assert.Ignore("The daemon uses its first choice, which is another provider.");
        _directory = new TemporaryDirectory();
        _gaps.Clear();
    }

    [TearDown]
    public void RemoveDirectory() => _directory?.Dispose();

    [Test]
    public async Task AllThatIsNotBrokenComesBackAndTheRestIsTold()
    {
        Fill();
        Damage();
        using var host = Host();
        var journal = host.Open();
        journal.Append([new PlainRecord(JournalStreams.Telemetry, journal.NextSequence(JournalStreams.Telemetry), Bytes(0))]);
        Assert.That(host.Gaps, Is.Not.Empty);
        await SalvageAsync(host);

        var back = AssertTrue(journal);
        Assert.That(back[JournalStreams.Telemetry], Has.Count.InRange(Telemetry - 60, Telemetry - 1));
        Assert.That(back[JournalStreams.Alarms], Is.Not.Empty);
        foreach (var (stream, sequences) in back)
        {
            var gaps = _gaps.Where(gap => gap.Stream == stream).ToList();
            for (var sequence = sequences[0]; sequence <= sequences[^1]; sequence++)
                Assert.That(gaps.Count(gap => gap.FirstSequence <= sequence && sequence <= gap.LastSequence), Is.EqualTo(sequences.Contains(sequence) ? 0 : 1), $"{stream} {sequence}");
            var skipped = gaps.Where(gap => gap.FirstSequence > sequences[^1]).ToList();
            var between = gaps.Except(skipped).ToList();
            Assert.That(between.Select(gap => gap.Count), Is.EqualTo(between.Select(gap => gap.LastSequence - gap.FirstSequence + 1)));
            // Behind the last one come numbers that were skipped, where the provider could not know the last one used: nobody knows how many of them were.
            var last = journal.LastSequence(stream) - (stream == JournalStreams.Telemetry ? 1 : 0);
            if (skipped.Count == 0) Assert.That(last, Is.EqualTo(sequences[^1]));
            else Assert.That(skipped.Select(gap => (gap.FirstSequence, gap.LastSequence, gap.Count)), Is.EqualTo(new[] { (sequences[^1] + 1, last, 0L) }));
        }

        Assert.That(host.Gaps[^1], Does.Contain("records are back").And.Contain("Nothing else will come of"));
    }

    [Test]
    public async Task WhatWasInterruptedIsBegunAgainAndChangesNothingMore()
    {
        Fill();
        Damage();
        List<long>? before = null;
        using (var host = Host())
        {
            host.Open();
            await SalvageAsync(host, stopAfter: 3);
            Assert.That(SetAsideFile.Waiting(host.Records), Is.Not.Empty);
            before = AssertTrue(host.Open())[JournalStreams.Telemetry];
        }

        using var again = Host();
        again.Open();
        await SalvageAsync(again);
        Assert.That(AssertTrue(again.Open())[JournalStreams.Telemetry], Is.SupersetOf(before));
        var told = _gaps.Count;
        await SalvageAsync(again);
        Assert.That(_gaps, Has.Count.EqualTo(told), "a file that is done is not looked at again");
    }

    [Test]
    public async Task OnANearlyFullDiskAlarmsComeBackAndTelemetryWaits()
    {
        Fill();
        Damage();
        using var host = Host();
        var free = 100L << 20;
        using var stop = new CancellationTokenSource();
        var time = new ManualTime();
        using var service = Service(host, time, () => free);
        host.Open();
        await service.StartAsync(stop.Token);
        while (host.Open().Count(JournalStreams.Alarms) < Alarms / 2) await NextAsync(service, time);
        for (var i = 0; i < 20; i++) await NextAsync(service, time);
        Assert.That(host.Open().Count(JournalStreams.Telemetry), Is.Zero);
        free = 1L << 30;
        while (SetAsideFile.Waiting(host.Records).Count > 0) await NextAsync(service, time);
        await service.StopAsync(stop.Token);
        Assert.That(host.Open().Count(JournalStreams.Telemetry), Is.InRange(Telemetry - 60, Telemetry - 1));
    }

    [Test]
    public async Task AFileOfNobodysIsDoneAndSaysSo()
    {
        Fill();
        using var host = Host();
        host.Open();
        File.WriteAllText(Path.Combine(host.Records, "journal.sqlite.damaged-7"), "A letter to someone else.");
        await SalvageAsync(host);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Records, "journal.sqlite.damaged-7.salvaged")), Does.Contain("no record of this box"));
        Assert.That(_gaps, Is.Empty);
    }

    private static byte[] Bytes(long sequence) => KnownRecords.BytesOf("plain", sequence, 3000);

    private JournalHost Host() => new(_directory.PathOf("state"), "bed-7", NullLogger<JournalHost>.Instance);

    private SalvageService Service(JournalHost host, TimeProvider time, Func<long?> free) =>
        new(host, new SalvageReports(_gaps.Add, () => true), new SalvageRoom(free, 512L << 20), time, NullLogger<SalvageService>.Instance);

    private static async Task NextAsync(SalvageService service, ManualTime time)
    {
        if (service.ExecuteTask is { IsFaulted: true } failed) await failed;
        await time.AdvanceToNextTimerAsync();
    }

    private async Task SalvageAsync(JournalHost host, int stopAfter = int.MaxValue)
    {
        var time = new ManualTime();
        using var stop = new CancellationTokenSource();
        using var service = Service(host, time, () => null);
        await service.StartAsync(stop.Token);
        for (var i = 0; i < stopAfter && SetAsideFile.Waiting(host.Records).Count > 0; i++) await NextAsync(service, time);
        await service.StopAsync(stop.Token);
    }

    private void Fill()
    {
        using var host = Host();
        var journal = host.Open();
        for (var first = 1; first <= Telemetry; first += 8)
            journal.Append([.. Enumerable.Range(first, 8).Select(sequence => new PlainRecord(JournalStreams.Telemetry, sequence, Bytes(sequence)))]);
        for (var sequence = 1; sequence <= Alarms; sequence++) journal.Append([new PlainRecord(JournalStreams.Alarms, sequence, Bytes(sequence))]);
    }

    /// <summary>Noise in eight places of every file of the closed journal that has records in it.</summary>
    private void Damage()
    {
        var random = new Random(7);
        var records = Path.Combine(_directory.PathOf("state"), "journal");
        foreach (var path in Directory.GetFiles(records).Where(path => Path.GetFileName(path) is not ("lock" or "spare" or SequenceReserve.FileName)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            var noise = new byte[4096];
            for (var place = 0; place < 8 && file.Length > 20 * noise.Length; place++)
            {
                random.NextBytes(noise);
                file.Position = 4096L * random.Next(5, (int)(file.Length / 4096));
                file.Write(noise);
            }
        }
    }

    /// <summary>The old numbers that are stored, each with its own bytes.</summary>
    private static Dictionary<string, List<long>> AssertTrue(SealedJournal journal)
    {
        var back = new Dictionary<string, List<long>>();
        foreach (var stream in (string[])[JournalStreams.Telemetry, JournalStreams.Alarms])
        {
            var page = journal.ReadFrom(stream, 0, 10_000);
            Assert.That(page.Unreadable, Is.Empty);
            foreach (var record in page.Records.Where(record => record.Sequence <= Telemetry)) Assert.That(record.Bytes.ToArray(), Is.EqualTo(Bytes(record.Sequence)), $"{stream} {record.Sequence}");
            back[stream] = [.. page.Records.Where(record => record.Sequence <= Telemetry).Select(record => record.Sequence)];
            Assert.That(journal.Count(stream), Is.EqualTo(page.Records.Count));
        }

        return back;
    }
}
