using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class WallClockJumpTests
{
    /// <summary>From the feed through recorder, journal, uplink and a real broker to a subscriber, while the wall clock is set forward and back by an hour.</summary>
    [Test]
    public async Task AWallClockThatJumpsByAnHourLosesDoublesAndReordersNothing()
    {
        const int seconds = 60;
        var time = new ManualTime();
        using var folder = new TemporaryFolder();
        using var journal = new JournalHost(folder.Path, UplinkRig.Device, NullLogger<JournalHost>.Instance);
        var clock = new MonitorClock(time);
        var feed = new MonitorFeed();
        var recorder = new Recorder(
            feed.Listen(), journal, new RecordFactory(UplinkRig.Device, "boot", clock, new WallClock(time)), new AlarmLimits(),
            new AlarmLogKeeper(forwards: true), DefaultBounds.Make(time, clock, _ => { }), clock, _ => { }, NullLogger<Recorder>.Instance);
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "edgemonitor/v1/icu/+/telemetry");
        using var stop = new CancellationTokenSource();
        var uplink = new UplinkService(
            UplinkRig.Settings(broker), MqttProviders.All[0], journal.Open(), UplinkRig.StatusRecord, TimeProvider.System, new Random(1),
            new Fence(UplinkRig.Device, 0), NullLogger<UplinkService>.Instance);
        var sending = uplink.RunAsync(stop.Token);
        var recording = Task.Run(recorder.RunAsync);
        for (int i = 0; i < seconds; i++)
        {
            if (i == 20) time.WallStep = TimeSpan.FromHours(1);
            if (i == 40) time.WallStep = TimeSpan.FromHours(-1);
            feed.Say(new FeedItem(Reading.Valid("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, i, time.Elapsed), null), mayWait: false);
            time.Advance(TimeSpan.FromSeconds(1));
            // Some seconds are on their way all the time.
            await UplinkRig.UntilAsync(() =>
            {
                if (recorder.Stored > i - 3) return true;
                time.Advance(TimeSpan.FromSeconds(0.25));
                return false;
            });
        }

        feed.Complete();
        await recording;
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= seconds);
        await stop.CancelAsync();
        await sending;
        var records = messages.Select(message => RecordCodec.Decode(message.Payload)).ToList();
        Assert.That(records.Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(1, seconds).Select(i => (long)i)));
        Assert.That(records.Select(record => record.Telemetry.Readings.Single().Value), Is.EqualTo(Enumerable.Range(0, seconds).Select(i => (double)i)));
        Assert.That(records.Select(record => record.MonotonicUs), Is.Ordered.Ascending);
        var steps = records.Zip(records.Skip(1), (a, b) => TimeSpan.FromMilliseconds(b.WallMs - a.WallMs).TotalHours).Where(hours => Math.Abs(hours) > 0.5).ToList();
        Assert.That(steps, Has.Count.EqualTo(2), "the jumps are written down, and nothing else was done with them");
    }
}
