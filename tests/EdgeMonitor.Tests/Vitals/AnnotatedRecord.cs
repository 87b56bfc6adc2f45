using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>A recording's first lead and what its annotators marked.</summary>
internal static class AnnotatedRecord
{
    /// <summary>The first lead of a record, mV, and its sampling rate, Hz.</summary>
    public static (double Rate, float[] Lead) FirstLead(string header)
    {
        using var record = WfdbRecord.Open(header);
        var first = record.Signals[0];
        var lead = new List<float>();
        foreach (var block in record.ReadBlocks(span: TimeSpan.FromSeconds(10)))
        {
            if (!ReferenceEquals(block.Signal, first)) continue;
            foreach (var count in block.Samples.Span) lead.Add((float)first.ValueOf(count));
        }

        return (first.SampleRate, lead.ToArray());
    }

    /// <summary>The annotations of an MIT file: sample and code, oldest first.</summary>
    public static List<(long Sample, int Code)> Annotations(string path) => [.. WfdbAnnotation.ReadAll(path).Select(mark => (mark.Sample, mark.Code))];
}
