using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>Waveforms put together again from telemetry records, and those of the recording they came from.</summary>
internal static class Waveforms
{
    /// <summary>All samples of each lead of one run of the daemon, in order; a hole or an overlap fails the test.</summary>
    public static Dictionary<string, List<int>> Join(IEnumerable<Record> records)
    {
        var leads = new Dictionary<string, List<int>>();
        foreach (var waveform in records.SelectMany(record => record.Telemetry.Waveforms))
        {
            if (!leads.TryGetValue(waveform.Label, out var samples)) leads.Add(waveform.Label, samples = []);
            Assert.That(waveform.FirstIndex, Is.EqualTo(samples.Count), $"{waveform.Label} does not go on where it ended");
            samples.AddRange(WaveformCodec.Counts(waveform));
        }

        return leads;
    }

    /// <summary>All samples of each lead of a recording, and its length.</summary>
    public static (Dictionary<string, List<int>> Leads, TimeSpan Duration) Of(string header)
    {
        using var record = WfdbRecord.Open(header);
        var leads = record.Signals.ToDictionary(signal => signal.Label, _ => new List<int>());
        foreach (var block in record.ReadBlocks()) leads[block.Signal.Label].AddRange(block.Samples.Span);
        return (leads, record.Duration);
    }
}
