using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>
/// The real uplink in simulated foul weather: confirmations late, twice, never, out of order; connections that break at any moment; broker,
/// centre and box killed at any moment. A failure names its seed, and the seed repeats it.
/// </summary>
internal sealed class UplinkSimulationTests
{
    private const int SeedsATest = 100;

    [Test]
    public void EveryRecordArrivesAndNothingIsTrimmedBeforeItIsConfirmed([Range(0, 9)] int hundred) => Check(hundred * SeedsATest, SeedsATest);

    [Test]
    [Category("Long")]
    [Explicit("Some minutes.")]
    public void EveryRecordArrivesOverManyMoreSeeds() => Check(1000, 20_000);

    /// <summary>Shows that the watch sees: were nothing sent again and nothing doubled, the weather would not have been foul.</summary>
    [Test]
    public void TheWeatherIsFoul()
    {
        var runs = Enumerable.Range(0, 30).Select(seed => UplinkSimulation.Run(seed)).ToList();
        Assert.That(runs.Sum(run => run.Again), Is.GreaterThan(300));
        Assert.That(runs.Sum(run => run.Records), Is.GreaterThan(3000));
        Assert.That(runs.Sum(run => run.ForNobody), Is.GreaterThan(300));
    }

    [Test]
    public void OneSeedIsOneRun()
    {
        var (first, second) = (UplinkSimulation.Run(7), UplinkSimulation.Run(7));
        Assert.That((second.Records, second.Again, second.Elapsed), Is.EqualTo((first.Records, first.Again, first.Elapsed)));
    }

    private static void Check(int first, int count)
    {
        var records = 0L;
        for (var seed = first; seed < first + count; seed++)
        {
            var result = UplinkSimulation.Run(seed);
            records += result.Records;
            Assert.That(result.Faults.Take(20), Is.Empty, $"seed {seed}");
        }

        Assert.That(records, Is.GreaterThan(count * JournalStreams.All.Count));
    }
}
