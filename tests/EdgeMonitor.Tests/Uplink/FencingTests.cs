using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Two uplinks of one device id, as an old box and the spare that takes its place, at real brokers.</summary>
internal sealed class FencingTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";

    [Test]
    public async Task TheOlderBoxStandsDownWhenTheSpareConnectsAndDoesNotEndItsConnection()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var centre = await MqttSubscriber.StartAsync(broker, Topic + "/#");
        await using var old = new UplinkRig();
        await using var spare = new UplinkRig();
        Start(old, 0, broker);
        old.Append(JournalStreams.Telemetry, 10);
        await centre.WaitUntilAsync(all => Of(all, "telemetry").Count >= 10);

        Start(spare, 1, broker);
        await UplinkRig.UntilAsync(() => old.Fence.StandsDown is not null && spare.Service.Counters.Connected);
        await UplinkRig.UntilAsync(() => !old.Service.Counters.Connected);
        old.Append(JournalStreams.Telemetry, 10);
        spare.Append(JournalStreams.Telemetry, 10);
        await UplinkRig.UntilAsync(() => spare.Journal.Count(JournalStreams.Telemetry) == 0);
        Assert.That(old.Journal.Count(JournalStreams.Telemetry), Is.EqualTo(10), "it stores on and sends nothing");
        Assert.That(old.Changes.Last().Cause, Does.StartWith("Another box has taken over bed-7"));
        Assert.That(spare.Changes.Count(change => change.Connected), Is.EqualTo(1), "nobody has ended its connection");
        // What any client would find now.
        await using var late = await MqttSubscriber.StartAsync(broker, Topic + "/status");
        var retained = (await late.WaitUntilAsync(all => all.Count > 0))[0];
        Assert.That(RecordCodec.Decode(retained.Payload).Status, Has.Property("Takeover").EqualTo(1u).And.Property("Online").True);
    }

    [Test]
    public async Task AnOldBoxThatComesBackLaterNeverConnectsAsTheDevice()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var old = new UplinkRig();
        await using (var spare = new UplinkRig())
        {
            Start(spare, 2, broker);
            await UplinkRig.UntilAsync(() => spare.Service.Counters.Connected);
        }

        // The spare is switched off, the broker was started anew meanwhile: its retained status still tells.
        await broker.StopAsync();
        await broker.StartAgainAsync();
        old.Append(JournalStreams.Alarms, 3);
        Start(old, 1, broker);
        await UplinkRig.UntilAsync(() => old.Fence.StandsDown is not null);
        await UplinkRig.UntilAsync(() => old.Changes.Count > 0);
        Assert.That(broker.Log.Split('\n').Count(line => line.Contains(" as bed-7 ", StringComparison.Ordinal)), Is.EqualTo(1), "only the spare's own connection");
        await UplinkRig.UntilAsync(() => ConfirmedMarks.Waiting(old.Journal, JournalStreams.Alarms) == 0);
        Assert.That(broker.Log.Split('\n').Count(line => line.Contains(" as bed-7 ", StringComparison.Ordinal)), Is.EqualTo(1), "its history goes under another client id");
    }

    /// <summary>What it stored until it learnt of the later box is the patient's; what it stores afterwards may be of another bed.</summary>
    [Test]
    public async Task ABoxThatStandsDownSendsWhatItHadStoredAsHistoryAndNothingElse()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var spare = new UplinkRig();
        Start(spare, 1, broker);
        await UplinkRig.UntilAsync(() => spare.Service.Counters.Connected);
        await using var centre = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        await using var old = new UplinkRig();
        using var state = new TemporaryFolder();
        foreach (var stream in JournalStreams.All) old.Append(stream, 30);
        Start(old, 0, [broker], TimeSpan.FromHours(1), state.Path);
        var messages = await centre.WaitUntilAsync(all => JournalStreams.All.All(stream => Of(all, stream).Count >= 30));
        Assert.That(JournalStreams.All.SelectMany(stream => Of(messages, stream)).Select(message => RecordCodec.Decode(message.Payload).Historical), Is.All.True);
        await UplinkRig.UntilAsync(() => JournalStreams.All.All(stream => ConfirmedMarks.Waiting(old.Journal, stream) == 0));

        // It stores on, and is started again: only what it had stored before is put back and sent.
        foreach (var stream in JournalStreams.All) old.Append(stream, 5);
        await old.StopAsync();
        var mark = new StandDownMark(state.Path, takeover: 0);
        Assert.That(mark.Set(old.Journal).Values, Is.All.EqualTo(30));
        Assert.That(new StandDownMark(state.Path, takeover: 2).Set(old.Journal).Values, Is.All.EqualTo(35), "a box that was imported anew has a mark of its own");
        Assert.That(JournalStreams.All.Select(stream => ConfirmedMarks.Waiting(old.Journal, stream)), Is.All.EqualTo(5));
        Assert.That(JournalStreams.All.Select(stream => Of(centre.Messages, stream).Count), Is.All.EqualTo(30));
    }

    [Test]
    public async Task ABoxThatStandsDownGoesOnWhenItsNumberIsTheHighestAgain()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var old = new UplinkRig();
        await using (var spare = new UplinkRig())
        {
            Start(spare, 1, broker);
            await UplinkRig.UntilAsync(() => spare.Service.Counters.Connected);
        }

        old.Append(JournalStreams.Alarms, 3);
        Start(old, 0, broker, askAgain: TimeSpan.FromMilliseconds(200));
        await UplinkRig.UntilAsync(() => old.Fence.StandsDown is not null);
        // A person removes what the spare has left at the broker.
        await using var person = new EdgeMonitor.Uplink.Mosquitto.MosquittoProvider().Create(broker.Settings("person"));
        await person.ConnectAsync(CancellationToken.None);
        await person.PublishAsync(new MqttMessage(Topic + "/status", ReadOnlyMemory<byte>.Empty, Retain: true), CancellationToken.None);
        await UplinkRig.UntilAsync(() => old.Fence.StandsDown is null);
        old.Append(JournalStreams.Alarms, 1);
        await UplinkRig.UntilAsync(() => ConfirmedMarks.Waiting(old.Journal, JournalStreams.Alarms) == 0);
    }

    [Test]
    public async Task TheClaimReachesAnOldBoxAtALaterBroker()
    {
        await using var first = await MosquittoBroker.StartAsync();
        await using var second = await MosquittoBroker.StartAsync();
        await using var old = new UplinkRig();
        await using var spare = new UplinkRig();
        // The old box knows the second broker alone, as one that cannot reach the first.
        Start(old, 0, second);
        await UplinkRig.UntilAsync(() => old.Service.Counters.Connected);
        Start(spare, 1, first, second);
        await UplinkRig.UntilAsync(() => old.Fence.StandsDown is not null);
        await UplinkRig.UntilAsync(() => !old.Service.Counters.Connected);
        Assert.That(spare.Service.Counters.Broker, Does.EndWith("(1 of 2)"));
    }

    [Test]
    public async Task WhoTellsAHigherNumberMayAlsoBeTheCentre()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var old = new UplinkRig();
        Start(old, 4, broker);
        await UplinkRig.UntilAsync(() => old.Service.Counters.Connected);
        old.Fence.Heard(5, "the centre");
        await UplinkRig.UntilAsync(() => !old.Service.Counters.Connected);
        Assert.That(old.Changes.Last().Cause, Does.Contain("says the centre"));
    }

    private static void Start(UplinkRig rig, uint takeover, params MosquittoBroker[] brokers) => Start(rig, takeover, brokers, TimeSpan.FromHours(1));

    private static void Start(UplinkRig rig, uint takeover, MosquittoBroker broker, TimeSpan askAgain) => Start(rig, takeover, [broker], askAgain);

    private static void Start(UplinkRig rig, uint takeover, MosquittoBroker[] brokers, TimeSpan askAgain, string? state = null)
    {
        var settings = new UplinkSettings([.. brokers.Select(broker => new Broker(broker.Host, broker.Port, null))], "icu", UplinkRig.Device)
        {
            AskAgain = askAgain,
            Confirm = ConfirmMode.Broker,
            FailBack = TimeSpan.FromSeconds(2),
        };
        rig.Start(settings, status: online => Status(online, takeover), fence: new Fence(UplinkRig.Device, takeover), mark: new StandDownMark(state, takeover));
    }

    private static Record Status(bool online, uint takeover) => new()
    {
        Device = UplinkRig.Device,
        Stream = "status",
        Takeover = takeover,
        Status = new Status { Online = online, Takeover = takeover },
    };

    private static List<ReceivedMessage> Of(IReadOnlyList<ReceivedMessage> messages, string stream) =>
        [.. messages.Where(message => message.Topic == $"{Topic}/{stream}")];
}
