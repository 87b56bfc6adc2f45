using BenchmarkDotNet.Attributes;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// The beat detectors alone over an hour of ECG at 360 Hz, in spans of 20 ms. Budget: 0.1 s an hour and lead, below the 0.13 s published for gqrs
/// as a whole program.
/// </summary>
[MemoryDiagnoser]
public class QrsBenchmarks
{
    private const double Rate = 360;
    private float[][][] _one = [];
    private float[][][] _two = [];

    /// <summary>What was read.</summary>
    [ParamsSource(nameof(Sources))]
    public string Record { get; set; } = "";

    public static IEnumerable<string> Sources => [EcgRecords.Source];

    [GlobalSetup]
    public void Read() => (_one, _two) = (EcgRecords.Spans(leads: 1), EcgRecords.Spans(leads: 2));

    [Benchmark(Baseline = true)]
    public long OneLead()
    {
        var beats = 0L;
        foreach (var record in _one)
        {
            var detector = new QrsDetector(Rate);
            foreach (var span in record)
            {
                detector.Process(span);
                while (detector.TryTakeBeat(out _)) beats++;
            }
        }

        return beats;
    }

    /// <summary>Two detectors and the vote between them.</summary>
    [Benchmark]
    public long TwoLeads()
    {
        var beats = 0L;
        foreach (var record in _two)
        {
            var detector = new MultiLeadQrsDetector(leads: 2, Rate);
            foreach (var span in record)
            {
                detector.Process(span);
                while (detector.TryTakeBeat(out _)) beats++;
            }
        }

        return beats;
    }
}
