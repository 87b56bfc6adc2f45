using System.Collections.Concurrent;
using System.Globalization;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Annunciation;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>
/// <c>--jitter [seconds]</c>: how late the real edges of sound and lamps are against the planned ones, and how long the recorded pulses and
/// silences are, for HIGH, MEDIUM and LOW at the same time; once calm, once while the collector is busy. Budget: 20 ms (chosen: the narrowest
/// of the standard's ranges around our patterns leaves 25 ms).
/// </summary>
internal static class JitterCommand
{
    private static readonly AlarmPriority[] Priorities = [AlarmPriority.High, AlarmPriority.Medium, AlarmPriority.Low];

    public static async Task RunAsync(int seconds)
    {
        var output = Terminal.Out;
        await output.WriteLineAsync(Quantiles.Head);
        var notes = new List<string>();
        foreach (var loaded in new[] { false, true })
        {
            using var garbage = loaded ? new CollectorLoad() : null;
            var recorded = await Task.WhenAll(Priorities.Select(priority => Task.Run(() => Record(priority, TimeSpan.FromSeconds(seconds)))));
            foreach (var (priority, edges) in Priorities.Zip(recorded))
            {
                await output.WriteLineAsync(Quantiles.Row($"{priority}{(loaded ? ", collector busy" : "")}: edges late", [.. edges.Where(edge => edge.Late > TimeSpan.Zero).Select(edge => edge.Late.TotalMilliseconds)]));
                var timing = new SignalTiming([.. edges.Where(edge => edge.Output == AnnunciationOutput.Buzzer)]);
                notes.Add($"{priority}{(loaded ? ", collector busy" : "")}: pulses {Range(timing.Pulses)} ms, silences in a burst {Range(timing.Spacings)} ms, between bursts {Range(timing.Intervals)} ms");
            }
        }

        foreach (var note in notes) await output.WriteLineAsync(note);
        await output.FlushAsync();
    }

    private static List<OutputEdge> Record(AlarmPriority priority, TimeSpan time)
    {
        var edges = new ConcurrentQueue<OutputEdge>();
        using var never = new ManualResetEventSlim();
        using var annunciator = new Annunciator(new TerminalOutputs(TextWriter.Null, () => TimeSpan.Zero), TimeProvider.System, NullLogger<Annunciator>.Instance, edges.Enqueue);
        annunciator.Start();
        annunciator.Show(new AnnunciationPlan(priority, priority, false, "JITTER"));
        never.Wait(time);
        return [.. edges];
    }

    private static string Range(List<double> ms) => ms.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{ms.Min():0} to {ms.Max():0}");
}
