using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MqttLineTests
{
    private readonly Arrivals<UplinkChange> _changes = new("the line");
    private readonly Arrivals<MqttMessage> _received = new("the line");

    [Test]
    public async Task ALineComesBackAfterItsBrokerAndHearsAgain()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var stop = new CancellationTokenSource();
        var line = Line(broker, "in/#");
        var running = line.RunAsync(stop.Token);
        await _changes.WaitAsync(change => change.Connected);
        Assert.That(line.Send(Message("in/1", 1)), Is.True);
        await _received.WaitAsync(message => message.Topic == "in/1");

        await broker.KillAsync();
        await _changes.WaitAsync(change => !change.Connected);
        Assert.That(line.Send(Message("in/2", 2)), Is.False, "what cannot be sent now is not sent later");
        await broker.StartAgainAsync();
        await _changes.WaitAsync(change => change.Connected, 2);
        Assert.That(line.Send(Message("in/3", 3)), Is.True);
        await _received.WaitAsync(message => message.Topic == "in/3");
        Assert.That(_received.All.Select(message => message.Topic), Has.None.EqualTo("in/2"));
        await stop.CancelAsync();
        await running;
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task ItsWillIsSaidAtAnOrderlyEndAndByTheBrokerWhenItDies(bool orderly)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "will");
        using var stop = new CancellationTokenSource();
        var line = Line(broker, "in/#", Message("will", 9));
        var running = line.RunAsync(stop.Token);
        await _changes.WaitAsync(change => change.Connected);
        if (orderly) await stop.CancelAsync();
        // Another client of the same id takes the connection over: to the broker the first one has died.
        await using var other = MqttProviders.All[0].Create(broker.Settings("line"));
        if (!orderly) await other.ConnectAsync(CancellationToken.None);
        var messages = await subscriber.WaitUntilAsync(all => all.Count > 0);
        Assert.That(LinkCodec.Decode<Heartbeat>(new MqttMessage("will", messages[0].Payload, messages[0].ContentType)).Number, Is.EqualTo(9));
        Assert.That(messages[0].Retained, Is.False);
        await stop.CancelAsync();
        await running;
    }

    [TestCase(UplinkEncoding.Protobuf)]
    [TestCase(UplinkEncoding.Json)]
    public void AMessageIsReadAsItsContentTypeSays(UplinkEncoding encoding)
    {
        var heartbeat = new Heartbeat { Device = "bed-7", Number = 3, Signalled = { new AlarmEvent { Id = "a1", Value = 4 } } };
        Assert.That(LinkCodec.Decode<Heartbeat>(LinkCodec.Message("t", heartbeat, encoding)), Is.EqualTo(heartbeat));
    }

    [TestCase("application/json", "{")]
    [TestCase("application/json", "[1]")]
    [TestCase("", "\u00ff\u00ff\u00ff")]
    public void WhatIsNoMessageIsRefused(string type, string text) =>
        Assert.That(() => LinkCodec.Decode<Heartbeat>(new MqttMessage("t", System.Text.Encoding.Latin1.GetBytes(text), type)), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void AMessageThatIsTooLongIsNotLookedAt() =>
        Assert.That(() => LinkCodec.Decode<Heartbeat>(new MqttMessage("t", new byte[LinkCodec.LongestPayload + 1])), Throws.TypeOf<InvalidDataException>());

    private MqttLine Line(MosquittoBroker broker, string filter, MqttMessage? will = null)
    {
        var (provider, settings) = (MqttProviders.All[0], UplinkRig.Settings(broker));
        var choice = new BrokerChoice(
            settings, new Fence(UplinkRig.Device, 0), provider, () => UplinkRig.StatusRecord(online: false), MqttLine.Delay(new Random(1)), TimeProvider.System);
        var line = new MqttLine(
            choice, at => new MqttSettings(at.Host, at.Port, "line", at.Tls, TimeSpan.FromSeconds(30), will), [filter], provider, TimeProvider.System,
            NullLogger<MqttLine>.Instance);
        line.Changed += _changes.Add;
        line.Received += _received.Add;
        return line;
    }

    private static MqttMessage Message(string topic, long number) => LinkCodec.Message(topic, new Heartbeat { Number = number }, UplinkEncoding.Protobuf);
}
