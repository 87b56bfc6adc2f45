using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>A box with the real uplink on a disk in memory: its daemon can be killed and started again.</summary>
internal sealed class SimulatedBox(SimulatedNet net, Pump pump, UplinkSettings settings) : IDisposable
{
    private readonly KnownKeys _keys = new();
    private readonly MemoryDisk _disk = new() { Trimming = net.Watch.OnTrim };
    private readonly List<Task> _ended = [];
    private MemoryDisk.MemoryJournal? _store;
    private SealedJournal? _journal;
    private UplinkService? _service;
    private CancellationTokenSource _stop = new();
    private RecordSeal? _seal;

    /// <summary>The uplink of the daemon that runs.</summary>
    public UplinkService? Service => _service;

    /// <summary>The journal of the daemon that runs; a new one where none does.</summary>
    public SealedJournal Journal => _journal ??= new SealedJournal(_store = _disk.Open(), _seal ??= _keys.Seal(UplinkRig.Device));

    /// <summary>A record as this box makes it.</summary>
    public static Record Make(string stream, long sequence)
    {
        var record = new Record { Device = UplinkRig.Device, Stream = stream, Sequence = sequence };
        if (stream == JournalStreams.Alarms) record.Alarm = new AlarmEvent { Id = $"a{sequence}", Condition = "asystole" };
        else record.Telemetry = new Telemetry { Readings = { new Reading { Name = "MDC_ECG_HEART_RATE", Value = sequence } } };
        return record;
    }

    /// <summary>Stores records.</summary>
    public void Append(string stream, int count)
    {
        var next = Journal.NextSequence(stream);
        Journal.Append([.. Enumerable.Range(0, count).Select(i => new PlainRecord(stream, next + i, RecordCodec.Encode(Make(stream, next + i))))]);
    }

    /// <summary>Starts the daemon.</summary>
    public void Start()
    {
        _stop = new CancellationTokenSource();
        _service = new UplinkService(
            settings, net, Journal, UplinkRig.StatusRecord, net.Time, net.Random, new Fence(settings.Device, 0), NullLogger<UplinkService>.Instance, pump.Work);
        _ended.Add(_service.RunAsync(_stop.Token));
    }

    /// <summary>SIGKILL: from now on nothing that it does has an effect.</summary>
    public void Kill()
    {
        if (_service is null) return;
        _store!.Kill();
        net.Broker.Box?.Break("The box is gone.");
        _stop.Cancel();
        (_service, _journal) = (null, null);
    }

    /// <summary>Everything is confirmed and trimmed or marked.</summary>
    public bool IsEmpty() => JournalStreams.All.All(stream => ConfirmedMarks.Waiting(Journal, stream) == 0);

    /// <summary>Marked records that nobody has.</summary>
    public IEnumerable<string> WronglyMarked() => ConfirmedMarks.Read(Journal).All
        .SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)))
        .Where(sequence => !net.Watch.IsConfirmed(JournalStreams.Alarms, sequence)).Select(sequence => $"alarms {sequence} is marked and nobody has it.");

    /// <summary>Faults of the daemons that have ended.</summary>
    public IEnumerable<string> Crashes() => _ended.Where(task => task.IsFaulted).Select(task => $"The uplink crashed: {task.Exception}");

    /// <summary>How the uplink is, for whoever looks for a fault.</summary>
    public string Told() => _service is null
        ? "No daemon runs."
        : $"Connected {_service.Counters.Connected}, centre confirms {_service.Counters.CentreConfirms}, is there {_service.Counters.CentreIsPresent}, in flight {net.Broker.Box?.InFlight}. {_service.Counters.LastError}";

    /// <summary>Highest sequence of a stream.</summary>
    public long Last(string stream) => Journal.LastSequence(stream);

    public void Dispose()
    {
        _seal?.Dispose();
        _keys.Dispose();
        _stop.Dispose();
    }
}
