using BenchmarkDotNet.Attributes;
using EdgeMonitor.Storage;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// One commit of records of 20 KiB, a second of a full bedside each, until it is on the disk. Budget: 10 ms a commit on a memory card, as
/// telemetry commits every 2 s at most and alarms at once; and three times a bare log with one fdatasync a commit, which is the floor: every byte
/// is written about twice, into a log and into its place. An iteration is many commits; what it wrote is removed after it, unmeasured.
/// </summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int RecordBytes = 20 << 10;
    private const int Commits = 128; // at 8 records an iteration writes 20 MiB
    private readonly byte[] _plain = new byte[RecordBytes];
    private string _directory = "";
    private IJournal _journal = null!;
    private KeyRing _keys = null!;
    private RecordSeal _seal = null!;
    private SealedJournal _sealed = null!;
    private SafeFileHandle _log = null!;
    private RawSqlite _raw = null!;
    private long _logLength;
    private long _next;

    /// <summary>The providers compiled in.</summary>
    public static IEnumerable<string> Providers => JournalProviders.All.Select(provider => provider.Name);

    [ParamsSource(nameof(Providers))]
    public string Provider { get; set; } = "";

    [Params(1, 8)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = Path.Combine(AppContext.BaseDirectory, "journal-benchmark", Guid.NewGuid().ToString("N"));
        new Random(1).NextBytes(_plain);
        _journal = JournalProviders.All.Single(provider => provider.Name == Provider).Open(Path.Combine(_directory, "journal"));
        _raw = EdgeMonitor.Benchmarks.RawSqlite.Open(Path.Combine(_directory, "raw.sqlite"));
        (_keys, _seal) = OpenKeys(_directory);
        _sealed = new SealedJournal(_journal, _seal);
        _log = File.OpenHandle(Path.Combine(_directory, "log"), FileMode.CreateNew, FileAccess.Write);
        _next = 1;
    }

    [GlobalCleanup]
    public void Close()
    {
        _journal.Dispose();
        _raw.Dispose();
        _seal.Dispose();
        _keys.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The uplink does this between commits; its own cost is <see cref="SealedJournalAndTrim"/>'s.</summary>
    [IterationCleanup]
    public void Empty()
    {
        RandomAccess.SetLength(_log, 0);
        _logLength = 0;
        _raw.Empty();
        if (_next > 1) _journal.Trim("telemetry", 1, _next - 1);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Commits)]
    public void BareLog()
    {
        for (var commit = 0; commit < Commits; commit++)
        {
            for (var i = 0; i < Records; i++)
            {
                RandomAccess.Write(_log, _plain, _logLength);
                _logLength += RecordBytes;
            }

            DurableFile.SyncData(_log);
        }
    }

    /// <summary>SQLite as anyone would use it who wants to lose nothing: write-ahead log, every commit synced, everything else left as it is.</summary>
    [Benchmark(OperationsPerInvoke = Commits)]
    public void RawSqlite()
    {
        for (var commit = 0; commit < Commits; commit++) _raw.Commit(_plain, Records);
    }

    [Benchmark(OperationsPerInvoke = Commits)]
    public void Journal()
    {
        for (var commit = 0; commit < Commits; commit++)
        {
            var batch = new JournalRecord[Records];
            for (var i = 0; i < Records; i++) batch[i] = new JournalRecord("telemetry", _next++, _plain);
            _journal.Append(batch);
        }
    }

    /// <summary>As the daemon stores: sealed with AES-256-GCM.</summary>
    [Benchmark(OperationsPerInvoke = Commits)]
    public void SealedJournal()
    {
        for (var commit = 0; commit < Commits; commit++) AppendSealed();
    }

    /// <summary>With a steady uplink: as many records are trimmed as are stored, a commit of its own.</summary>
    [Benchmark(OperationsPerInvoke = Commits)]
    public void SealedJournalAndTrim()
    {
        for (var commit = 0; commit < Commits; commit++)
        {
            AppendSealed();
            _journal.Trim("telemetry", _next - Records, _next - 1);
        }
    }

    private static (KeyRing Keys, RecordSeal Seal) OpenKeys(string directory)
    {
        var keys = KeyRing.Open(directory, credentials: null, holdsRecords: false);
        return (keys, new RecordSeal(keys, "benchmark"));
    }

    private void AppendSealed()
    {
        var batch = new PlainRecord[Records];
        for (var i = 0; i < Records; i++) batch[i] = new PlainRecord("telemetry", _next++, _plain);
        _sealed.Append(batch);
    }
}
