using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A box without a battery clock that learns the time late, over restarts of the daemon and of the machine, on a real journal.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LateSynchronisationTests : IDisposable
{
    /// <summary>What the box believes while it does not know better: 1970.</summary>
    private static readonly TimeSpan Ignorance = DateTimeOffset.UnixEpoch - new ManualTime().Start;

    private readonly TemporaryFolder _folder = new();
    private readonly JournalHost _journal;
    private readonly BootClocks _clocks = new();
    private ManualTime _time = new() { WallStep = Ignorance };
    private Start _start;
    private bool _synchronised;

    public LateSynchronisationTests()
    {
        _journal = new JournalHost(_folder.Path, "bed-7", NullLogger<JournalHost>.Instance);
        _journal.Open();
        _start = Begin("boot-1", "machine-1");
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ARecordFromBeforeTheSynchronisationIsSentWithTheTimeItHadInTruth()
    {
        Pass(10);
        var (record, truth) = Make();
        Assert.That(DateTimeOffset.FromUnixTimeMilliseconds(record.WallMs).Year, Is.EqualTo(1970));
        Pass(300);
        Assert.That(Correct(record), Is.Null, "nothing is known yet");
        Synchronise();
        Assert.That(Correct(record), Is.EqualTo(truth));
    }

    [Test]
    public void ARecordThatWasSynchronisedGetsNone()
    {
        Synchronise();
        Pass(10);
        Assert.That(Correct(Make().Record), Is.Null);
    }

    [Test]
    public void ARecordFromAfterTheSynchronisationWasLostWaitsForTheNextOne()
    {
        Synchronise();
        Pass(60);
        _synchronised = false;
        Pass(60);
        var (record, truth) = Make();
        Assert.That(Correct(record), Is.Null, "what was known before says nothing of the time since");
        Pass(60);
        Synchronise();
        Assert.That(Correct(record), Is.EqualTo(truth));
    }

    [Test]
    public void AnEarlierStartOfTheDaemonOnTheSameStartOfTheMachineIsCorrectedToo()
    {
        Pass(10);
        var (record, truth) = Make();
        Pass(100);
        _start = Begin("boot-2", "machine-1");
        Pass(100);
        var (second, secondTruth) = Make();
        Synchronise();
        Assert.That((Correct(record), Correct(second)), Is.EqualTo(((long?)truth, (long?)secondTruth)));
    }

    [Test]
    public void AnotherStartOfTheMachineTellsNothingAboutTheTimeBeforeIt()
    {
        Pass(10);
        var record = Make().Record;
        _time = new ManualTime { WallStep = Ignorance };
        _start = Begin("boot-2", "machine-2");
        Pass(10);
        Synchronise();
        Assert.That(Correct(record), Is.Null);
    }

    [Test]
    public void ItIsRememberedOverARestart()
    {
        Pass(10);
        var (record, truth) = Make();
        Synchronise();
        var again = new BootClocks();
        Assert.That(again.CorrectedMilliseconds(RecordCodec.Encode(record)), Is.Null);
        again.Load(_journal.Open());
        Assert.That(again.CorrectedMilliseconds(RecordCodec.Encode(record)), Is.EqualTo(truth));
    }

    [Test]
    public void AClockThatIsSetLaterCorrectsWhatIsStillUncorrected()
    {
        Pass(10);
        var (record, truth) = Make();
        Synchronise(wrongBy: TimeSpan.FromHours(1));
        Assert.That(Correct(record), Is.EqualTo(truth + 3_600_000), "the time server of then said so");
        Pass(100);
        _time.WallStep = TimeSpan.Zero;
        Pass(1);
        Assert.That(Correct(record), Is.EqualTo(truth));
    }

    [Test]
    public void NothingIsConcludedFromALineThatARecordingHasMoved()
    {
        Pass(10);
        var record = Make().Record;
        using (_start.Clock.FollowRecording()) Pass(10);
        Synchronise();
        Assert.That(Correct(record), Is.Null);
    }

    [Test]
    public void FewCommitsAreMadeAndFewStartsRemembered()
    {
        for (int i = 2; i < 200; i++)
        {
            _start = Begin($"boot-{i}", "machine-1");
            Pass(5);
        }

        Assert.That(_journal.Open().LastSequence(JournalStreams.Clocks), Is.EqualTo(198), "one a start");
        var records = _journal.Open().ReadFrom(JournalStreams.Clocks, 0, 1000).Records;
        Assert.That(records, Has.Count.LessThanOrEqualTo(17));
        Assert.That(StoredClocks.Parser.ParseFrom(records[^1].Bytes.Span).Lines, Has.Count.EqualTo(64));
    }

    [Test]
    public void TheMessageCarriesItInBothEncodingsAndTheStoredBytesStayTheSame()
    {
        Pass(10);
        var (record, truth) = Make();
        Synchronise();
        byte[] stored = RecordCodec.Encode(record);
        byte[] copy = [.. stored];
        foreach (var encoding in Enum.GetValues<UplinkEncoding>())
        {
            var messages = new RecordMessages(new UplinkSettings("h", 1, null, "icu", "bed-7") { Encoding = encoding }, _clocks);
            var payload = messages.Of(JournalStreams.Audit, 1, stored, historical: true).Payload;
            var sent = encoding == UplinkEncoding.Json ? RecordCodec.FromJson(payload.Span) : RecordCodec.Decode(payload.Span);
            Assert.That((sent.CorrectedWallMs, sent.WallMs, sent.Historical), Is.EqualTo((truth, record.WallMs, true)), encoding.ToString());
        }

        Assert.That(stored, Is.EqualTo(copy));
    }

    private long? Correct(Record record) => _clocks.CorrectedMilliseconds(RecordCodec.Encode(record));

    /// <summary>A record of this moment, and the time that it truly is.</summary>
    private (Record Record, long Truth) Make() =>
        (_start.Records.OfAudit("system", "test", "now"), (_time.GetUtcNow() - _time.WallStep).ToUnixTimeMilliseconds());

    private void Synchronise(TimeSpan wrongBy = default)
    {
        _time.WallStep = wrongBy;
        _synchronised = true;
        Pass(1);
    }

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _start.Keeper.Look();
        }
    }

    private Start Begin(string boot, string machine)
    {
        _synchronised = false;
        var clock = new MonitorClock(_time);
        var wall = new WallClock(_time, () => new KernelClock(_synchronised, 0, 1000), _folder.Path);
        return new Start(
            clock, new RecordFactory("bed-7", boot, clock, wall),
            new ClockKeeper(_clocks, _journal, new MachineLine(boot, machine, clock), wall, NullLogger<ClockKeeper>.Instance));
    }

    private sealed record Start(MonitorClock Clock, RecordFactory Records, ClockKeeper Keeper);
}
