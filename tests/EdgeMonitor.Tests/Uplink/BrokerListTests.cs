using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>The uplink over several real brokers that die, freeze and come back.</summary>
internal sealed class BrokerListTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";
    private static readonly TimeSpan Never = TimeSpan.FromHours(1), Soon = TimeSpan.FromMilliseconds(400);

    [Test]
    public async Task WhenABrokerDiesTheNextOneIsUsedAtOnceAndNothingIsLost()
    {
        await using var first = await MosquittoBroker.StartAsync();
        await using var second = await MosquittoBroker.StartAsync();
        await using var third = await MosquittoBroker.StartAsync();
        await using var atSecond = await MqttSubscriber.StartAsync(second, Topic + "/telemetry");
        await using var atThird = await MqttSubscriber.StartAsync(third, Topic + "/telemetry");
        await using var rig = new UplinkRig();
        rig.Start(Settings(Never, first, second, third));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Connected);
        Assert.That(rig.Service.Counters.Broker, Is.EqualTo($"localhost:{first.Port} (1 of 3)"));

        // What the first has not confirmed when it dies goes to the second, what the second has not confirmed to the third.
        first.Freeze();
        rig.Append(JournalStreams.Telemetry, 40);
        await first.KillAsync();
        await atSecond.WaitUntilAsync(all => Sequences(all).Count >= 40);
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        Assert.That(rig.Service.Counters.Broker, Is.EqualTo($"localhost:{second.Port} (2 of 3)"));
        second.Freeze();
        rig.Append(JournalStreams.Telemetry, 40);
        await second.KillAsync();
        await atThird.WaitUntilAsync(all => Sequences(all).Count >= 40);
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        Assert.That(Sequences(atSecond.Messages), Is.EquivalentTo(Enumerable.Range(1, 40)));
        Assert.That(Sequences(atThird.Messages), Is.EquivalentTo(Enumerable.Range(41, 40)));
        Assert.That(rig.Changes.Count(change => change.Connected), Is.EqualTo(3));
    }

    [Test]
    public async Task ABrokerThatFreezesIsLeftAndOneThatComesBackIsGoneBackToInOrder()
    {
        await using var first = await MosquittoBroker.StartAsync();
        await using var second = await MosquittoBroker.StartAsync();
        await using var atFirst = await MqttSubscriber.StartAsync(first, Topic + "/#");
        await using var atSecond = await MqttSubscriber.StartAsync(second, Topic + "/#");
        await using var rig = new UplinkRig();
        rig.Start(Settings(Soon, first, second) with { KeepAlive = TimeSpan.FromSeconds(5) });
        rig.Append(JournalStreams.Telemetry, 20);
        await atFirst.WaitUntilAsync(all => Sequences(all).Count >= 20);

        first.Freeze();
        rig.Append(JournalStreams.Telemetry, 20);
        await atSecond.WaitUntilAsync(all => Sequences(all).Count >= 20);
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        await first.KillAsync();
        await first.StartAgainAsync();
        await UplinkRig.UntilAsync(() => rig.Service.Counters is { Connected: true, Broker: var broker } && broker.EndsWith("(1 of 2)", StringComparison.Ordinal));
        rig.Append(JournalStreams.Telemetry, 20);
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        await atFirst.WaitUntilAsync(all => Sequences(all).Contains(60));

        Assert.That(Sequences(atFirst.Messages).Union(Sequences(atSecond.Messages)), Is.EquivalentTo(Enumerable.Range(1, 60)), "nothing is lost");
        Assert.That(Sequences(atFirst.Messages).Intersect(Sequences(atSecond.Messages)).Where(sequence => sequence is <= 20 or > 40), Is.Empty, "only what was in flight may be double");
        var last = (await atSecond.WaitUntilAsync(all => Statuses(all).LastOrDefault() is { Online: false })).Last(message => message.Topic == Topic + "/status");
        Assert.That(RecordCodec.Decode(last.Payload).Status.Online, Is.False, "the second was left in order");
        Assert.That(rig.Changes.Select(change => change.Cause), Has.Some.EqualTo("An earlier broker of the list is well again: going back to it."));
    }

    [Test]
    public async Task RecordsUnderWayWhenItGoesBackAreSettledFirst()
    {
        await using var first = await MosquittoBroker.StartAsync();
        await using var second = await MosquittoBroker.StartAsync();
        await using var atFirst = await MqttSubscriber.StartAsync(first, Topic + "/telemetry");
        await using var atSecond = await MqttSubscriber.StartAsync(second, Topic + "/telemetry");
        await first.StopAsync();
        await using var rig = new UplinkRig();
        rig.Start(Settings(Soon, first, second));
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Connected);
        await first.StartAgainAsync();
        // It is filled all the time while it goes back.
        while (!rig.Service.Counters.Broker.EndsWith("(1 of 2)", StringComparison.Ordinal)) rig.Append(JournalStreams.Telemetry, 5);
        var last = rig.Append(JournalStreams.Telemetry, 5)[^1];
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        await atFirst.WaitUntilAsync(all => Sequences(all).Contains(last));
        Assert.That(Sequences(atFirst.Messages).Union(Sequences(atSecond.Messages)), Is.EquivalentTo(Enumerable.Range(1, (int)last)));
        Assert.That(Sequences(atFirst.Messages).Intersect(Sequences(atSecond.Messages)), Is.Empty, "what was in flight was confirmed before the connection ended");
    }

    [Test]
    public async Task WaitsAreByRoundAndNotByBroker()
    {
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        var asked = new List<int>();
        var ports = Enumerable.Range(0, 3).Select(_ => MosquittoBroker.FreePort()).ToList();
        var settings = new UplinkSettings([.. ports.Select(port => new Broker("127.0.0.1", port, null))], "icu", UplinkRig.Device);
        rig.Start(settings, time, new NotingProvider(port =>
        {
            lock (asked) asked.Add(port);
        }));
        await UplinkRig.UntilAsync(() =>
        {
            lock (asked) return asked.Count == 3;
        });
        Assert.That(time.Elapsed, Is.EqualTo(TimeSpan.Zero), "each of the list was tried without a wait");
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            lock (asked) return asked.Count >= 6;
        });
        Assert.That(time.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5)), "half of the first wait");
        lock (asked) Assert.That(asked.Take(6), Is.EqualTo(ports.Concat(ports)));
    }

    /// <summary>A site may admit the device's own client id alone: what answers so is a broker that is well.</summary>
    [Test]
    public async Task ABrokerThatAdmitsNoOtherClientIdIsUsedAllTheSame()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 1);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker }, provider: new RefusingInquiries());
        await UplinkRig.UntilAsync(() => ConfirmedMarks.Waiting(rig.Journal, JournalStreams.Alarms) == 0);
    }

    private static UplinkSettings Settings(TimeSpan failBack, params MosquittoBroker[] brokers) =>
        new([.. brokers.Select(broker => new Broker(broker.Host, broker.Port, null))], "icu", UplinkRig.Device) { FailBack = failBack };

    private static HashSet<long> Sequences(IReadOnlyList<ReceivedMessage> messages) =>
        [.. messages.Where(message => message.Topic.EndsWith("/telemetry", StringComparison.Ordinal)).Select(message => RecordCodec.Decode(message.Payload).Sequence)];

    private static IEnumerable<Status> Statuses(IReadOnlyList<ReceivedMessage> messages) =>
        messages.Where(message => message.Topic == Topic + "/status").Select(message => RecordCodec.Decode(message.Payload).Status);

    /// <summary>Notes to which port each connection goes.</summary>
    private sealed class NotingProvider(Action<int> asked) : IMqttProvider
    {
        private readonly MosquittoProvider _inner = new();

        public string Name => _inner.Name;

        public string? Unavailable => _inner.Unavailable;

        public IMqttConnection Create(MqttSettings settings)
        {
            asked(settings.Port);
            return _inner.Create(settings);
        }
    }

    /// <summary>As a broker answers that knows each device by its client id: CONNACK 0x85 for every other id.</summary>
    private sealed class RefusingInquiries : IMqttProvider
    {
        private readonly MosquittoProvider _inner = new();

        public string Name => _inner.Name;

        public string? Unavailable => _inner.Unavailable;

        public IMqttConnection Create(MqttSettings settings) => settings.ClientId == UplinkRig.Device ? _inner.Create(settings) : new Refused();

        private sealed class Refused : IMqttConnection
        {
            public Task<string> Closed => Task.FromResult("Refused.");

            public int ReceiveMaximum => 1;

            public event Action<MqttMessage>? MessageReceived
            {
                add { }
                remove { }
            }

            public Task ConnectAsync(CancellationToken stop) => throw new MqttException("The client id is not valid.") { ConnectRefusal = 0x85 };

            public Task<bool> PublishAsync(MqttMessage message, CancellationToken stop) => throw new InvalidOperationException();

            public Task SubscribeAsync(string filter, CancellationToken stop) => throw new InvalidOperationException();

            public Task DisconnectAsync(CancellationToken stop) => Task.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
