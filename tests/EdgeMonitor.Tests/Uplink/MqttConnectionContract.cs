using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What every MQTT provider must do, on a real broker.</summary>
[TestFixtureSource(typeof(MqttProvidersUnderTest), nameof(MqttProvidersUnderTest.Names))]
internal sealed class MqttConnectionContract(string providerName) : MqttContract(providerName)
{
    protected override BrokerOptions Options => new() { MaximumInFlight = 17, AccessList = "topic readwrite free/#" };

    [Test]
    public async Task PublishedMessagesArriveInOrderWithTheirProperties()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        await using var connection = await ConnectAsync("one");
        for (int i = 0; i < 50; i++)
        {
            KeyValuePair<string, string>[] properties = [new("dedupe-key", $"dév/alarms/{i}"), new("schema", "1")];
            await connection.PublishAsync(new MqttMessage("free/a", Encoding.UTF8.GetBytes($"n{i}"), "application/x-protobuf", UserProperties: properties), default);
        }

        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 50);
        Assert.That(messages.Select(message => Encoding.UTF8.GetString(message.Payload)), Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"n{i}")));
        Assert.That(messages[7], Has.Property("Topic").EqualTo("free/a").And.Property("ContentType").EqualTo("application/x-protobuf")
            .And.Property("UserProperties").EqualTo("dedupe-key:dév/alarms/7 schema:1").And.Property("Retained").False);
    }

    [Test]
    public async Task FiveHundredMessagesSixteenInFlightAreAllConfirmed()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        await using var connection = await ConnectAsync("one");
        using var window = new SemaphoreSlim(16);
        var publishes = new List<Task>();
        for (int i = 0; i < 500; i++)
        {
            await window.WaitAsync();
            publishes.Add(PublishAsync(i));
        }

        await Task.WhenAll(publishes).WaitAsync(Limit, TimeProvider.System);
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 500);
        Assert.That(messages.Select(message => BitConverter.ToInt32(message.Payload)), Is.EqualTo(Enumerable.Range(0, 500)));

        async Task PublishAsync(int number)
        {
            byte[] payload = new byte[2000];
            BitConverter.TryWriteBytes(payload, number);
            await connection.PublishAsync(new MqttMessage("free/a", payload), default);
            window.Release();
        }
    }

    [Test]
    public async Task TheBrokersReceiveMaximumIsKnown()
    {
        await using var connection = await ConnectAsync("one");
        Assert.That(connection.ReceiveMaximum, Is.EqualTo(17));
    }

    [Test]
    public async Task AForbiddenTopicIsRefusedWithItsReasonAndTheConnectionLivesOn()
    {
        await using var connection = await ConnectAsync("one");
        var refused = (await Assert.ThrowsAsync<MqttException>(() => connection.PublishAsync(new MqttMessage("secret/a", "x"u8.ToArray()), default)))!;
        Assert.That(refused.Refusal, Is.EqualTo(135));
        Assert.That(refused.Message, Does.Contain("secret/a").And.Contain("135"));
        await connection.PublishAsync(new MqttMessage("free/a", "x"u8.ToArray()), default);
    }

    [Test]
    public async Task ASubscriberReceivesTopicPayloadAndProperties()
    {
        await using var connection = await ConnectAsync("one");
        var received = new TaskCompletionSource<MqttMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.MessageReceived += message => received.TrySetResult(message);
        await connection.SubscribeAsync("free/+", default);
        KeyValuePair<string, string>[] properties = [new("a", "1"), new("b", "zwei – 2")];
        await connection.PublishAsync(new MqttMessage("free/x", "hello"u8.ToArray(), "text/plain", UserProperties: properties), default);
        var message = await received.Task.WaitAsync(Limit, TimeProvider.System);
        Assert.That(message.Topic, Is.EqualTo("free/x"));
        Assert.That(message.Payload.ToArray(), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(message.ContentType, Is.EqualTo("text/plain"));
        Assert.That(message.UserProperties, Is.EqualTo(properties));
    }

    [Test]
    public async Task TheLastWillIsPublishedWhenTheConnectionIsDropped()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        var connection = await ConnectAsync("one", new MqttMessage("free/status", "gone"u8.ToArray(), "text/plain", Retain: true));
        await connection.DisposeAsync();
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 1);
        Assert.That(messages[0].Payload, Is.EqualTo("gone"u8.ToArray()));
        Assert.That(messages[0].ContentType, Is.EqualTo("text/plain"));
        await using var later = await MqttSubscriber.StartAsync(Broker, "free/status");
        Assert.That((await later.WaitUntilAsync(all => all.Count >= 1))[0].Retained, Is.True);
    }

    [Test]
    public async Task TheLastWillIsNotPublishedAfterAnOrderlyEnd()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        await using (var connection = await ConnectAsync("one", new MqttMessage("free/status", "gone"u8.ToArray(), Retain: true)))
        {
            await connection.DisconnectAsync(default);
            Assert.That(connection.Closed.IsCompleted);
        }

        // The broker handles things in order: had it published the will, it would come before this.
        await using (var second = await ConnectAsync("two")) await second.PublishAsync(new MqttMessage("free/mark", "mark"u8.ToArray()), default);
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 1);
        Assert.That(messages[0].Topic, Is.EqualTo("free/mark"));
    }

    [Test]
    public async Task WhatIsInFlightFailsWhenTheBrokerDies()
    {
        await using var connection = await ConnectAsync("one");
        Broker.Freeze();
        var pending = Enumerable.Range(0, 5).Select(_ => connection.PublishAsync(new MqttMessage("free/a", "x"u8.ToArray()), default)).ToList();
        await Broker.KillAsync();
        foreach (var publish in pending) await Assert.ThrowsAsync<MqttException>(() => publish.WaitAsync(Limit, TimeProvider.System));
        string cause = await connection.Closed.WaitAsync(Limit, TimeProvider.System);
        Assert.That(cause, Is.Not.Empty.And.EndsWith("."));
        await Assert.ThrowsAsync<MqttException>(() => connection.PublishAsync(new MqttMessage("free/a", "x"u8.ToArray()), default));
    }

    [Test]
    public async Task WhatIsInFlightFailsWhenTheConnectionIsDisposed()
    {
        var connection = await ConnectAsync("one");
        Broker.Freeze();
        var pending = connection.PublishAsync(new MqttMessage("free/a", "x"u8.ToArray()), default);
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<MqttException>(() => pending.WaitAsync(Limit, TimeProvider.System));
        Assert.That(connection.Closed.IsCompleted);
    }

    [Test]
    public async Task APortNobodyListensOnIsOneSentence()
    {
        int port = MosquittoBroker.FreePort();
        await using var connection = Provider.Create(new MqttSettings("127.0.0.1", port, "one", null, TimeSpan.FromSeconds(30), null));
        var refused = (await Assert.ThrowsAsync<MqttException>(() => connection.ConnectAsync(default)))!;
        Assert.That(refused.Message, Is.EqualTo($"Nothing listens at 127.0.0.1:{port}: check Host and Port, and that the broker runs."));
    }

    [Test]
    public async Task AHostThatDoesNotResolveIsNamed()
    {
        await using var connection = Provider.Create(new MqttSettings("broker.invalid", 1883, "one", null, TimeSpan.FromSeconds(30), null));
        var refused = (await Assert.ThrowsAsync<MqttException>(() => connection.ConnectAsync(default)))!;
        Assert.That(refused.Message, Does.Contain("broker.invalid"));
    }

    [Test]
    public async Task ConnectingToAPeerThatNeverAnswersCanBeStopped()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = new MqttSettings("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, "one", null, TimeSpan.FromSeconds(30), null);
        await using var connection = Provider.Create(settings);
        using var stop = new CancellationTokenSource();
        var connecting = connection.ConnectAsync(stop.Token);
        using var peer = await silent.AcceptTcpClientAsync();
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => connecting);
        await connection.Closed.WaitAsync(Limit, TimeProvider.System);
    }

    [Test]
    public async Task ABrokerThatNeverAnswersEndsTheConnectAfterItsTimeLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var time = new ManualTime();
        await using var connection = MqttProvidersUnderTest.Named(Provider.Name, time).Create(new MqttSettings("127.0.0.1", port, "one", null, TimeSpan.FromSeconds(30), null));
        var connecting = connection.ConnectAsync(default);
        using var peer = await silent.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.That(connecting.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        var failed = await Assert.ThrowsAsync<MqttException>(() => connecting);
        Assert.That(failed!.Message, Does.StartWith($"No answer from the broker at 127.0.0.1:{port} within 20 s"));
        await connection.Closed.WaitAsync(Limit, TimeProvider.System);
    }

    [Test]
    public async Task AnotherClientWithTheSameIdEndsTheFirstConnection()
    {
        await using var first = await ConnectAsync("one");
        await using var second = await ConnectAsync("one");
        Assert.That(await first.Closed.WaitAsync(Limit, TimeProvider.System), Is.Not.Empty);
        await second.PublishAsync(new MqttMessage("free/a", "x"u8.ToArray()), default);
    }
}
