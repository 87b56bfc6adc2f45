using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>The uplink meets shredded records: they are no fault, they are not sent, and they do not stay.</summary>
internal sealed class ShreddedRecordsTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";

    [Test]
    public async Task TheyArePassedOverAndRemovedAndTheOthersComeAll()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        await using var rig = new UplinkRig();
        var (gone, stays) = (Episode.Begin("e-17"), Episode.Begin("e-18"));
        foreach (var stream in (string[])[JournalStreams.Telemetry, JournalStreams.Alarms])
        {
            rig.Append(stream, 30, gone);
            rig.Append(stream, 20, stays);
        }

        rig.Keys.Shred([gone.Key], next: null);
        rig.Start(UplinkRig.Settings(broker));
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 41);
        var sent = messages.Skip(1).Select(message => RecordCodec.Decode(message.Payload)).ToList();
        Assert.That(sent.Select(record => record.Sequence), Has.All.InRange(31, 50));
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0 && ConfirmedMarks.Waiting(rig.Journal, JournalStreams.Alarms) == 0);
        Assert.That(rig.Service.Counters.Unreadable, Is.Zero);
        Assert.That(rig.Service.Counters.LastError, Is.Empty);
        Assert.That(rig.Journal.ReadFrom(JournalStreams.Alarms, 0, 100).Shredded, Has.Count.EqualTo(30), "the log keeps their places");
    }
}
