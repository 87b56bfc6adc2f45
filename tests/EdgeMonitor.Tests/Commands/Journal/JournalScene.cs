using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Commands.Journal;

/// <summary>A state directory with a real journal and key, filled as a daemon fills it, and the tools run on it as their user runs them.</summary>
internal sealed class JournalScene : IDisposable
{
    public const string Device = "bed-7";

    /// <summary>2026-01-02 03:04:05 UTC, ms: the wall clock at zero of the monitor's line.</summary>
    public const long Zero = 1_767_323_045_000;

    private readonly TemporaryDirectory _folder = new();
    private JournalHost? _host;

    public string State => _folder.PathOf("state");

    /// <summary>The journal, open as a daemon has it.</summary>
    public SealedJournal Journal => (_host ??= new JournalHost(State, Device, NullLogger<JournalHost>.Instance)).Open();

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>The file in which the closed journal's records lie.</summary>
    public string StoreFile => new DirectoryInfo(Path.Combine(State, "journal")).GetFiles().Where(file => file.Extension is ".sqlite" or ".litedb").MaxBy(file => file.Length)!.FullName;

    /// <summary>Appends a record to its stream; answers its number.</summary>
    public long Append(string stream, Record record, double atSeconds = 0, bool synchronised = true, string boot = "b1", long wallError = 0)
    {
        record.Device = Device;
        record.Stream = stream;
        record.Sequence = Journal.NextSequence(stream);
        record.Boot = boot;
        record.MonotonicUs = (long)(atSeconds * 1e6);
        record.WallMs = Zero + (long)(atSeconds * 1e3) + wallError;
        record.ClockSynchronised = synchronised;
        Journal.Append([new PlainRecord(stream, record.Sequence, RecordCodec.Encode(record))]);
        return record.Sequence;
    }

    public void AppendAlarms(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = Journal.NextSequence(JournalStreams.Alarms);
            Append(JournalStreams.Alarms, new Record { Alarm = new AlarmEvent { Id = $"a{at}", Condition = "hr-low", Phase = "start", Value = 38, AtUs = at * 1_000_000, Reason = "Low, \"very\" low." } }, at);
        }
    }

    public void AppendReadings(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = Journal.NextSequence(JournalStreams.Telemetry);
            var reading = new Reading { Sensor = "spo2", Mdc = 150456, Name = "MDC_PULS_OXIM_SAT_O2", Unit = 262688, Value = 90 + (at % 10), Quality = "good", AtUs = at * 1_000_000 };
            Append(JournalStreams.Telemetry, new Record { Telemetry = new Telemetry { Readings = { reading } } }, at);
        }
    }

    /// <summary>Ends the daemon in order.</summary>
    public void Close()
    {
        _host?.Dispose();
        _host = null;
    }

    /// <summary>The journal's own store, without seals.</summary>
    public IJournal OpenStore()
    {
        Close();
        return JournalProviders.Choose(Path.Combine(State, "journal"), JournalProviders.All).Provider.Open(Path.Combine(State, "journal"));
    }

    /// <summary>A stream's records as they are sealed.</summary>
    public IReadOnlyList<JournalRecord> Keep(string stream)
    {
        using var store = OpenStore();
        return store.ReadFrom(stream, 0, int.MaxValue);
    }

    /// <summary>Makes this the box of an import: its numbers are those of its region, and a stream's older records lie in a journal that it has taken along.</summary>
    public void TakeOver(BoxIdentity identity, string stream)
    {
        var old = Keep(stream);
        Directory.Delete(Path.Combine(State, "journal"), recursive: true);
        File.WriteAllBytes(Path.Combine(State, BoxIdentity.FileName), identity.ToFile());
        Append(stream, new Record()); // the first number of the region
        Journal.Restore(old);
    }

    /// <summary>Runs <c>edgemonitor journal</c> on this box.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => Edgemonitor.RunAsync(default, ["journal", .. arguments, "--state", State, "--device", Device]);

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }
}
