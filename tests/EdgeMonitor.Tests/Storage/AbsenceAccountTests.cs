using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Storage;

/// <summary>Which numbers have no record, and why, is on the disk before the record goes, and costs nothing where records go in order.</summary>
public sealed class AbsenceAccountTests
{
    private readonly byte[] _plain = new byte[100];
    private TemporaryDirectory _directory = null!;
    private KnownKeys _keys = null!;
    private RecordSeal _seal = null!;
    private FaultyJournal _store = null!;
    private SealedJournal _journal = null!;

    [SetUp]
    public void OpenJournal()
    {
        _directory = new TemporaryDirectory();
        _keys = new KnownKeys();
        _seal = _keys.Seal("box-1");
        _store = new FaultyJournal(JournalProviders.All[0].Open(_directory.PathOf("journal")));
        _journal = new SealedJournal(_store, _seal);
        for (var sequence = 1; sequence <= 20; sequence++) _journal.Append([new PlainRecord(JournalStreams.Telemetry, sequence, _plain)]);
    }

    [TearDown]
    public void CloseJournal()
    {
        _store.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void WhatIsRemovedInOrderCostsNoEntry()
    {
        _journal.Trim(JournalStreams.Telemetry, 1, 5);
        _journal.Trim(JournalStreams.Telemetry, 4, 9); // some of them again
        _journal.Trim(JournalStreams.Telemetry, 10, 20);
        Assert.That((_store.Count(JournalStreams.Telemetry), _store.Count(JournalStreams.Absent)), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void TheEntryComesBeforeTheRemoval()
    {
        _store.TrimFails = true;
        Assert.That(() => _journal.Trim(JournalStreams.Telemetry, 8, 12), Throws.TypeOf<JournalException>());
        Assert.That(Known(), Is.EqualTo((string[])["Removed 8-12"]), "told too early, as after a power cut, and never too late");
        Assert.That(_store.Count(JournalStreams.Telemetry), Is.EqualTo(20));
    }

    [Test]
    public void WithoutItsEntryNothingIsRemoved()
    {
        _store.AppendFault = AppendFault.Refused;
        Assert.That(() => _journal.Trim(JournalStreams.Telemetry, 8, 12), Throws.TypeOf<JournalException>());
        Assert.That((_store.Count(JournalStreams.Telemetry), Known()), Is.EqualTo((20L, Array.Empty<string>())));
    }

    [Test]
    public void WhatIsBelowEverythingStoredIsForgotten()
    {
        _journal.Trim(JournalStreams.Telemetry, 3, 4);
        _journal.Trim(JournalStreams.Telemetry, 8, 12);
        _journal.Trim(JournalStreams.Telemetry, 1, 6);
        _journal.Trim(JournalStreams.Telemetry, 15, 15);
        Assert.That(Known(), Is.EqualTo((string[])["Removed 8-12", "Removed 15-15"]));
    }

    [Test]
    public void NumbersThatAreSkippedWhileTheDaemonRunsAreAccountedForWithTheNextRecord()
    {
        Assert.That(() => _journal.Append([new PlainRecord(JournalStreams.Telemetry, 25, _plain)]), Throws.TypeOf<JournalException>(), "this store has not jumped");
        Assert.That(Known(), Is.EqualTo((string[])["Skipped 21-24"]));
    }

    [Test]
    public void VeryManyRangesAreKeptInABoundedRecordAndNoneIsForgotten()
    {
        var absences = new Absences();
        for (var sequence = 1; sequence <= 5000; sequence += 2) absences.Add(JournalStreams.Audit, AbsenceCause.Removed, sequence, sequence);
        var record = absences.ToRecord();
        Assert.That(record, Has.Length.LessThan(20_000));
        _journal.Append([new PlainRecord(JournalStreams.Absent, 1, record)]);
        var read = Absences.Read(_journal).Of(JournalStreams.Audit).ToList();
        Assert.That((read.Count, read[0].Last, read[^1].First, read[^1].Last), Is.EqualTo((1000, 1L, 1999L, 4999L)));
    }

    private IEnumerable<string> Known() => Absences.Read(_journal).Of(JournalStreams.Telemetry).Select(range => $"{range.Cause} {range.First}-{range.Last}");
}
