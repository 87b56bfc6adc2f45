using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Confirmation by a centre, with a real broker between.</summary>
internal sealed class CentreConfirmsTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";

    [Test]
    public async Task TheBrokerConfirmsUntilACentreAnnouncesItselfAndThenForEverTheCentre()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var listener = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 20);
        rig.Append(JournalStreams.Alarms, 2);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        Assert.That(rig.Service.Counters.CentreConfirms, Is.False);

        var centre = await ModelCentre.StartAsync(broker, "1", acknowledges: false);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.CentreConfirms);
        rig.Append(JournalStreams.Telemetry, 10);
        rig.Append(JournalStreams.Alarms, 3);
        await UplinkRig.UntilAsync(() => centre.Committed(JournalStreams.Telemetry) is [(21, 30)] && centre.Committed(JournalStreams.Alarms) is [(3, 5)]);
        Assert.That((Waiting(rig, JournalStreams.Telemetry), Waiting(rig, JournalStreams.Alarms)), Is.EqualTo((10, 3)), "the broker has them, and that is not enough");
        await centre.AcknowledgeAllAsync();
        await UplinkRig.UntilAsync(() => IsEmpty(rig));

        // Offline, then withdrawn, then a restart of the box: it keeps what nobody confirms.
        await centre.DisposeAsync();
        await UplinkRig.UntilAsync(() => !rig.Service.Counters.CentreIsPresent);
        await using (var other = new EdgeMonitor.Uplink.Mosquitto.MosquittoProvider().Create(broker.Settings("other")))
        {
            await other.ConnectAsync(CancellationToken.None);
            await other.PublishAsync(new MqttMessage("edgemonitor/v1/icu/centre/presence", ReadOnlyMemory<byte>.Empty, Retain: true), CancellationToken.None);
        }

        await rig.RestartAsync(UplinkRig.Settings(broker));
        rig.Append(JournalStreams.Telemetry, 1);
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/telemetry");
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Connected);
        rig.Append(JournalStreams.Telemetry, 1);
        await subscriber.WaitUntilAsync(all => all.Count >= 1);
        Assert.That((rig.Service.Counters.CentreConfirms, Waiting(rig, JournalStreams.Telemetry)), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task WhileTheCentreIsAwayAlarmsAndLiveTelemetryGoOutAndTheBacklogWaitsForIt()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var before = await ModelCentre.StartAsync(broker, "1");
        await using var rig = new UplinkRig();
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.CentreIsPresent);
        await rig.StopAsync();
        await before.DisposeAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        rig.Append(JournalStreams.Telemetry, 50);
        rig.Append(JournalStreams.Alarms, 2);
        await rig.RestartAsync(UplinkRig.Settings(broker));
        await subscriber.WaitUntilAsync(all => Sequences(all, "alarms").Count == 2);
        rig.Append(JournalStreams.Telemetry, 3);
        rig.Append(JournalStreams.Audit, 1);
        await subscriber.WaitUntilAsync(all => Sequences(all, "telemetry").Count == 3 && Sequences(all, "audit").Count == 1);
        Assert.That(Sequences(subscriber.Messages, "telemetry"), Is.EquivalentTo(new[] { 51, 52, 53 }), "live only");

        // It comes back: what it takes now was stored before, or was sent before.
        await using var centre = await ModelCentre.StartAsync(broker, "2", before);
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        Assert.That(centre.Committed(JournalStreams.Telemetry), Is.EqualTo(new[] { (1L, 53L) }));
        Assert.That(centre.Committed(JournalStreams.Alarms), Is.EqualTo(new[] { (1L, 2L) }));
        Assert.That(centre.Historical.Where(record => record.Stream == "telemetry").Select(record => record.Sequence), Is.SupersetOf(Enumerable.Range(1, 50).Select(i => (long)i)));
    }

    [Test]
    public async Task WhatIsNoAcknowledgementOfWhatWasSentConfirmsNothing()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var centre = await ModelCentre.StartAsync(broker, "1", acknowledges: false);
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 10);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => centre.Committed(JournalStreams.Telemetry) is [(1, 10)]);
        var real = ModelCentre.Acknowledgement(JournalStreams.Telemetry, (1, 10));
        var text = System.Text.Encoding.UTF8.GetString(real.Payload.Span);
        string[] wrong =
        [
            text.Replace("bed-7", "bed-8", StringComparison.Ordinal),
            text.Replace("telemetry", "state", StringComparison.Ordinal),
            text.Replace("\"10\"", "\"11\"", StringComparison.Ordinal),
            text.Replace("\"1\"", "\"0\"", StringComparison.Ordinal),
            "{",
        ];
        Assert.That(wrong, Does.Not.Contain(text), "each is another one");
        foreach (var words in wrong) await centre.SayAsync(real with { Payload = System.Text.Encoding.UTF8.GetBytes(words) });
        await UplinkRig.UntilAsync(() => rig.Service.Counters.IgnoredAcknowledgements == wrong.Length);
        Assert.That(rig.Fence.StandsDown, Is.Null);
        var later = text.Replace("\"takeover\": 0", "\"takeover\": 3", StringComparison.Ordinal);
        await centre.SayAsync(real with { Payload = System.Text.Encoding.UTF8.GetBytes(later) });
        await UplinkRig.UntilAsync(() => rig.Fence.StandsDown is not null);
        await rig.StopAsync();
        Assert.That(Waiting(rig, JournalStreams.Telemetry), Is.EqualTo(10));

        // Retained, it may be as old as the broker; said now, by a box that was started anew, it counts once it was sent.
        await centre.SayAsync(real with { Retain = true });
        await rig.RestartAsync(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.IgnoredAcknowledgements >= 1);
        Assert.That(Waiting(rig, JournalStreams.Telemetry), Is.EqualTo(10));
        await UplinkRig.UntilAsync(() =>
        {
            centre.SayAsync(ModelCentre.Acknowledgement(JournalStreams.Telemetry, (4, 6))).GetAwaiter().GetResult();
            return Waiting(rig, JournalStreams.Telemetry) == 7;
        });
        Assert.That(rig.Journal.ReadFrom(JournalStreams.Telemetry, 0, 20).Records.Select(record => record.Sequence), Is.EqualTo(new[] { 1, 2, 3, 7, 8, 9, 10 }));
    }

    /// <summary>A broker that confirms and then forgets: killed while the centre is away, it has lost a part of what it had promised to keep.</summary>
    [Test]
    public async Task WhatABrokerHasConfirmedAndForgottenStillReachesTheCentre()
    {
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions { Forgets = true });
        var before = await ModelCentre.StartAsync(broker, "1");
        await using var rig = new UplinkRig();
        rig.Start(UplinkRig.Settings(broker));
        rig.Append(JournalStreams.Telemetry, 20);
        await UplinkRig.UntilAsync(() => IsEmpty(rig) && before.Committed(JournalStreams.Telemetry) is [(1, 20)]);
        await before.DisposeAsync();
        await UplinkRig.UntilAsync(() => !rig.Service.Counters.CentreIsPresent);
        await using var witness = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        rig.Append(JournalStreams.Telemetry, 30);
        rig.Append(JournalStreams.Alarms, 5);
        await witness.WaitUntilAsync(all => Sequences(all, "telemetry").Count == 30 && Sequences(all, "alarms").Count == 5);
        await broker.KillAsync();
        await UplinkRig.UntilAsync(() => !rig.Service.Counters.Connected);
        await broker.StartAgainAsync();

        await using var centre = await ModelCentre.StartAsync(broker, "2", before);
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        Assert.That(centre.Committed(JournalStreams.Telemetry), Is.EqualTo(new[] { (1L, 50L) }));
        Assert.That(centre.Committed(JournalStreams.Alarms), Is.EqualTo(new[] { (1L, 5L) }));
    }

    private static bool IsEmpty(UplinkRig rig) => JournalStreams.All.All(stream => Waiting(rig, stream) == 0);

    private static long Waiting(UplinkRig rig, string stream) => ConfirmedMarks.Waiting(rig.Journal, stream);

    private static HashSet<long> Sequences(IReadOnlyList<ReceivedMessage> messages, string stream) =>
        [.. messages.Where(message => message.Topic == $"{Topic}/{stream}").Select(message => RecordCodec.Decode(message.Payload).Sequence)];
}
