using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>The recorder on a real journal; its disk is broken by a file that stands where the directory should be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RecorderTests : IDisposable
{
    private static readonly AlarmRule Rule = new AlarmRules(new AlarmLimits()).NoData;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly MonitorFeed _feed = new();
    private readonly List<ApplianceStatus> _reports = [];
    private readonly JournalHost _journal;
    private readonly Recorder _recorder;
    private Task _running = Task.CompletedTask;

    public RecorderTests()
    {
        var clock = new MonitorClock(_time);
        _journal = new JournalHost(State, "bed-7", NullLogger<JournalHost>.Instance);
        _recorder = new Recorder(
            _feed.Listen(), _journal, new RecordFactory("bed-7", "boot", clock, new WallClock(_time)), new AlarmLimits(), new AlarmLogKeeper(forwards: false), DefaultBounds.Make(_time, clock, Report), clock, Report,
            NullLogger<Recorder>.Instance);
    }

    private string State => Path.Combine(_folder.Path, "state");

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task AnAlarmIsStoredAtOnceAndTelemetryWithItsGroup()
    {
        Start();
        Say(Value(0.1));
        _time.Advance(TimeSpan.FromSeconds(1.2));
        Say(Value(1.2));
        Say(Alarm(1.2));
        await UntilAsync(() => Stored(JournalStreams.Alarms) == 1);
        Assert.That(Stored(JournalStreams.Telemetry), Is.EqualTo(1), "the first second was waiting; the second one is not over");
        await AdvanceUntilAsync(() => Stored(JournalStreams.Telemetry) == 2);
        await EndAsync();
    }

    [Test]
    public async Task ATelemetryRecordWaitsNoLongerThanTheDeclaredWindow()
    {
        Start();
        Say(Value(0));
        var began = _time.Elapsed;
        await AdvanceUntilAsync(() => Stored(JournalStreams.Telemetry) == 1);
        Assert.That(_time.Elapsed - began, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(2.5)), "a second to gather, a second to wait for others");
        await EndAsync();
    }

    [Test]
    public async Task AnEarlyWarningScoreIsStoredWithWhatWasMeasured()
    {
        Start();
        Say(Value(0.1));
        Say(new FeedItem(null, new EarlyWarningScore(TimeSpan.FromSeconds(0.5), null, 3, [3, null, null, null, null, null, null], "saturation", null)));
        _time.Advance(TimeSpan.FromSeconds(1.2));
        Say(Value(1.2));
        await EndAsync();
        var telemetry = Records(JournalStreams.Telemetry)[0].Telemetry;
        Assert.That((telemetry.Readings.Count, telemetry.EarlyWarnings.Single().Known), Is.EqualTo((1, 3)));
    }

    [Test]
    public async Task WhoDidWhatIsStoredFromAnyThread()
    {
        Start();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => _recorder.Record($"nurse-{i}", "alarm-acknowledge", "all"))));
        await AdvanceUntilAsync(() => Stored(JournalStreams.Audit) == 10);
        await EndAsync();
    }

    [Test]
    public async Task TheEndStoresWhatWasSaidBeforeIt()
    {
        Start();
        for (var i = 0; i < 40; i++) Say(Value(i * 0.1));
        Say(Alarm(4));
        await EndAsync();
        Assert.That((Stored(JournalStreams.Alarms), Values()), Is.EqualTo((1L, 40)));
        Assert.That(_reports, Is.Empty);
    }

    [Test]
    public async Task ADiskThatIsAwayForTwentyMinutesCostsTheOldestTelemetryAndNoAlarm()
    {
        await File.WriteAllTextAsync(State, "in the way");
        Start();
        Say(Alarm(0));
        await UntilAsync(() => Reports().Length == 1);
        for (var second = 0; second < 1200; second++)
        {
            Say(Value(second));
            if (second % 60 == 0) Say(Alarm(second));
            if (second % 500 == 0) await AdvanceUntilAsync(() => Reports().Length > 1);
        }

        await AdvanceUntilAsync(() => _recorder.Lost >= 595);
        File.Delete(State);
        await AdvanceUntilAsync(() => Stored(JournalStreams.Alarms) == 21);
        await AdvanceUntilAsync(() => Stored(JournalStreams.Telemetry) >= 600);
        Assert.That(Reports()[0], Is.True);
        await AdvanceUntilAsync(() => !Reports()[^1]);
        await EndAsync();
        Assert.That(Stored(JournalStreams.Telemetry), Is.InRange(600, 602));
        Assert.That(Records(JournalStreams.Telemetry)[^1].Telemetry.Readings[^1].AtUs, Is.EqualTo(1_199_000_000), "the newest were kept");
    }

    [Test]
    public async Task WhatALaggingRecorderLostIsAnAlarm()
    {
        for (var i = 0; i < 5000; i++) Say(Value(i * 0.001));
        Start();
        await AdvanceUntilAsync(() => Reports().Contains(true));
        Assert.That(_recorder.Lost, Is.EqualTo(5000 - 4096));
        await AdvanceUntilAsync(() => !Reports()[^1]);
        await EndAsync();
    }

    /// <summary>The bounds of the defaults, far from what a test stores.</summary>
    private static FeedItem Value(double seconds)
        => new(Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.FromSeconds(seconds)), null);

    private static FeedItem Alarm(double seconds)
        => new(null, new AlarmEvent(TimeSpan.FromSeconds(seconds), "no-data-1", "ecg", Rule, AlarmPriority.High, AlarmTransition.Start, new AlarmEvidence(Presence.Present, "test"), null));

    private void Start() => _running = _recorder.RunAsync();

    private void Say(FeedItem item) => _feed.Say(item, mayWait: false);

    private void Report(ApplianceStatus status)
    {
        Assert.That(status.Part, Is.EqualTo(AppliancePart.Storage));
        lock (_reports) _reports.Add(status);
    }

    private bool[] Reports()
    {
        lock (_reports) return [.. _reports.Select(status => status.Faulty)];
    }

    private async Task EndAsync()
    {
        _feed.Complete();
        await _running.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    private static Task UntilAsync(Func<bool> condition) => UplinkRig.UntilAsync(condition);

    /// <summary>Lets the recorder's own waits come due until the condition holds.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition) => UplinkRig.UntilAsync(() =>
    {
        if (condition()) return true;
        _time.Advance(TimeSpan.FromSeconds(0.25));
        return false;
    });

    private long Stored(string stream) => File.Exists(State) ? 0 : _journal.Open().Count(stream);

    private int Values() => Records(JournalStreams.Telemetry).Sum(record => record.Telemetry.Readings.Count);

    private List<EdgeMonitor.Uplink.Wire.Record> Records(string stream) => [.. _journal.Open().ReadFrom(stream, 0, 10_000).Records.Select(record => RecordCodec.Decode(record.Bytes.Span))];
}
