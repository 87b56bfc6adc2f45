using EdgeMonitor.Storage;
using EdgeMonitor.Storage.Sqlite;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>An uplink with a real journal in a folder of its own.</summary>
internal sealed class UplinkRig : IAsyncDisposable
{
    /// <summary>The device of all rigs.</summary>
    public const string Device = "bed-7";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly KnownKeys _keys = new();
    private readonly RecordSeal _seal;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public UplinkRig()
    {
        Store = new FaultyJournal(SqliteJournal.Open(_folder.Path));
        _seal = _keys.Seal(Device);
        Journal = new SealedJournal(Store, _seal);
    }

    /// <summary>The store, in which a test can make faults.</summary>
    public FaultyJournal Store { get; }

    /// <summary>The data keys of the journal.</summary>
    public KeyRing Keys => _keys.Ring;

    /// <summary>The journal that the uplink reads.</summary>
    public SealedJournal Journal { get; }

    /// <summary>The service once started.</summary>
    public UplinkService Service { get; private set; } = null!;

    /// <summary>The fence that the service was started with.</summary>
    public Fence Fence { get; private set; } = new(Device, 0);

    /// <summary>Every change the service told of.</summary>
    public List<UplinkChange> Changes { get; } = [];

    /// <summary>Appends records to a stream and answers their sequences.</summary>
    public long[] Append(string stream, int count, Episode? episode = null)
    {
        long next = Journal.NextSequence(stream);
        var sequences = Enumerable.Range(0, count).Select(i => next + i).ToArray();
        Journal.Append([.. sequences.Select(sequence => new PlainRecord(stream, sequence, RecordCodec.Encode(Make(stream, sequence)), episode))]);
        return sequences;
    }

    /// <summary>Starts the service.</summary>
    public void Start(UplinkSettings settings, TimeProvider? time = null, IMqttProvider? provider = null, Func<bool, Record>? status = null, Fence? fence = null, StandDownMark? mark = null)
    {
        Service = new UplinkService(
            settings, provider ?? MqttProviders.All[0], Journal, status ?? StatusRecord,
            time ?? TimeProvider.System, new Random(1), Fence = fence ?? new Fence(Device, 0), NullLogger<UplinkService>.Instance, mark: mark);
        Service.Changed += change =>
        {
            lock (Changes) Changes.Add(change);
        };
        _running = Service.RunAsync(_stop.Token);
    }

    /// <summary>Settings for a broker.</summary>
    public static UplinkSettings Settings(MosquittoBroker broker, MqttTls? tls = null) => new(broker.Host, broker.Port, tls, "icu", Device);

    /// <summary>Waits until the condition holds; asked again whenever something may have changed, at most every few milliseconds.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!condition()) await beat.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>Stops the service in order.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Limit, TimeProvider.System);
    }

    /// <summary>Starts it again, as a new process of the daemon would find the journal.</summary>
    public async Task RestartAsync(UplinkSettings settings)
    {
        await StopAsync();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        Start(settings);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Store.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    /// <summary>The status that the service says of itself.</summary>
    public static Record StatusRecord(bool online) => new() { Device = Device, Stream = "status", Status = new Status { Online = online } };

    private static Record Make(string stream, long sequence)
    {
        var record = new Record { Device = Device, Stream = stream, Sequence = sequence, WallMs = sequence * 1000 };
        if (stream == JournalStreams.Alarms) record.Alarm = new AlarmEvent { Id = $"a{sequence}", Condition = "asystole" };
        else record.Telemetry = new Telemetry { Readings = { new Reading { Name = "MDC_ECG_HEART_RATE", Value = sequence } } };
        return record;
    }
}
