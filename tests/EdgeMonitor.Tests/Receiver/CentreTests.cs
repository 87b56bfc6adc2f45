using EdgeMonitor.Tests.Uplink;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using static EdgeMonitor.Tests.Receiver.ReceivedRecords;

namespace EdgeMonitor.Tests.Receiver;

internal sealed class CentreTests
{
    [Test]
    public async Task WhatIsStoredIsAcknowledgedInRangesForEachDeviceAndStream()
    {
        await using var rig = await CentreRig.StartAsync();
        foreach (var sequence in (long[])[1, 2, 3, 7]) await rig.SendAsync(Of("bed-1", "telemetry", sequence));
        await rig.SendAsync(Of("bed-2", "alarms", 1, takeover: 4));
        var second = await rig.AcknowledgementAsync(ack => ack.Device == "bed-2");
        Assert.That(second, Is.EqualTo(new Acknowledgement { Device = "bed-2", Stream = "alarms", Centre = "centre", Takeover = 4, Ranges = { new SequenceRange { First = 1, Last = 1 } } }));
        await UplinkRig.UntilAsync(() => Acknowledged(rig, "bed-1", "telemetry").SequenceEqual([1, 2, 3, 7]));
        Assert.That(rig.Store.Count, Is.EqualTo(5));
    }

