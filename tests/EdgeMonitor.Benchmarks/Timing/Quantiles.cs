using System.Globalization;
using EdgeMonitor.Tests.Annunciation;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>A row of a table of times.</summary>
internal static class Quantiles
{
    /// <summary>The head of the table.</summary>
    public const string Head = "| what | count | p50 ms | p99 ms | p99.9 ms | worst ms |\n|---|---|---|---|---|---|";

    /// <summary>One row, milliseconds.</summary>
    public static string Row(string what, IReadOnlyCollection<double> ms) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {ms.Count} | {SignalTiming.Quantile(ms, 0.5):0.0} | {SignalTiming.Quantile(ms, 0.99):0.0} | {SignalTiming.Quantile(ms, 0.999):0.0} | {ms.Max():0.0} |");
}
