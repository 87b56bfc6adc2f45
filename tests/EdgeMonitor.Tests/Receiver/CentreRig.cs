using EdgeMonitor.Receiver;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>A store whose disk a test can make fail; it remembers what it holds.</summary>
internal sealed class FaultyStore : IRecordStore
{
    private readonly Dictionary<(string, string, long), byte[]> _records = [];

    public string Name => "a test's store";

    public volatile bool Fails;

    public IReadOnlyDictionary<string, uint> Known { get; init; } = new Dictionary<string, uint>();

    public int Count
    {
        get { lock (_records) return _records.Count; }
    }

    public Task<IReadOnlyDictionary<string, uint>> OpenAsync(CancellationToken stop) => Task.FromResult(Known);

    public Task<IReadOnlyList<Kept>> CommitAsync(IReadOnlyList<ReceivedRecord> batch, CancellationToken stop)
    {
        if (Fails) throw new StoreException("The disk is full.");
        lock (_records)
        {
            return Task.FromResult<IReadOnlyList<Kept>>([.. batch.Select(record =>
                _records.TryAdd((record.Device, record.Stream, record.Sequence), record.Digest) ? Kept.Stored
                : _records[(record.Device, record.Stream, record.Sequence)].AsSpan().SequenceEqual(record.Digest) ? Kept.Double : Kept.Contradiction)]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A centre at a real broker, a box that sends to it, and a listener that hears what the centre says.</summary>
internal sealed class CentreRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Arrivals<MqttMessage> _said = new("the centre");
    private IMqttConnection _box = null!;
    private Task _running = Task.CompletedTask;
    private MosquittoBroker _broker = null!;

    public FaultyStore Store { get; private init; } = new();

    public Centre Centre { get; private set; } = null!;

    public static async Task<CentreRig> StartAsync(Func<ReceiverSettings, ReceiverSettings>? change = null, FaultyStore? store = null)
    {
        var rig = new CentreRig { Store = store ?? new FaultyStore() };
        rig._broker = await MosquittoBroker.StartAsync();
        var settings = new ReceiverSettings(ReceivedRecords.Site, "centre") { StoreRetry = TimeSpan.FromMilliseconds(20) };
        settings = change?.Invoke(settings) ?? settings;
        rig.Centre = new Centre(settings, rig.Store, TimeProvider.System, NullLogger<Centre>.Instance);
        var provider = new MosquittoProvider();
        rig._box = provider.Create(rig._broker.Settings("box"));
        rig._box.MessageReceived += rig._said.Add;
        await rig._box.ConnectAsync(default);
        await rig._box.SubscribeAsync("edgemonitor/v1/icu/+/ack", default);
        await rig._box.SubscribeAsync("edgemonitor/v1/icu/centre/presence", default);
        var line = rig._broker.Settings("centre", will: rig.Centre.Will) with { SessionLife = TimeSpan.FromHours(1) };
        rig.Centre.Listen(new BrokerLine(line, rig.Centre.Filters, () => rig.Centre.Presence, provider, TimeProvider.System, NullLogger<BrokerLine>.Instance));
        rig._running = rig.Centre.RunAsync(rig._stop.Token);
        await rig.PresenceAsync(presence => presence.Online);
        return rig;
    }

    public Task SendAsync(MqttMessage message) => _box.PublishAsync(message, default);

    public Task SendAsync(Record record) => SendAsync(ReceivedRecords.Message(record));

    /// <summary>Every acknowledgement so far.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements =>
        [.. _said.All.Where(message => message.Topic.EndsWith("/ack", StringComparison.Ordinal)).Select(LinkCodec.Decode<Acknowledgement>)];

    public async Task<Acknowledgement> AcknowledgementAsync(Func<Acknowledgement, bool> condition)
    {
        var message = await _said.WaitAsync(message =>
            message.Topic.EndsWith("/ack", StringComparison.Ordinal) && condition(LinkCodec.Decode<Acknowledgement>(message)));
        return LinkCodec.Decode<Acknowledgement>(message);
    }

    public async Task<CentrePresence> PresenceAsync(Func<CentrePresence, bool> condition)
    {
        var message = await _said.WaitAsync(message =>
            message.Topic.EndsWith("/presence", StringComparison.Ordinal) && condition(LinkCodec.Decode<CentrePresence>(message)));
        return LinkCodec.Decode<CentrePresence>(message);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _box.DisposeAsync();
        await _broker.DisposeAsync();
        _stop.Dispose();
    }
}
