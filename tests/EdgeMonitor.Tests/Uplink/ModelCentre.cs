using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>
/// A small centre at a real broker: takes in everything by its dedupe key, and acknowledges where it is told to. What it has committed survives
/// its own end; a new one may go on with it.
/// </summary>
internal sealed class ModelCentre : IAsyncDisposable
{
    private const string Id = "centre";

    private static readonly Topics Topics = new("icu", UplinkRig.Device);

    private readonly IMqttConnection _connection;
    private readonly Dictionary<string, SequenceRanges> _committed;
    private readonly Lock _gate;

    private ModelCentre(IMqttConnection connection, ModelCentre? before)
    {
        _connection = connection;
        _committed = before?._committed ?? JournalStreams.All.ToDictionary(stream => stream, _ => new SequenceRanges());
        _gate = before?._gate ?? new Lock();
    }

    /// <summary>False to commit, and to say nothing.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Records that came, doubles too.</summary>
    public int Taken { get; private set; }

    /// <summary>Records that came as historical, by stream and sequence.</summary>
    public List<(string Stream, long Sequence)> Historical { get; } = [];

    /// <summary>Starts one, announced as online.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="instance">Its start.</param>
    /// <param name="before">The one whose disk it has.</param>
    /// <param name="acknowledges">False to say nothing for now.</param>
    public static async Task<ModelCentre> StartAsync(MosquittoBroker broker, string instance, ModelCentre? before = null, bool acknowledges = true)
    {
        var settings = broker.Settings(Id, will: Presence(online: false, instance)) with { SessionLife = TimeSpan.FromHours(1) };
        var connection = new MosquittoProvider().Create(settings);
        var centre = new ModelCentre(connection, before) { Acknowledges = acknowledges };
        connection.MessageReceived += centre.Take;
        await connection.ConnectAsync(CancellationToken.None);
        foreach (var stream in JournalStreams.All) await connection.SubscribeAsync(Topics.Of(stream), CancellationToken.None);
        await connection.PublishAsync(Presence(online: true, instance), CancellationToken.None);
        return centre;
    }

    /// <summary>The presence that it publishes, retained.</summary>
    public static MqttMessage Presence(bool online, string instance) => LinkCodec.Message(
        Topics.CentrePresence, new CentrePresence { Centre = Id, Online = online, Instance = instance }, UplinkEncoding.Protobuf) with
    { Retain = true };

    /// <summary>What it has of a stream.</summary>
    public IReadOnlyList<(long First, long Last)> Committed(string stream)
    {
        lock (_gate) return [.. _committed[stream].All];
    }

    /// <summary>Acknowledges everything that it has.</summary>
    public async Task AcknowledgeAllAsync()
    {
        foreach (var stream in JournalStreams.All) await SayAsync(Acknowledgement(stream, [.. Committed(stream)]));
    }

    /// <summary>Says something on the box's topic.</summary>
    public Task SayAsync(MqttMessage message) => _connection.PublishAsync(message, CancellationToken.None);

    /// <summary>An acknowledgement.</summary>
    public static MqttMessage Acknowledgement(string stream, params (long First, long Last)[] ranges)
    {
        var said = new Acknowledgement { Device = UplinkRig.Device, Stream = stream, Centre = Id };
        said.Ranges.AddRange(ranges.Select(range => new SequenceRange { First = range.First, Last = range.Last }));
        return LinkCodec.Message(Topics.Acknowledgement, said, UplinkEncoding.Json);
    }

    /// <summary>Ends without a farewell: the broker publishes its will.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Take(MqttMessage message)
    {
        var record = RecordCodec.Decode(message.Payload.Span);
        lock (_gate)
        {
            Taken++;
            _committed[record.Stream].Add(record.Sequence);
            if (record.Historical) Historical.Add((record.Stream, record.Sequence));
        }

        // On the connection's thread: nothing may be waited for.
        if (Acknowledges) _ = _connection.PublishAsync(Acknowledgement(record.Stream, (record.Sequence, record.Sequence)), CancellationToken.None);
    }
}
