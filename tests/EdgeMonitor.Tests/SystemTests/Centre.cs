using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// What a central server would hold: every record once, by its dedupe key. It listens through a subscriber with a persistent session and
/// notes every contradiction: a key that does not belong to its record, or one key for two contents.
/// </summary>
internal sealed class Centre(MosquittoBroker broker) : IAsyncDisposable
{
    private const int LogShown = 4000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<long, Record>> _streams = JournalStreams.All.ToDictionary(stream => stream, _ => new SortedDictionary<long, Record>());
    private readonly List<string> _faults = [];
    private readonly Arrivals<Record> _arrivals = new("the centre");
    private MqttSubscriber? _subscriber;

    /// <summary>Every contradiction seen.</summary>
    public IReadOnlyList<string> Faults
    {
        get { lock (_gate) return [.. _faults]; }
    }

    /// <summary>Messages so far, doubles and status among them.</summary>
    public int Messages { get; private set; }

    /// <summary>Doubles so far.</summary>
    public int Doubles { get; private set; }

    /// <summary>A centre that listens to a box from now on, whatever happens to the broker.</summary>
    public static async Task<Centre> ListenAsync(MosquittoBroker broker, MqttTls tls)
    {
        var centre = new Centre(broker);
        centre._subscriber = await MqttSubscriber.StartAsync(broker, Bedside.Topics, tls, centre.Take);
        return centre;
    }

    /// <summary>The records of a stream, in order of their sequences.</summary>
    public IReadOnlyList<Record> Records(string stream)
    {
        lock (_gate) return [.. _streams[stream].Values];
    }

    /// <summary>The sequences of a stream up to its highest one that are not here.</summary>
    public IReadOnlyList<long> Holes(string stream)
    {
        lock (_gate)
        {
            var known = _streams[stream];
            return known.Count == 0 ? [] : [.. Range(1, known.Keys.Last()).Where(sequence => !known.ContainsKey(sequence))];
        }
    }

    /// <summary>Waits until all these sequences of a stream are here.</summary>
    public Task HasAllAsync(string stream, IEnumerable<long> sequences)
    {
        var missing = sequences.ToHashSet();
        return missing.Count == 0 ? Task.CompletedTask : _arrivals.WaitAsync(
            record =>
            {
                if (record.Stream == stream) missing.Remove(record.Sequence);
                return missing.Count == 0;
            },
            told: () => $"Of {stream} are missing: {string.Join(", ", missing.Order().Take(20))}. {Told()}");
    }

    /// <summary>Waits until so many messages are here; the condition sees each record once, in the order of arrival, from the first one ever.</summary>
    public Task<Record> WaitAsync(Func<Record, bool> condition, int count = 1) => _arrivals.WaitAsync(condition, count, Told);

    /// <summary>Waits for so many records that are not here yet.</summary>
    public Task<Record> WaitForNewAsync(int count) => WaitAsync(_ => true, _arrivals.All.Count + count);

    /// <summary>From sequence to sequence, both included.</summary>
    public static IEnumerable<long> Range(long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++) yield return sequence;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _subscriber?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Told()
    {
        var log = broker.Log;
        return $"{Messages} messages are here. The broker's log ends with\n{log[Math.Max(0, log.Length - LogShown)..]}";
    }

    private void Take(ReceivedMessage message)
    {
        var record = RecordCodec.Decode(message.Payload);
        lock (_gate)
        {
            Messages++;
            if (!_streams.TryGetValue(record.Stream, out var known)) return; // the status has no sequence
            var key = $"dedupe-key:{Bedside.Device}/{record.Stream}/{record.Sequence} ";
            if (!message.UserProperties.StartsWith(key, StringComparison.Ordinal)) _faults.Add($"{key} was expected, {message.UserProperties} came.");
            record.Historical = false; // how it was sent, not what it is
            if (!known.TryAdd(record.Sequence, record))
            {
                Doubles++;
                if (!known[record.Sequence].Equals(record)) _faults.Add($"{record.Stream} {record.Sequence} came with two contents.");
                return;
            }
        }

        _arrivals.Add(record);
    }
}
