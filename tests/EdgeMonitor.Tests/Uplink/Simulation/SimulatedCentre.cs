using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>
/// A small honest centre: takes, commits, then acknowledges, doubles too. Killed, it forgets what it had taken from the broker and not
/// committed. What it says may be lost, late, or said twice.
/// </summary>
internal sealed class SimulatedCentre(SimulatedNet net)
{
    private readonly Dictionary<string, SequenceRanges> _committed = JournalStreams.All.ToDictionary(stream => stream, _ => new SequenceRanges());
    private int _instance;
    private bool _running;

    /// <summary>What it has for good, by stream.</summary>
    public IReadOnlyDictionary<string, SequenceRanges> Committed => _committed;

    /// <summary>False for one that only listens: it never says that it is there, and confirms nothing.</summary>
    public bool Announces { get; set; } = true;

    /// <summary>Doubles that it has dropped.</summary>
    public int Doubles { get; private set; }

    /// <summary>Begins to take.</summary>
    public void Start()
    {
        (_running, _instance) = (true, _instance + 1);
        SayPresence(online: true);
        Work(_instance);
    }

    /// <summary>SIGKILL, and a start some time later.</summary>
    public void Die()
    {
        if (!_running) return;
        _running = false;
        // Its last will; a broker that has just died does not publish it.
        net.After(TimeSpan.FromSeconds(net.Random.Next(3)), () =>
        {
            if (!_running) SayPresence(online: false);
        });
        net.After(TimeSpan.FromSeconds(1 + net.Random.Next(60)), () =>
        {
            if (!_running) Start();
        });
    }

    /// <summary>It has connected again.</summary>
    public void OnBrokerBack()
    {
        if (_running) SayPresence(online: true);
    }

    /// <summary>A word that confirms nothing: for another box, of records that were never sent, or none at all.</summary>
    public void SayNonsense()
    {
        var stream = JournalStreams.All[net.Random.Next(JournalStreams.All.Count)];
        var message = net.Random.Next(5) switch
        {
            0 => Acknowledge("bed-8", stream, (1, 1000)),
            1 => Acknowledge(UplinkRig.Device, stream, (1, long.MaxValue)),
            2 => Acknowledge(UplinkRig.Device, stream, (5, 2)),
            3 => Acknowledge(UplinkRig.Device, "state", (1, 10)),
            _ => new MqttMessage(net.Topics.Acknowledgement, new byte[] { 0xFF, 1, 2 }),
        };
        net.Broker.Say(message);
    }

    private void Work(int instance)
    {
        net.After(TimeSpan.FromMilliseconds(50 + net.Random.Next(1500)), () =>
        {
            if (!_running || _instance != instance) return;
            var taken = net.Broker.Take(net.Random.Next(1, 200));
            // Between taking and committing it may die.
            net.After(TimeSpan.FromMilliseconds(net.Random.Next(300)), () =>
            {
                if (_running && _instance == instance) Commit(taken);
            });
            Work(instance);
        });
    }

    private void Commit(IReadOnlyList<MqttMessage> taken)
    {
        foreach (var batch in taken.Select(message => RecordCodec.Decode(message.Payload.Span)).GroupBy(record => record.Stream))
        {
            var ranges = new SequenceRanges();
            foreach (var record in batch)
            {
                net.Watch.OnArrived(record);
                if (!_committed[batch.Key].Add(record.Sequence)) Doubles++;
                ranges.Add(record.Sequence);
            }

            SayUnreliably(Acknowledge(UplinkRig.Device, batch.Key, [.. net.Random.Next(8) == 0 ? _committed[batch.Key].All : ranges.All]));
        }
    }

    private void SayUnreliably(MqttMessage message)
    {
        if (!Announces) return;
        if (!net.Chance(net.Weather.AcknowledgementFault))
        {
            net.Broker.Say(message);
            return;
        }

        var times = net.Random.Next(3);
        for (var i = 0; i < times; i++) net.After(TimeSpan.FromSeconds(net.Random.Next(90)), () => net.Broker.Say(message));
    }

    private void SayPresence(bool online)
    {
        if (!Announces) return;
        var presence = new CentrePresence { Centre = "centre", Online = online, Instance = $"{_instance}" };
        net.Broker.Say(LinkCodec.Message(net.Topics.CentrePresence, presence, UplinkEncoding.Protobuf) with { Retain = true });
    }

    private MqttMessage Acknowledge(string device, string stream, params (long First, long Last)[] ranges)
    {
        var said = new Acknowledgement { Device = device, Stream = stream, Centre = "centre" };
        said.Ranges.AddRange(ranges.Select(range => new SequenceRange { First = range.First, Last = range.Last }));
        return LinkCodec.Message(net.Topics.Acknowledgement, said, net.Random.Next(2) == 0 ? UplinkEncoding.Protobuf : UplinkEncoding.Json);
    }
}
