using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class UplinkServiceTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7";

    [Test]
    public async Task TheBacklogGoesAlarmsFirstThenAuditThenTelemetryAndIsHistorical()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 40);
        rig.Append(JournalStreams.Audit, 5);
        rig.Append(JournalStreams.Alarms, 20);
        rig.Start(UplinkRig.Settings(broker));

        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 66);
        Assert.That(messages[0].Topic, Is.EqualTo(Topic + "/status"));
        string[] streams = [.. messages.Skip(1).Select(message => message.Topic[(Topic.Length + 1)..])];
        Assert.That(streams.Take(20), Is.All.EqualTo("alarms"));
        Assert.That(streams.Skip(20).Take(5), Is.All.EqualTo("audit"));
        Assert.That(streams.Skip(25), Is.All.EqualTo("telemetry"));
        foreach (var message in messages.Skip(1))
        {
            var record = RecordCodec.Decode(message.Payload);
            Assert.That(record.Historical, Is.True);
            Assert.That(message.UserProperties, Is.EqualTo($"dedupe-key:bed-7/{record.Stream}/{record.Sequence} schema:1 historical:true"));
            Assert.That(message.ContentType, Is.EqualTo("application/x-protobuf"));
        }

        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        Assert.That(rig.Service.Counters.Sent["telemetry"], Is.EqualTo(40));
        Assert.That(rig.Changes, Is.EqualTo([new UplinkChange(true, $"Connected to the broker at localhost:{broker.Port}.")]));
    }

    [Test]
    public async Task WhatIsAppendedWhileConnectedIsLiveAndComesBeforeTheRestOfTheBacklog()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/telemetry");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 1000);
        rig.Start(UplinkRig.Settings(broker));
        await subscriber.WaitUntilAsync(all => all.Count >= 1);
        long live = rig.Append(JournalStreams.Telemetry, 1)[0];

        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 1001);
        var records = messages.Select(message => RecordCodec.Decode(message.Payload)).ToList();
        int at = records.FindIndex(record => record.Sequence == live);
        Assert.That(records[at].Historical, Is.False);
        Assert.That(messages[at].UserProperties, Does.Not.Contain("historical"));
        Assert.That(at, Is.LessThan(1000), "it did not wait for the backlog's end");
        Assert.That(records.Where(record => record.Historical).Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(1, 1000)));
    }

    /// <summary>The status counts the journal's records, and a disk may fail just then: before the connection, in it, at its orderly end.</summary>
    [Test]
    public async Task AJournalThatCannotTellTheStatusDoesNotEndTheUplink([Values(1, 2, 3)] int failsAt)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        var calls = 0;
        rig.Append(JournalStreams.Alarms, 1);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker }, status: online =>
            Interlocked.Increment(ref calls) == failsAt ? throw new JournalException("The disk does not answer.") : UplinkRig.StatusRecord(online));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        await rig.StopAsync();
        Assert.That(rig.Changes.Select(change => change.Cause), failsAt < 3 ? Has.Some.EqualTo("The disk does not answer.") : Has.None.EqualTo("The disk does not answer."));
    }

    /// <summary>
    /// A PUBACK of mosquitto promises nothing about its disk: what it has confirmed between two saves dies with it. So the broker here is
    /// frozen first, when all that it has confirmed is saved and delivered; what the uplink then sends is in flight, unconfirmed, when the
    /// broker is killed. That part is the uplink's promise, and it must all arrive.
    /// </summary>
    [Test]
    public async Task WhatWasInFlightWhenTheBrokerWasKilledIsSentAgain()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/#");
        await using var rig = new UplinkRig();
        rig.Start(UplinkRig.Settings(broker));
        rig.Append(JournalStreams.Telemetry, 100);
        await subscriber.WaitUntilAsync(all => Sequences(all, "telemetry").Count >= 100);
        await UplinkRig.UntilAsync(() => IsEmpty(rig));

        broker.Freeze();
        rig.Append(JournalStreams.Telemetry, 60);
        rig.Append(JournalStreams.Alarms, 3);
        await broker.KillAsync();
        await UplinkRig.UntilAsync(() => !rig.Service.Counters.Connected);
        Assert.That(rig.Journal.Count(JournalStreams.Telemetry), Is.EqualTo(60), "nothing is trimmed without its confirmation");
        await broker.StartAgainAsync();

        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        var messages = await subscriber.WaitUntilAsync(all => Sequences(all, "telemetry").Count >= 160 && Sequences(all, "alarms").Count >= 3);
        Assert.That(Sequences(messages, "telemetry"), Is.EquivalentTo(Enumerable.Range(1, 160)));
        Assert.That(Sequences(messages, "alarms"), Is.EquivalentTo(Enumerable.Range(1, 3)));
        Assert.That(rig.Changes.Select(change => change.Connected), Is.SupersetOf([true, false, true]));
    }

    [Test]
    public async Task ARefusedRecordStaysStoredAndDoesNotHoldUpTheOthers()
    {
        await using var broker = await MosquittoBroker.StartAsync(
            new BrokerOptions { AccessList = $"topic readwrite {Topic}/status\ntopic readwrite {Topic}/alarms\ntopic readwrite {Topic}/telemetry" });
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Audit, 5);
        rig.Append(JournalStreams.Alarms, 5);
        rig.Append(JournalStreams.Telemetry, 50);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker });
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0 && Waiting(rig, JournalStreams.Alarms) == 0);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Refused == 5);
        Assert.That(rig.Journal.Count(JournalStreams.Audit), Is.EqualTo(5));
        Assert.That(rig.Service.Counters.LastError, Does.Contain(Topic + "/audit").And.Contain("135"));
    }

    [Test]
    public async Task AnUnreadableRecordIsReportedAndStaysStored()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 10);
        rig.Store.Spoil(JournalStreams.Alarms, 4);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker });
        await UplinkRig.UntilAsync(() => Waiting(rig, JournalStreams.Alarms) == 1);
        Assert.That(ConfirmedMarks.Read(rig.Journal).All, Is.EqualTo(new[] { (1L, 3L), (5L, 10L) }));
        Assert.That(rig.Service.Counters.Unreadable, Is.EqualTo(1));
        Assert.That(rig.Service.Counters.LastError, Does.StartWith("Record 4 of alarms cannot be read and stays stored:"));
    }

    /// <summary>Salvage puts records back while the connection stands, below all that the lanes have passed.</summary>
    [Test]
    public async Task WhatIsPutBackIntoTheJournalIsSentOverTheStandingConnection()
    {
        string[] streams = [JournalStreams.Alarms, JournalStreams.Audit, JournalStreams.Telemetry];
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/+");
        await using var rig = new UplinkRig();
        foreach (var stream in streams) rig.Append(stream, 5);
        var lost = streams.SelectMany(stream => rig.Store.ReadFrom(stream, 0, 3)).ToList();
        foreach (var stream in streams) rig.Store.Trim(stream, 1, 3);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        await rig.RestartAsync(UplinkRig.Settings(broker));
        rig.Append(JournalStreams.Alarms, 1);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Connected && IsEmpty(rig));
        Assert.That(Sequences(subscriber.Messages, "alarms"), Is.EquivalentTo(new[] { 4, 5, 6 }));

        rig.Journal.Restore(lost);
        await subscriber.WaitUntilAsync(all => streams.All(stream => Sequences(all, stream).IsSupersetOf([1, 2, 3])));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        Assert.That(rig.Changes.Count(change => change.Connected), Is.EqualTo(2), "over the connection that stood");
    }

    /// <summary>It was sound when the broker refused it; when its time to be tried again has come it is not.</summary>
    [Test]
    public async Task ARefusedRecordThatHasBecomeUnreadableDoesNotHoldUpTheOthers()
    {
        await using var broker = await MosquittoBroker.StartAsync(
            new BrokerOptions { AccessList = $"topic readwrite {Topic}/status\ntopic readwrite {Topic}/telemetry" });
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        rig.Append(JournalStreams.Alarms, 1);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker }, time);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Refused == 1);
        rig.Store.Spoil(JournalStreams.Alarms, 1);
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return rig.Service.Counters.Unreadable == 1;
        });
        rig.Append(JournalStreams.Telemetry, 3);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Sent[JournalStreams.Telemetry] == 3); // its trim waits for the clock
        Assert.That((rig.Service.Counters.Refused, rig.Journal.Count(JournalStreams.Alarms)), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task AStreamThatCannotBeReadDoesNotHoldUpTheOthers()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 5);
        rig.Append(JournalStreams.Telemetry, 5);
        rig.Store.UnreadableStream = JournalStreams.Alarms;
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker });
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        Assert.That(rig.Service.Counters.LastError, Is.EqualTo("The disk does not answer."));
        rig.Store.UnreadableStream = "";
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
    }

    [Test]
    public async Task ATrimThatFailsIsTriedAgainAndNothingIsSentTwice()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/telemetry");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 30);
        rig.Store.TrimFails = true;
        rig.Start(UplinkRig.Settings(broker));
        await subscriber.WaitUntilAsync(all => all.Count >= 30);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.LastError == "The disk is full.");
        rig.Store.TrimFails = false;
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        rig.Append(JournalStreams.Telemetry, 1);
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 31);
        Assert.That(messages.Select(message => RecordCodec.Decode(message.Payload).Sequence), Is.EqualTo(Enumerable.Range(1, 31)));
    }

    [Test]
    public async Task AConfirmedAlarmStaysInTheBoxsOwnLogAndIsNotSentAgainAfterARestart()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 30);
        rig.Start(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        await rig.StopAsync();
        rig.Append(JournalStreams.Alarms, 2);
        await rig.RestartAsync(UplinkRig.Settings(broker));
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        rig.Append(JournalStreams.Alarms, 1);
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 33);
        Assert.That(messages.Select(message => RecordCodec.Decode(message.Payload).Sequence), Is.EqualTo(Enumerable.Range(1, 33)));
        Assert.That(rig.Journal.Count(JournalStreams.Alarms), Is.EqualTo(33), "the log of the box is whole");
    }

    /// <summary>Between the confirmation and its mark the disk fails: the record waits for its mark and is not sent twice meanwhile.</summary>
    [Test]
    public async Task AMarkThatCannotBeStoredIsTriedAgainAndNothingIsSentTwice()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 30);
        rig.Store.AppendFault = AppendFault.DoubtfulStored;
        rig.Start(UplinkRig.Settings(broker));
        await subscriber.WaitUntilAsync(all => all.Count >= 30);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.LastError == "The disk does not answer.");
        rig.Store.AppendFault = AppendFault.None;
        rig.Append(JournalStreams.Alarms, 1);
        await UplinkRig.UntilAsync(() => IsEmpty(rig));
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 31);
        Assert.That(messages.Select(message => RecordCodec.Decode(message.Payload).Sequence), Is.EqualTo(Enumerable.Range(1, 31)));
    }

    [Test]
    public async Task TheStatusSaysOnlineAndAfterAnOrderlyStopOffline()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/status");
        await using var rig = new UplinkRig();
        rig.Start(UplinkRig.Settings(broker) with { Encoding = UplinkEncoding.Json });
        await subscriber.WaitUntilAsync(all => all.Count >= 1);
        await rig.StopAsync();
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 2);
        Assert.That(messages.Select(message => RecordCodec.FromJson(message.Payload).Status.Online), Is.EqualTo([true, false]));
        Assert.That(messages[0].ContentType, Is.EqualTo("application/json"));
        await using var later = await MqttSubscriber.StartAsync(broker, Topic + "/status");
        Assert.That((await later.WaitUntilAsync(all => all.Count >= 1))[0].Retained, Is.True);
    }

    [Test]
    public async Task JsonIsTheTwinOfWhatIsStored()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, Topic + "/alarms");
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 1);
        rig.Start(UplinkRig.Settings(broker) with { Encoding = UplinkEncoding.Json });
        var message = (await subscriber.WaitUntilAsync(all => all.Count >= 1))[0];
        Assert.That(RecordCodec.FromJson(message.Payload), Is.EqualTo(new Record
        {
            Device = "bed-7",
            Stream = "alarms",
            Sequence = 1,
            WallMs = 1000,
            Historical = true,
            Alarm = new AlarmEvent { Id = "a1", Condition = "asystole" },
        }));
    }

    [Test]
    public async Task WithoutABrokerItTriesAgainWithGrowingWaitsAndTellsTheCauseOnce()
    {
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 1);
        var time = new ManualTime();
        var provider = new CountingProvider();
        int port = MosquittoBroker.FreePort();
        rig.Start(new UplinkSettings("127.0.0.1", port, null, "icu", UplinkRig.Device), time, provider);
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return provider.Created == 5;
        });
        // Between the five tries lie at least the halves of 1, 2, 4 and 8 s.
        Assert.That(time.GetUtcNow() - DateTimeOffset.UnixEpoch, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(7.5)));
        Assert.That(rig.Service.Counters.LastError, Does.StartWith($"Nothing listens at 127.0.0.1:{port}"));
        Assert.That(rig.Service.Counters.Connected, Is.False);
        Assert.That(Waiting(rig, JournalStreams.Alarms), Is.EqualTo(1));
        await rig.StopAsync();
        Assert.That(rig.Changes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task ABrokerThatConfirmsNothingIsGivenUp()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var rig = new UplinkRig();
        var time = new ManualTime();
        rig.Start(UplinkRig.Settings(broker), time);
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Connected);
        broker.Freeze();
        rig.Append(JournalStreams.Alarms, 1);
        await UplinkRig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return !rig.Service.Counters.Connected;
        });
        Assert.That(rig.Service.Counters.LastError, Does.StartWith("The broker has confirmed nothing for 60 s").Or.StartWith("No answer from the broker"));
        Assert.That(rig.Journal.Count(JournalStreams.Alarms), Is.EqualTo(1));
        await rig.StopAsync();
    }

    /// <summary>A broker behind which no message comes through must not swallow the record either: refusal and loss of connection at once.</summary>
    [Test]
    public async Task ABrokerThatEndsTheConnectionAtARefusalStillGetsTheOtherRecords()
    {
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions
        {
            AccessList = $"topic readwrite {Topic}/status\ntopic readwrite {Topic}/telemetry",
            EndsConnectionAtRefusal = true,
        });
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Alarms, 2);
        rig.Append(JournalStreams.Telemetry, 20);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker });
        await UplinkRig.UntilAsync(() => rig.Journal.Count(JournalStreams.Telemetry) == 0);
        Assert.That(rig.Journal.Count(JournalStreams.Alarms), Is.EqualTo(2));
        Assert.That(rig.Service.Counters.Refused, Is.GreaterThanOrEqualTo(2));
    }

    private static bool IsEmpty(UplinkRig rig) => JournalStreams.All.All(stream => Waiting(rig, stream) == 0);

    private static long Waiting(UplinkRig rig, string stream) => ConfirmedMarks.Waiting(rig.Journal, stream);

    private static HashSet<long> Sequences(IReadOnlyList<ReceivedMessage> messages, string stream) =>
        [.. messages.Where(message => message.Topic == $"{Topic}/{stream}").Select(message => RecordCodec.Decode(message.Payload).Sequence)];

    private sealed class CountingProvider : IMqttProvider
    {
        private readonly IMqttProvider _inner = MqttProviders.All[0];
        private int _created;

        public int Created => Volatile.Read(ref _created);

        public string Name => _inner.Name;

        public string? Unavailable => _inner.Unavailable;

        public IMqttConnection Create(MqttSettings settings)
        {
            Interlocked.Increment(ref _created);
            return _inner.Create(settings);
        }
    }
}
