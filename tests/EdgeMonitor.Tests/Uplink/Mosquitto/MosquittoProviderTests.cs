using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;

namespace EdgeMonitor.Tests.Uplink.Mosquitto;

internal sealed class MosquittoProviderTests
{
    [Test]
    public void AMissingLibraryIsOneSentenceThatSaysWhatToInstall()
    {
        var provider = new MosquittoProvider("libmosquitto-missing.so.1", TimeProvider.System);
        Assert.That(provider.Unavailable, Is.EqualTo("libmosquitto-missing.so.1 was not found: install libmosquitto1 (apt install libmosquitto1)."));
    }

    [Test]
    public void ItIsCompiledInAndFoundByItsAttribute() =>
        Assert.That(MqttProviders.All.Select(provider => provider.Name), Does.Contain("libmosquitto"));

    /// <summary>The library itself does not send what is longer than the broker takes: a refusal of this one message, no end of the connection.</summary>
    [Test]
    public async Task AMessageThatIsTooLongForTheBrokerIsARefusalAndTheConnectionLivesOn()
    {
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions { MaximumPacketBytes = 1000 });
        await using var connection = new MosquittoProvider().Create(broker.Settings("one"));
        await connection.ConnectAsync(default);
        var refused = (await Assert.ThrowsAsync<MqttException>(() => connection.PublishAsync(new MqttMessage("a", new byte[2000]), default)))!;
        Assert.That(refused.Refusal, Is.EqualTo(149));
        await connection.PublishAsync(new MqttMessage("a", new byte[500]), default);
        Assert.That(connection.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task ARecordThatIsTooLongForTheBrokerIsCountedReportedAndDoesNotHoldUpTheOthers()
    {
        await using var broker = await MosquittoBroker.StartAsync(new BrokerOptions { MaximumPacketBytes = 1000 });
        await using var rig = new UplinkRig();
        rig.Append(JournalStreams.Telemetry, 1);
        var text = new EdgeMonitor.Uplink.Wire.Record
        {
            Device = UplinkRig.Device,
            Stream = JournalStreams.Telemetry,
            Sequence = 2,
            Telemetry = new() { Readings = { new EdgeMonitor.Uplink.Wire.Reading { Name = new string('n', 2000) } } },
        };
        rig.Journal.Append([new PlainRecord(JournalStreams.Telemetry, 2, RecordCodec.Encode(text))]);
        rig.Append(JournalStreams.Telemetry, 1);
        rig.Start(UplinkRig.Settings(broker) with { Confirm = ConfirmMode.Broker }, provider: new MosquittoProvider());
        await UplinkRig.UntilAsync(() => rig.Service.Counters.Refused == 1 && rig.Journal.Count(JournalStreams.Telemetry) == 1);
        Assert.That(rig.Journal.FirstSequence(JournalStreams.Telemetry), Is.EqualTo(2));
        Assert.That(rig.Service.Counters.LastError, Does.StartWith("The message was not sent:"));
        Assert.That(rig.Changes.Select(change => change.Connected), Is.EqualTo(new[] { true }), "the connection stands");
    }
}
