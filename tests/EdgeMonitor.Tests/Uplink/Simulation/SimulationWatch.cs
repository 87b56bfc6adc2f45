using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>What must hold at every moment of a run.</summary>
internal sealed class SimulationWatch(SimulatedNet net, ConfirmMode mode)
{
    private readonly Dictionary<string, SequenceRanges> _accepted = JournalStreams.All.ToDictionary(stream => stream, _ => new SequenceRanges());
    private readonly Dictionary<string, SequenceRanges> _kept = JournalStreams.All.ToDictionary(stream => stream, _ => new SequenceRanges());
    private readonly Dictionary<string, SequenceRanges> _sent = JournalStreams.All.ToDictionary(stream => stream, _ => new SequenceRanges());
    private readonly Dictionary<(string Stream, bool Historical), long> _lastFirst = [];
    private SimulatedConnection? _connection;

    /// <summary>Everything that did not hold.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Records that the broker has thrown away.</summary>
    public int ForNobody { get; private set; }

    /// <summary>Records sent again.</summary>
    public int Again { get; private set; }

    /// <summary>True where broker, subscriber or centre, as the mode says, has the record.</summary>
    public bool IsConfirmed(string stream, long sequence) => HaveIt[stream].Contains(sequence);

    private IReadOnlyDictionary<string, SequenceRanges> HaveIt => mode switch
    {
        ConfirmMode.Broker => _accepted,
        ConfirmMode.Auto when !net.Centre.Announces => _kept,
        _ => net.Centre.Committed,
    };

    /// <summary>The box removes records from its journal.</summary>
    public void OnTrim(string stream, IEnumerable<long> sequences)
    {
        if (!JournalStreams.All.Contains(stream)) return;
        foreach (var sequence in sequences)
        {
            if (!IsConfirmed(stream, sequence)) Faults.Add($"{stream} {sequence} was removed and nobody has it.");
        }
    }

    /// <summary>The box sends.</summary>
    public void OnPublish(SimulatedConnection connection, MqttMessage message)
    {
        if (connection.InFlight >= connection.ReceiveMaximum) Faults.Add($"{connection.InFlight + 1} messages are in flight and {connection.ReceiveMaximum} are allowed.");
        if (message.Topic == net.Topics.Status) return;
        var record = RecordCodec.Decode(message.Payload.Span);
        if (connection != _connection)
        {
            // The backlog begins anew with each connection; what is live does not.
            (_connection, _lastFirst[(JournalStreams.Telemetry, true)]) = (connection, 0);
        }

        if (!_sent[record.Stream].Add(record.Sequence))
        {
            Again++;
            return;
        }

        var lane = (record.Stream, record.Stream == JournalStreams.Telemetry && record.Historical);
        if (record.Sequence <= _lastFirst.GetValueOrDefault(lane)) Faults.Add($"{record.Stream} {record.Sequence} was first sent after {_lastFirst[lane]}.");
        _lastFirst[lane] = record.Sequence;
    }

    /// <summary>The broker takes a message.</summary>
    public void OnAccepted(MqttMessage message, bool isKept)
    {
        if (message.Topic == net.Topics.Status) return;
        var record = RecordCodec.Decode(message.Payload.Span);
        if (isKept) _kept[record.Stream].Add(record.Sequence);
        else ForNobody++;
        // What it has had before is never live a second time, unless it was refused the first time.
        if (!_accepted[record.Stream].Add(record.Sequence) && !record.Historical) Faults.Add($"{record.Stream} {record.Sequence} came live twice.");
    }

    /// <summary>The centre has taken a record.</summary>
    public void OnArrived(Record record)
    {
        var expected = SimulatedBox.Make(record.Stream, record.Sequence);
        record.Historical = false;
        if (!record.Equals(expected)) Faults.Add($"{record.Stream} {record.Sequence} arrived changed.");
    }
}
