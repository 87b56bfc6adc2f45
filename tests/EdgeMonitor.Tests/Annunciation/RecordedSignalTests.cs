using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>
/// What the annunciator's real thread did with the real clock lies inside the standard's ranges (IEC 60601-1-8, table on auditory signals). The
/// median is judged: it cannot be moved by a machine that stalls now and then, but is by any pattern that is wrong. How far single edges stray is
/// reported, not judged; <c>EdgeMonitor.Benchmarks --jitter</c> measures it for longer.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class RecordedSignalTests
{
    [TestCase(AlarmPriority.High, 22, 75, 200)]
    [TestCase(AlarmPriority.Medium, 8, 125, 250)]
    [TestCase(AlarmPriority.Low, 6, 125, 250)]
    [CancelAfter(120_000)]
    public void RealPulsesAreInsideTheStandardsRanges(AlarmPriority priority, int edges, double shortestMs, double longestMs, CancellationToken stop)
    {
        SignalTiming timing = Record(priority, edges, stop);
        double[] spacings = [.. timing.Spacings];

        Assert.Multiple(() =>
        {
            Assert.That(SignalTiming.Quantile(timing.Pulses, 0.5), Is.InRange(shortestMs, longestMs), "pulse");
            if (priority == AlarmPriority.High)
            {
                Assert.That(SignalTiming.Quantile(spacings, 0.5), Is.InRange(50, 125), "spacing x");
                Assert.That((spacings[2] + spacings[7]) / 2, Is.InRange(2 * 50 + 75, 2 * 125 + 200), "between pulses 3 and 4, and 8 and 9: 2x + td");
                Assert.That(spacings[4], Is.InRange(350, 1300), "between pulses 5 and 6");
                Assert.That(timing.Intervals, Has.All.InRange(2500, 15000), "between bursts");
            }
            else
            {
                Assert.That(SignalTiming.Quantile(spacings, 0.5), Is.InRange(125, 250), "spacing y");
                Assert.That(timing.Intervals, priority == AlarmPriority.Medium ? Has.All.InRange(2500, 30000) : Has.All.GreaterThan(15000), "between bursts");
            }

            Assert.That(timing.Intervals, Is.Not.Empty);
        });
    }

    private static SignalTiming Record(AlarmPriority priority, int count, CancellationToken stop)
    {
        using var recorded = new System.Collections.Concurrent.BlockingCollection<OutputEdge>(boundedCapacity: 1000);
        using var annunciator = new Annunciator(new TerminalOutputs(TextWriter.Null, () => TimeSpan.Zero), TimeProvider.System, NullLogger<Annunciator>.Instance, recorded.Add);
        annunciator.Start();
        annunciator.Show(new AnnunciationPlan(priority, priority, false, "TEST"));
        List<OutputEdge> buzzer = [];
        while (buzzer.Count < count)
        {
            OutputEdge edge = recorded.Take(stop);
            if (edge.Output == AnnunciationOutput.Buzzer) buzzer.Add(edge);
        }

        double[] late = [.. buzzer.Select(edge => edge.Late.TotalMilliseconds)];
        TestContext.Out.WriteLine($"{priority}: edges later than planned by {SignalTiming.Quantile(late, 0.5):0.0} ms (p50), {late.Max():0.0} ms (the latest of {count})");
        return new SignalTiming(buzzer);
    }
}
