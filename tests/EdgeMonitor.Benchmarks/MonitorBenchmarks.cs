using BenchmarkDotNet.Attributes;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Monitoring;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// A second of full load (<see cref="FullLoad"/>: 12 leads at 500 Hz, impedance, pleth, readings). Budget: less than 1 % of a core, 10 ms, and less
/// than 64 KiB allocated, inputs counted. Sketched: 12 × 50 blocks of 56 bytes and 6,000 counts of 4 are 56 KiB, so the monitor has little left.
/// </summary>
[MemoryDiagnoser]
public class MonitorBenchmarks
{
    private const int Seconds = 60;
    private readonly FullLoad _driver = new(asDriver: true);
    private readonly List<MonitorInput> _made = [];
    private readonly List<MonitorInput> _second = [];

    [GlobalSetup]
    public void MakeInputs()
    {
        var load = new FullLoad(asDriver: false);
        _made.AddRange(load.Beginning());
        for (var second = 0; second < Seconds; second++) load.AddSecond(second, _made);
    }

    /// <summary>The inputs alone, as drivers make them.</summary>
    [Benchmark(OperationsPerInvoke = Seconds)]
    public long Inputs()
    {
        var count = 0L;
        for (var second = 0; second < Seconds; second++) count += MakeSecond(second).Count;
        return count;
    }

    /// <summary>The monitor alone.</summary>
    [Benchmark(OperationsPerInvoke = Seconds, Baseline = true)]
    public long Monitor()
    {
        var monitor = NewMonitor();
        var events = 0L;
        foreach (var input in _made) events += monitor.Process(input).Count;
        return events;
    }

    /// <summary>Both.</summary>
    [Benchmark(OperationsPerInvoke = Seconds)]
    public long InputsAndMonitor()
    {
        var monitor = NewMonitor();
        var events = 0L;
        foreach (var input in _driver.Beginning()) monitor.Process(input);
        for (var second = 0; second < Seconds; second++)
        {
            foreach (var input in MakeSecond(second)) events += monitor.Process(input).Count;
        }

        return events;
    }

    private static PatientMonitor NewMonitor() => new(new MonitorSettings(new AlarmLimits()));

    private List<MonitorInput> MakeSecond(int second)
    {
        _second.Clear();
        _driver.AddSecond(second, _second);
        return _second;
    }
}
