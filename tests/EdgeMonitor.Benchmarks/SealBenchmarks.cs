using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// One record of 20 KiB, a second of a full bedside, sealed under its episode's key and opened again. Budget: 1.5 times bare AES-256-GCM of the same bytes,
/// since keys are derived once for each opening and not for each record.
/// </summary>
[MemoryDiagnoser]
public class SealBenchmarks
{
    private const int RecordBytes = 20 << 10;
    private readonly byte[] _plain = new byte[RecordBytes];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _tag = new byte[16];
    private string _directory = "";
    private (KeyRing Keys, RecordSeal Seal) _box;
    private Episode _episode = null!;
    private AesGcm _bare = null!;
    private byte[] _sealed = [];
    private long _next;

    [GlobalSetup]
    public void Open()
    {
        _directory = Path.Combine(AppContext.BaseDirectory, "seal-benchmark", Guid.NewGuid().ToString("N"));
        new Random(1).NextBytes(_plain);
        var keys = KeyRing.Open(_directory, credentials: null, holdsRecords: false);
        _box = (keys, new RecordSeal(keys, "benchmark"));
        _episode = Episode.Begin("e-1");
        _sealed = _box.Seal.Seal("telemetry", 1, _plain, _episode);
        _bare = NewCipher();
    }

    [GlobalCleanup]
    public void Close()
    {
        _box.Seal.Dispose();
        _box.Keys.Dispose();
        _bare.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public byte[] BareCipher()
    {
        var result = new byte[RecordBytes];
        _bare.Encrypt(_nonce, _plain, result, _tag);
        return result;
    }

    [Benchmark]
    public byte[] Seal() => _box.Seal.Seal("telemetry", ++_next, _plain, _episode);

    [Benchmark]
    public byte[] OpenAgain() => _box.Seal.Open("telemetry", 1, _sealed);

    private static AesGcm NewCipher() => new(RandomNumberGenerator.GetBytes(32), 16);
}
