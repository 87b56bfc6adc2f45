using System.Text.Json.Nodes;
using EdgeMonitor.Commands;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A real broker that says that nobody is subscribed (PUBACK 0x10): nobody has the record.</summary>
internal sealed class UnsubscribedTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";
    private const int Backlog = 700;

    [Test]
    public async Task WhatNobodyIsSubscribedToIsKeptAndComesWhenSomebodyIs()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var alarms = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 2);
        rig.Append(JournalStreams.Telemetry, Backlog);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.UnsubscribedStreams.Count == 1 && Waiting(rig, JournalStreams.Alarms) == 0);
        // It knows now: what is new is tried, for those who listen, and what is old waits.
        rig.Append(JournalStreams.Telemetry, 3);
        rig.Append(JournalStreams.Alarms, 1);
        await alarms.WaitUntilAsync(all => all.Count >= 3);
        await broker.LogsAsync($"'{Topic}/telemetry'", 4);
        Assert.That(rig.Service.Counters.Unconsumed, Is.InRange(1, 20 + 3), "a window of the backlog, and what is new");
        Assert.That((rig.Service.Counters.ThrownAway, rig.Journal.Count(JournalStreams.Telemetry)), Is.EqualTo((0, Backlog + 3)));
        Assert.That(Line(rig), Does.StartWith("Uplink: connected to the broker at b:1; nobody is subscribed at the broker to telemetry: everything of it is kept and sent again (").And.EndsWith(" records so far)."));

        await using var telemetry = await MqttSubscriber.StartAsync(broker, Topic + "/telemetry");
        rig.Append(JournalStreams.Telemetry, 1);
        var came = await telemetry.WaitUntilAsync(all => all.Count >= Backlog + 4);
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        var records = came.Select(message => RecordCodec.Decode(message.Payload)).ToList();
        Assert.That(records.Select(record => record.Sequence), Is.Unique.And.EquivalentTo(Enumerable.Range(1, Backlog + 4)));
        Assert.That(records.Where(record => !record.Historical).Select(record => record.Sequence), Is.EqualTo(new[] { Backlog + 4 }), "what was thrown away once is live no more");
        await UplinkRig.UntilAsync(() => rig.Service.Counters is { Unconsumed: 0, UnsubscribedStreams.Count: 0 });
    }

    /// <summary>No new record comes whose answer would tell: one old record asks, after the growing time-out.</summary>
    [Test]
    public async Task OneRecordAsksAgainWhetherSomebodyHasSubscribed()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        rig.Append(JournalStreams.Alarms, 30);
        rig.Start(UplinkRig.Settings(broker), time);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Unconsumed == 30);
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return rig.Service.Counters.Resent >= 3;
        });
        Assert.That(rig.Service.Counters.Resent, Is.EqualTo(3));
        Assert.That(time.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(15 + 30 + 60)), "each pause is longer");
        await using var alarms = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Waiting(rig, JournalStreams.Alarms) == 0;
        });
        Assert.That(alarms.Messages.Select(message => RecordCodec.Decode(message.Payload).Sequence), Is.Unique.And.EquivalentTo(Enumerable.Range(1, 30)));
        await rig.StopAsync();
    }

    [Test]
    public async Task ACentreThatComesConfirmsThem()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 3);
        rig.Append(JournalStreams.Telemetry, Backlog);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.UnsubscribedStreams.Count == 2);
        await using var centre = await ModelCentre.StartAsync(broker, "1");
        await UplinkRig.UntilAsync(() => Waiting(rig, JournalStreams.Alarms) + Waiting(rig, JournalStreams.Telemetry) == 0);
        Assert.That(centre.Committed(JournalStreams.Telemetry), Is.EqualTo(new[] { (1L, (long)Backlog) }));
        Assert.That(centre.Committed(JournalStreams.Alarms), Is.EqualTo(new[] { (1L, 3L) }));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Unconsumed == 0);
    }

    [Test]
    public async Task WhereTheSettingTakesTheBrokerAtItsWordTheyAreTrimmedAndAPersonIsTold()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var alarms = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 2);
        rig.Append(JournalStreams.Telemetry, 3);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker });
        await UplinkRig.UntilAsync(() => Waiting(rig, JournalStreams.Alarms) + Waiting(rig, JournalStreams.Telemetry) == 0);
        Assert.That((rig.Service.Counters.ThrownAway, rig.Service.Counters.Unconsumed), Is.EqualTo((3L, 0L)));
        Assert.That(Line(rig), Is.EqualTo("Uplink: connected to the broker at b:1; nobody is subscribed at the broker to telemetry: it throws away what it confirms; no backlog."));

        await using var telemetry = await MqttSubscriber.StartAsync(broker, Topic + "/telemetry");
        rig.Append(JournalStreams.Telemetry, 1);
        await telemetry.WaitUntilAsync(all => all.Count == 1);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.UnsubscribedStreams.Count == 0);
        Assert.That(rig.Service.Counters.ThrownAway, Is.EqualTo(3));
    }

    private static string Line(UplinkRig rig) => UplinkLine.Of(new JsonObject
    {
        ["connected"] = true,
        ["broker"] = "b:1",
        ["confirmedBy"] = "broker",
        ["unsubscribed"] = new JsonArray([.. rig.Service.Counters.UnsubscribedStreams.Select(stream => JsonValue.Create(stream))]),
        ["thrownAway"] = rig.Service.Counters.ThrownAway,
        ["unconsumed"] = rig.Service.Counters.Unconsumed,
        ["left"] = 0.0,
    });

    private static long Waiting(UplinkRig rig, string stream) => ConfirmedMarks.Waiting(rig.Journal, stream);
}
