using BenchmarkDotNet.Attributes;
using EdgeMonitor.Security;
using EdgeMonitor.Storage;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// One commit of records of 20 KiB, a second of a full bedside each, until it is on the disk. Budget: 10 ms a commit on a memory card, as
/// telemetry commits every 2 s at most and alarms at once; what a bare log with one fdatasync a commit takes in the same run is the floor.
/// </summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int RecordBytes = 20 << 10;
    private const int KeptRecords = 2000; // trimmed beyond, so that the file does not grow with the number of runs
    private readonly byte[] _plain = new byte[RecordBytes];
    private string _directory = "";
    private IJournal _journal = null!;
    private RecordSeal _seal = null!;
    private SealedJournal _sealed = null!;
    private SafeFileHandle _log = null!;
    private long _logLength;
    private long _next;

    [Params(1, 8)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = Path.Combine(AppContext.BaseDirectory, "journal-benchmark", Guid.NewGuid().ToString("N"));
        new Random(1).NextBytes(_plain);
        _journal = JournalProviders.All[0].Open(Path.Combine(_directory, "journal"));
        _seal = MakeSeal(Path.Combine(_directory, "key"));
        _sealed = new SealedJournal(_journal, _seal);
        _log = File.OpenHandle(Path.Combine(_directory, "log"), FileMode.CreateNew, FileAccess.Write);
        _next = 1;
    }

    [GlobalCleanup]
    public void Close()
    {
        _journal.Dispose();
        _seal.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void BareLog()
    {
        for (var i = 0; i < Records; i++)
        {
            RandomAccess.Write(_log, _plain, _logLength);
            _logLength += RecordBytes;
        }

        DurableFile.SyncData(_log);
    }

    [Benchmark]
    public void Journal()
    {
        var batch = new JournalRecord[Records];
        for (var i = 0; i < Records; i++) batch[i] = new JournalRecord("telemetry", _next++, _plain);
        _journal.Append(batch);
        Trim();
    }

    [Benchmark]
    public void SealedJournal()
    {
        var batch = new PlainRecord[Records];
        for (var i = 0; i < Records; i++) batch[i] = new PlainRecord("telemetry", _next++, _plain);
        _sealed.Append(batch);
        Trim();
    }

    private static RecordSeal MakeSeal(string path)
    {
        using var key = KeyFile.Load(path, credentials: null);
        return new RecordSeal(key, "benchmark");
    }

    private void Trim()
    {
        if (_next % KeptRecords < Records) _journal.Trim("telemetry", 1, _next - KeptRecords);
    }
}
