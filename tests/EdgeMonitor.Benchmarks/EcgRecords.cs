using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// An hour of ECG: two records of half an hour, 360 Hz, two leads. Real ones of the MIT-BIH Arrhythmia Database where
/// <see cref="RecordingsFolder"/> finds them (one calm, one with many ventricular beats and noise); generated ones elsewhere.
/// </summary>
internal static class EcgRecords
{
    private const double HalfHourSeconds = 650_000 / 360.0; // as long as the database's own

    /// <summary>What the hour is made of, for the tables.</summary>
    public static string Source => Real is null ? "generated" : "mitdb 101+208";

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    private static string[]? Real { get; } = FindReal();

    /// <summary>The headers of the two records; makes them where they are not there.</summary>
    public static string[] Headers() => Real ?? [Generate("half1", 75), Generate("half2", 110)];

    /// <summary>Each record in spans of 20 ms, mV: all of the first lead, then all of the second.</summary>
    /// <param name="leads">How many of the leads.</param>
    public static float[][][] Spans(int leads) => [.. Headers().Select(header => Spans(header, leads))];

    private static float[][] Spans(string header, int leads)
    {
        using var record = WfdbRecord.Open(header);
        return [.. record.ReadSpans().Select(span => span.Blocks.Take(leads).SelectMany(Millivolts).ToArray())];
    }

    private static IEnumerable<float> Millivolts(SampleBlock block)
    {
        for (var i = 0; i < block.Samples.Length; i++) yield return (float)block.Signal.ValueOf(block.Samples.Span[i]);
    }

    private static string[]? FindReal()
    {
        if (RecordingsFolder.Find() is not { } root) return null;
        string[] headers = [Path.GetFullPath(Path.Combine(root, "mitdb", "101.hea")), Path.GetFullPath(Path.Combine(root, "mitdb", "208.hea"))];
        return Array.TrueForAll(headers, File.Exists) ? headers : null;
    }

    private static string Generate(string name, double beatsPerMinute)
    {
        var directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "generated-recordings")).FullName;
        var header = Path.Combine(directory, name + ".hea");
        return File.Exists(header) ? header : WfdbWriter.WriteEcg(directory, name, HalfHourSeconds, beatsPerMinute: beatsPerMinute);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeMonitor.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("Run the benchmarks from inside the repository: no EdgeMonitor.sln lies above them.");
    }
}
