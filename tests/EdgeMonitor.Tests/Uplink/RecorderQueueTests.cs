using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecorderQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KnownKeys _keys = new();
    private readonly RecordSeal _seal;
    private readonly FaultyJournal _store;
    private readonly SealedJournal _journal;

    public RecorderQueueTests()
    {
        _store = new FaultyJournal(SqliteJournal.Open(_folder.Path));
        _seal = _keys.Seal("bed-7");
        _journal = new SealedJournal(_store, _seal);
    }

    public void Dispose()
    {
        _store.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void StoresInOrderAndNumbersEachStream()
    {
        var queue = new RecorderQueue(600);
        Add(queue, JournalStreams.Telemetry, "t1", JournalStreams.Alarms, "a1", JournalStreams.Telemetry, "t2", JournalStreams.Audit, "u1");
        Assert.That(queue.StoreIn(_journal), Is.EqualTo(4));
        Assert.That(queue.Count, Is.Zero);
        Assert.That(Stored(JournalStreams.Telemetry), Is.EqualTo(new[] { "1 t1", "2 t2" }));
        Assert.That(Stored(JournalStreams.Alarms).Concat(Stored(JournalStreams.Audit)), Is.EqualTo(new[] { "1 a1", "1 u1" }));
    }

    /// <summary>Whatever became of the doubtful try, each record is stored once, in order, with what came meanwhile behind it.</summary>
    [Test]
    public void ADoubtfulTryIsSettled([Values(AppendFault.Refused, AppendFault.DoubtfulLost, AppendFault.DoubtfulStored)] AppendFault fault, [Values(1, 3)] int tries)
    {
        var queue = new RecorderQueue(600);
        Add(queue, JournalStreams.Alarms, "a1", JournalStreams.Telemetry, "t1");
        _store.AppendFault = fault;
        for (var i = 0; i < tries; i++)
        {
            if (queue.Count > 0 && fault != AppendFault.DoubtfulStored || i == 0) Assert.That(() => queue.StoreIn(_journal), Throws.TypeOf<JournalException>());
            Add(queue, JournalStreams.Telemetry, $"t{i + 2}");
        }

        _store.AppendFault = AppendFault.None;
        Assert.That(queue.StoreIn(_journal), Is.EqualTo(2 + tries));
        Assert.That(Stored(JournalStreams.Alarms), Is.EqualTo(new[] { "1 a1" }));
        Assert.That(Stored(JournalStreams.Telemetry), Is.EqualTo(Enumerable.Range(1, tries + 1).Select(i => $"{i} t{i}")));
    }

    /// <summary>The uplink does not wait for the recorder: what is on the disk it may send and trim before the recorder has asked.</summary>
    [Test]
    public void WhatWasStoredInDoubtAndSentMeanwhileIsNotStoredAgain()
    {
        var queue = new RecorderQueue(600);
        Add(queue, JournalStreams.Alarms, "a1", JournalStreams.Alarms, "a2");
        _store.AppendFault = AppendFault.DoubtfulStored;
        Assert.That(() => queue.StoreIn(_journal), Throws.TypeOf<JournalException>());
        _store.AppendFault = AppendFault.None;
        _journal.Trim(JournalStreams.Alarms, 1, 2);
        Add(queue, JournalStreams.Alarms, "a3");
        Assert.That(queue.StoreIn(_journal), Is.EqualTo(3));
        Assert.That(Stored(JournalStreams.Alarms), Is.EqualTo(new[] { "3 a3" }));
    }

    /// <summary>The uplink's trim may hang in the disk and hold the journal; the recorder must go on reading the feed.</summary>
    [Test]
    public async Task AJournalThatDoesNotAnswerHoldsNobodyUp()
    {
        var queue = new RecorderQueue(600);
        Add(queue, JournalStreams.Alarms, "a1");
        _store.Answers.Reset();
        var storing = Task.Run(() => queue.StoreIn(_journal));
        var adding = Task.Run(async () =>
        {
            // Long enough for the store to have begun, whichever task runs first.
            for (var i = 2; i <= 50; i++)
            {
                Add(queue, JournalStreams.Alarms, $"a{i}");
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            }
        });
        Assert.That(await Task.WhenAny(adding, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System)), Is.SameAs(adding));
        _store.Answers.Set();
        await storing;
        queue.StoreIn(_journal);
        Assert.That(Stored(JournalStreams.Alarms), Is.EqualTo(Enumerable.Range(1, 50).Select(i => $"{i} a{i}")));
    }

    [Test]
    public void TwentyMinutesWithoutADiskKeepAllAlarmsAndTheNewestTelemetry()
    {
        var queue = new RecorderQueue(600);
        _store.AppendFault = AppendFault.DoubtfulLost;
        for (var second = 1; second <= 1200; second++)
        {
            Add(queue, JournalStreams.Telemetry, $"t{second}");
            if (second % 10 == 0) Add(queue, JournalStreams.Alarms, $"a{second}");
            if (second % 7 == 0) Assert.That(() => queue.StoreIn(_journal), Throws.TypeOf<JournalException>());
            Assert.That(queue.Count, Is.LessThanOrEqualTo(1200 + 120));
        }

        _store.AppendFault = AppendFault.None;
        while (queue.Count > 0) queue.StoreIn(_journal);
        Assert.That(Stored(JournalStreams.Alarms), Has.Count.EqualTo(120));
        var telemetry = Stored(JournalStreams.Telemetry);
        Assert.That(telemetry[^1], Does.EndWith(" t1200"));
        Assert.That(telemetry, Has.Count.EqualTo(600));
        Assert.That(queue.Lost, Is.EqualTo(600));
    }

    [Test]
    public void TelemetryGivenUpLeavesItsHolesBehind()
    {
        var queue = new RecorderQueue(3);
        for (var i = 0; i < 10; i++) queue.Add(Waveform(session: 1, first: 250 * i, count: 250));
        queue.StoreIn(_journal);
        var records = Records(JournalStreams.Telemetry);
        Assert.That(records.Select(record => record.Telemetry.Waveforms[0].FirstIndex), Is.EqualTo(new long[] { 1750, 2000, 2250 }));
        var gap = records[0].Telemetry.Gaps.Single();
        Assert.That((gap.Sensor, gap.Label, gap.Session, gap.FirstIndex, gap.Count), Is.EqualTo(("ecg", "II", 1L, 0L, 1750L)));
        Assert.That((gap.StartUs, gap.EndUs), Is.EqualTo((0L, 7_000_000L)));
        Assert.That(gap.Cause, Is.Not.Empty);
        Assert.That(records.Skip(1).SelectMany(record => record.Telemetry.Gaps), Is.Empty);
    }

    [Test]
    public void HolesOfAGivenUpRecordAreKept()
    {
        var queue = new RecorderQueue(1);
        var first = Waveform(session: 1, first: 500, count: 250);
        first.Telemetry.Gaps.Add(new Gap { Sensor = "ecg", Label = "II", Session = 1, FirstIndex = 250, Count = 250, StartUs = 1_000_000, EndUs = 2_000_000, Cause = "not received" });
        queue.Add(first);
        queue.Add(Waveform(session: 2, first: 0, count: 250));
        queue.StoreIn(_journal);
        Assert.That(Records(JournalStreams.Telemetry).Single().Telemetry.Gaps.Select(gap => (gap.Session, gap.FirstIndex, gap.Count)), Is.EqualTo(new[] { (1L, 250L, 250L), (1L, 500L, 250L) }));
    }

    [Test]
    public void AlarmsAreBoundedTooTheOldestGoingFirstAndCounted()
    {
        var queue = new RecorderQueue(600);
        for (var i = 1; i <= RecorderQueue.MaxUrgent + 10; i++) Add(queue, JournalStreams.Alarms, $"a{i}");
        Assert.That((queue.Count, queue.Lost), Is.EqualTo((RecorderQueue.MaxUrgent, 10L)));
    }

    private static void Add(RecorderQueue queue, params string[] streamsAndNames)
    {
        for (var i = 0; i < streamsAndNames.Length; i += 2)
        {
            var record = new Record { Stream = streamsAndNames[i], Boot = streamsAndNames[i + 1] };
            if (record.Stream == JournalStreams.Telemetry) record.Telemetry = new Telemetry();
            queue.Add(record);
        }
    }

    private static Record Waveform(long session, long first, int count) => new()
    {
        Stream = JournalStreams.Telemetry,
        Telemetry = new Telemetry { Waveforms = { new Waveform { Sensor = "ecg", Label = "II", Session = session, FirstIndex = first, RateHz = 250, StartUs = first * 4000, Differences = { new int[count] } } } },
    };

    private List<string> Stored(string stream) => [.. Records(stream).Select(record => $"{record.Sequence} {record.Boot}")];

    private List<Record> Records(string stream) => [.. _journal.ReadFrom(stream, 0, 10_000).Records.Select(record => RecordCodec.Decode(record.Bytes.Span))];
}