    [Test]
    public async Task ADoubleIsAcknowledgedAgainAndStoredOnce()
    {
        await using var rig = await CentreRig.StartAsync();
        await rig.SendAsync(Of("bed-1", "alarms", 1));
        await UplinkRig.UntilAsync(() => rig.Acknowledgements.Count == 1);
        await rig.SendAsync(Message(Of("bed-1", "alarms", 1), json: true, historical: true));
        await UplinkRig.UntilAsync(() => rig.Acknowledgements.Count == 2);
        Assert.That(rig.Acknowledgements[1], Is.EqualTo(rig.Acknowledgements[0]));
        Assert.That((rig.Store.Count, rig.Centre.Counters.Doubles), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task AStoreThatFailsMakesTheCentreAwayAndNothingIsAcknowledgedUntilItIsStored()
    {
        await using var rig = await CentreRig.StartAsync();
        var first = await rig.PresenceAsync(presence => presence.Online);
        rig.Store.Fails = true;
        await rig.SendAsync(Of("bed-1", "alarms", 1));
        var away = await rig.PresenceAsync(presence => !presence.Online);
        Assert.That(away.Centre, Is.EqualTo("centre"));
        await UplinkRig.UntilAsync(() => rig.Centre.Counters.Failures >= 3);
        Assert.That(rig.Acknowledgements, Is.Empty);
        rig.Store.Fails = false;
        await rig.AcknowledgementAsync(ack => ack.Ranges is [{ First: 1, Last: 1 }]);
        await rig.PresenceAsync(presence => presence.Online && presence.Instance != first.Instance);
        Assert.That(rig.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task WhatFindsNoRoomIsForgottenAndTheBoxesAreToldByANewInstance()
    {
        await using var rig = await CentreRig.StartAsync(settings => settings with { MostWaiting = 5, MostInCommit = 2 });
        var first = await rig.PresenceAsync(presence => presence.Online);
        rig.Store.Fails = true;
        for (var sequence = 1; sequence <= 30; sequence++) await rig.SendAsync(Of("bed-1", "telemetry", sequence));
        await UplinkRig.UntilAsync(() => rig.Centre.Counters.Dropped > 0);
        rig.Store.Fails = false;
        await rig.PresenceAsync(presence => presence.Online && presence.Instance != first.Instance);
        await UplinkRig.UntilAsync(() => rig.Store.Count + rig.Centre.Counters.Dropped == 30 && Acknowledged(rig, "bed-1", "telemetry").Count() == rig.Store.Count);
        foreach (var sequence in Enumerable.Range(1, 30).Select(number => (long)number))
        {
            // As a box does: again, until it is confirmed. One of these may find no room either.
            await UplinkRig.UntilAsync(() =>
            {
                rig.SendAsync(Of("bed-1", "telemetry", sequence)).GetAwaiter().GetResult();
                return Acknowledged(rig, "bed-1", "telemetry").Contains(sequence);
            });
        }

        Assert.That(rig.Store.Count, Is.EqualTo(30));
    }

    [Test]
    public async Task TheOlderBoxOfADeviceIdIsRefusedAndLearnsWhoHasTakenOver()
    {
        await using var rig = await CentreRig.StartAsync(store: new FaultyStore { Known = new Dictionary<string, uint> { ["bed-1"] = 2 } });
        await rig.SendAsync(Of("bed-1", "alarms", 10, takeover: 1));
        var refused = await rig.AcknowledgementAsync(ack => ack.Device == "bed-1");
        Assert.That((refused.Ranges.Count, refused.Takeover, refused.Stream), Is.EqualTo((0, 2u, "alarms")));
        await rig.SendAsync(Of("bed-1", "alarms", 11, takeover: 2));
        await rig.AcknowledgementAsync(ack => ack.Ranges is [{ First: 11, Last: 11 }]);
        await rig.SendAsync(Of("bed-1", "alarms", 12, takeover: 5));
        await rig.AcknowledgementAsync(ack => ack is { Ranges: [{ First: 12, Last: 12 }], Takeover: 5 });
        await rig.SendAsync(Of("bed-1", "alarms", 13, takeover: 2));
        await rig.AcknowledgementAsync(ack => ack is { Ranges: [], Takeover: 5 });
        Assert.That((rig.Store.Count, rig.Centre.Counters.Refused), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task WhatTheOlderBoxHadStoredIsTakenAsHistoryAndAcknowledgedToIt()
    {
        await using var rig = await CentreRig.StartAsync(store: new FaultyStore { Known = new Dictionary<string, uint> { ["bed-1"] = 2 } });
        await rig.SendAsync(Message(Of("bed-1", "telemetry", 10, takeover: 1), historical: true));
        await rig.SendAsync(Message(Of("bed-1", "telemetry", 11, takeover: 0), json: true, historical: true));
        await rig.SendAsync(Message(Of("bed-1", "telemetry", 12, takeover: 1)));
        await rig.AcknowledgementAsync(ack => ack is { Ranges: [{ First: 10, Last: 10 }], Takeover: 1 });
        await rig.AcknowledgementAsync(ack => ack is { Ranges: [{ First: 11, Last: 11 }], Takeover: 0 });
        await rig.AcknowledgementAsync(ack => ack is { Ranges: [], Takeover: 2 });
        Assert.That((rig.Store.Count, rig.Centre.Counters.Refused), Is.EqualTo((2, 1)), "what it claims for now is refused");
    }

    [Test]
    public async Task AContradictionIsNotAcknowledged()
    {
        await using var rig = await CentreRig.StartAsync();
        await rig.SendAsync(Of("bed-1", "alarms", 1, detail: "one"));
        await UplinkRig.UntilAsync(() => rig.Acknowledgements.Count == 1);
        await rig.SendAsync(Of("bed-1", "alarms", 1, detail: "other"));
        await rig.SendAsync(Of("bed-1", "alarms", 2));
        await rig.AcknowledgementAsync(ack => ack.Ranges is [{ First: 2, Last: 2 }]);
        Assert.That(rig.Centre.Counters.Contradictions, Is.EqualTo(1));
        Assert.That(rig.Acknowledgements, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task WhatIsNoRecordIsCountedAndHarmsNothing()
    {
        await using var rig = await CentreRig.StartAsync();
        const string topic = "edgemonitor/v1/icu/bed-1/alarms";
        byte[][] payloads = [[], [255, 255, 255], [.. "{"u8], [.. "{}"u8], new byte[1000]];
        foreach (var payload in payloads)
        {
            await rig.SendAsync(new MqttMessage(topic, payload, RecordCodec.ProtobufType));
            await rig.SendAsync(new MqttMessage(topic, payload, RecordCodec.JsonType));
        }

        await rig.SendAsync(Message(Of("bed-2", "alarms", 1)) with { Topic = topic }); // a box in another's name
        await rig.SendAsync(Message(Of("bed-1", "telemetry", 1)) with { Topic = topic });
        await rig.SendAsync(Message(Of("bed-1", "alarms", 0)));
        await rig.SendAsync(Message(Of("..", "alarms", 1)));
        await rig.SendAsync(Of("bed-1", "alarms", 1));
        await rig.AcknowledgementAsync(ack => ack.Device == "bed-1");
        Assert.That(rig.Centre.Counters.Malformed, Is.EqualTo((payloads.Length * 2) + 4));
        Assert.That(rig.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task AnOrderlyEndSaysThatTheCentreIsAway()
    {
        await using var rig = await CentreRig.StartAsync(settings => settings with { Encoding = UplinkEncoding.Json });
        await rig.StopAsync();
        await rig.PresenceAsync(presence => !presence.Online);
    }

    private static IEnumerable<long> Acknowledged(CentreRig rig, string device, string stream) => rig.Acknowledgements
        .Where(ack => ack.Device == device && ack.Stream == stream)
        .SelectMany(ack => ack.Ranges).SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1))).Select(sequence => (long)sequence)
        .Distinct().Order();
}
