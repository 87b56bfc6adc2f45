using BenchmarkDotNet.Attributes;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// What <c>edgemonitor replay</c> does with an hour of ECG (360 Hz; beats in the first lead, or in both), without the start of a process. Budget: 0.1 s an hour
/// for one lead with reading, which is 36,000 times real time: a night's recording is evaluated in a second. What the reading costs is the floor.
/// </summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    private string[] _headers = [];
    private List<(WfdbRecord Record, List<SampleBlock> Blocks)> _read = [];

    /// <summary>In which of the leads beats are looked for.</summary>
    [Params(EcgLeads.First, EcgLeads.All)]
    public EcgLeads Leads { get; set; }

    /// <summary>What was replayed.</summary>
    [ParamsSource(nameof(Sources))]
    public string Record { get; set; } = "";

    public static IEnumerable<string> Sources => [EcgRecords.Source];

    [GlobalSetup]
    public void ReadAll()
    {
        _headers = EcgRecords.Headers();
        _read = [.. _headers.Select(header => WfdbRecord.Open(header)).Select(record => (record, record.ReadBlocks().ToList()))];
    }

    [GlobalCleanup]
    public void Close()
    {
        foreach (var (record, _) in _read) record.Dispose();
    }

    /// <summary>The reader alone: files to blocks of 20 ms.</summary>
    [Benchmark(Baseline = true)]
    public long Reading()
    {
        var samples = 0L;
        foreach (var header in _headers)
        {
            using var record = WfdbRecord.Open(header);
            foreach (var block in record.ReadBlocks()) samples += block.Samples.Length;
        }

        return samples;
    }

    /// <summary>The monitor alone: blocks to events.</summary>
    [Benchmark]
    public long Monitor() => _read.Sum(read => Events(read.Record, read.Blocks));

    /// <summary>Both, as the command does.</summary>
    [Benchmark]
    public long ReadingAndMonitor()
    {
        var events = 0L;
        foreach (var header in _headers)
        {
            using var record = WfdbRecord.Open(header);
            events += Events(record, record.ReadBlocks());
        }

        return events;
    }

    private long Events(WfdbRecord record, IEnumerable<SampleBlock> blocks)
    {
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits(), "", Leads));
        var events = 0L;
        monitor.Process(new SignalList("wfdb", record.Signals, TimeSpan.Zero));
        monitor.Process(new LinkStatus("wfdb", LinkState.Up, "", TimeSpan.Zero));
        foreach (var block in blocks) events += monitor.Process(block).Count;
        return events;
    }
}
