using System.Text;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Sessions, limits and dead brokers: what every MQTT provider must do on a real broker beside the plain exchange.</summary>
[TestFixtureSource(typeof(MqttProvidersUnderTest), nameof(MqttProvidersUnderTest.Names))]
internal sealed class MqttSessionContract(string providerName) : MqttContract(providerName)
{
    protected override BrokerOptions Options => new() { MaximumInFlight = 3 };

    [TestCase(true, TestName = "{m}(AfterAnOrderlyEnd)")]
    [TestCase(false, TestName = "{m}(AfterADroppedConnection)")]
    public async Task ASessionThatOutlivesTheConnectionBringsWhatCameMeanwhile(bool orderly)
    {
        var settings = Broker.Settings("listener") with { SessionLife = TimeSpan.FromHours(1) };
        await using (var first = Provider.Create(settings))
        {
            await first.ConnectAsync(default);
            await first.SubscribeAsync("news/+", default);
            if (orderly) await first.DisconnectAsync(default);
        }

        await using (var sender = await ConnectAsync("sender"))
        {
            foreach (int i in Enumerable.Range(0, 10)) await sender.PublishAsync(new MqttMessage("news/a", Encoding.UTF8.GetBytes($"n{i}")), default);
        }

        var received = new Arrivals<string>("the listener");
        await using var again = Provider.Create(settings);
        again.MessageReceived += message => received.Add(Encoding.UTF8.GetString(message.Payload.Span));
        await again.ConnectAsync(default);
        await received.WaitAsync(_ => true, 10);
        Assert.That(received.All, Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"n{i}")));
    }

    [Test]
    public async Task WithoutASessionLifeNothingIsKept()
    {
        await using (var first = await ConnectAsync("listener"))
        {
            await first.SubscribeAsync("news/+", default);
            await first.DisconnectAsync(default);
        }

        await using var sender = await ConnectAsync("sender");
        await sender.PublishAsync(new MqttMessage("news/a", "missed"u8.ToArray()), default);
        var received = new Arrivals<string>("the listener");
        await using var again = Provider.Create(Broker.Settings("listener"));
        again.MessageReceived += message => received.Add(message.Topic);
        await again.ConnectAsync(default);
        await again.SubscribeAsync("news/mark", default);
        await sender.PublishAsync(new MqttMessage("news/mark", "mark"u8.ToArray()), default);
        Assert.That(await received.WaitAsync(_ => true), Is.EqualTo("news/mark"));
    }

    [Test]
    public async Task FarMorePublishesThanTheBrokersReceiveMaximumAreHeldBackAndAllConfirmedInOrder()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        await using var connection = await ConnectAsync("one");
        Assert.That(connection.ReceiveMaximum, Is.EqualTo(3));
        var publishes = Enumerable.Range(0, 200).Select(i => connection.PublishAsync(new MqttMessage("free/a", BitConverter.GetBytes(i)), default)).ToList();
        await Task.WhenAll(publishes).WaitAsync(Limit, TimeProvider.System);
        var messages = await subscriber.WaitUntilAsync(all => all.Count >= 200);
        Assert.That(messages.Select(message => BitConverter.ToInt32(message.Payload)), Is.EqualTo(Enumerable.Range(0, 200)));
        Assert.That(connection.Closed.IsCompleted, Is.False, "the broker cuts off a client that exceeds its receive maximum (147)");
    }

    [Test]
    public async Task ADeviceThatTheBrokerDoesNotAdmitIsToldWithTheReason()
    {
        await using var strict = await MosquittoBroker.StartAsync(new BrokerOptions { AllowAnonymous = false });
        await using var connection = Provider.Create(strict.Settings("one"));
        var refused = await Assert.ThrowsAsync<MqttException>(() => connection.ConnectAsync(default));
        Assert.That(refused!.Message, Does.Contain("refused this device \"one\": not authorised (135); check its access rules"));
    }

    [Test]
    public async Task ATopicThatIsNoneIsOneFailureAndTheConnectionLivesOn()
    {
        await using var connection = await ConnectAsync("one");
        var failed = await Assert.ThrowsAsync<MqttException>(() => connection.PublishAsync(new MqttMessage("a/#", "x"u8.ToArray()), default));
        Assert.That(failed!.Message, Does.StartWith("The message was not sent:"));
        await connection.PublishAsync(new MqttMessage("a/b", "x"u8.ToArray()), default);
    }

    [Test]
    public async Task ACallerThatGivesUpWaitingBreaksNothingForTheOthers()
    {
        await using var subscriber = await MqttSubscriber.StartAsync(Broker, "free/#");
        await using var connection = await ConnectAsync("one");
        using var impatient = new CancellationTokenSource();
        var publishes = Enumerable.Range(0, 40).Select(i => connection.PublishAsync(new MqttMessage("free/a", new byte[20_000 + i]), i % 2 == 0 ? impatient.Token : default)).ToList();
        await impatient.CancelAsync();
        await Task.WhenAll(publishes.Where((_, i) => i % 2 == 1)).WaitAsync(Limit, TimeProvider.System);
        await subscriber.WaitUntilAsync(all => all.Count(message => message.Payload.Length % 2 == 1) == 20);
        Assert.That(connection.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task ABrokerThatFreezesIsNoticedByTheKeepAlive()
    {
        await using var connection = Provider.Create(Broker.Settings("one") with { KeepAlive = TimeSpan.FromSeconds(5) });
        await connection.ConnectAsync(default);
        Broker.Freeze();
        Assert.That(await connection.Closed.WaitAsync(Limit, TimeProvider.System), Does.Contain("did not answer within the keep-alive time"));
    }

    [Test]
    public async Task AFrozenBrokerWithAFullLineHoldsUpNeitherAnEndNorADispose()
    {
        var connection = await ConnectAsync("one");
        Broker.Freeze();
        // More than the socket's buffers take: the sending itself stands still.
        var pending = Enumerable.Range(0, 3).Select(_ => connection.PublishAsync(new MqttMessage("free/a", new byte[8_000_000]), default)).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await Assert.CatchAsync<OperationCanceledException>(() => connection.DisconnectAsync(limit.Token).WaitAsync(Limit, TimeProvider.System));
        await connection.DisposeAsync().AsTask().WaitAsync(Limit, TimeProvider.System);
        foreach (var publish in pending) await Assert.ThrowsAsync<MqttException>(() => publish.WaitAsync(Limit, TimeProvider.System));
    }

    /// <summary>To the byte: what is just not too long arrives, what is one byte longer is refused here, and the connection lives on.</summary>
    [TestCase(0, 0)]
    [TestCase(0, 1)]
    [TestCase(3, 100)]
    public async Task AMessageThatIsTooLongForTheBrokerIsARefusalInOneSentence(int properties, int room)
    {
        const int Most = 200_000;
        await using var narrow = await MosquittoBroker.StartAsync(new BrokerOptions { MaximumPacketBytes = Most });
        await using var subscriber = await MqttSubscriber.StartAsync(narrow, "a/#");
        await using var connection = Provider.Create(narrow.Settings("one"));
        await connection.ConnectAsync(default);
        var message = new MqttMessage("a/b", new byte[1], room == 0 ? "" : "text/plain", UserProperties: [.. Enumerable.Range(0, properties).Select(i => KeyValuePair.Create($"n{i}", new string('ä', room)))]);
        var rest = Most - PacketLimit.BytesOf(message with { Payload = new byte[Most / 2] });
        var longest = message with { Payload = new byte[Most / 2 + rest] };
        Assert.That(PacketLimit.BytesOf(longest), Is.EqualTo(Most));
        await connection.PublishAsync(longest, default);
        var refused = (await Assert.ThrowsAsync<MqttException>(() => connection.PublishAsync(longest with { Payload = new byte[longest.Payload.Length + 1] }, default)))!;
        Assert.That((refused.Refusal, refused.Message), Is.EqualTo((149, $"The message a/b takes {Most + 1} bytes and the broker takes {Most} at the most: let it take more (mosquitto: max_packet_size).")));
        await connection.PublishAsync(message, default);
        Assert.That((await subscriber.WaitUntilAsync(all => all.Count >= 2)).Select(came => came.Payload.Length), Is.EqualTo(new[] { longest.Payload.Length, 1 }));
        Assert.That(connection.Closed.IsCompleted, Is.False);
    }
}
