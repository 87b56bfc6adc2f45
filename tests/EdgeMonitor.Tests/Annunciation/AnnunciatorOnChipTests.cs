using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>The whole way from a plan to the pins of a kernel chip, read back from outside.</summary>
[TestFixture]
public sealed class AnnunciatorOnChipTests
{
    [Test]
    [CancelAfter(120_000)]
    public void AHighBurstIsOnThePinsAndTheEndOfTheDaemonCallsTheNurse(CancellationToken stop)
    {
        SimulatedChip chip = SimulatedChip.Require();
        GpioProviderChoice choice = GpioProviders.Choose(GpioProviders.All, chip.Device, offset: 3, activeLow: false);
        var options = new AnnunciationOptions { Chip = chip.Device, BuzzerLine = 0, RedLine = 1, YellowLine = 2, CyanLine = 3, NurseCallLine = 4 };
        List<string> faults = [];
        var annunciator = new Annunciator(
            new GpioOutputs(choice.Provider, options, fault => faults.Add(fault.Cause), NullLogger<GpioOutputs>.Instance),
            TimeProvider.System, NullLogger<Annunciator>.Instance);
        long started = TimeProvider.System.GetTimestamp();
        annunciator.Start();
        while (!chip.High(4)) stop.ThrowIfCancellationRequested();
        annunciator.Show(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE"));

        List<(bool High, double Ms)> seen = Watch(chip, line: 0, edges: 20, started, stop);
        bool calling = !chip.High(4);
        annunciator.Dispose();

        double first = seen[0].Ms;
        TestContext.Out.WriteLine($"{choice.Provider.Name}: " + string.Join(' ', seen.Select(edge => $"{(edge.High ? '+' : '-')}{edge.Ms - first:0}")));
        TestContext.Out.WriteLine($"worst lateness of an edge {annunciator.WorstLateness.TotalMilliseconds:0.0} ms");
        Assert.Multiple(() =>
        {
            Assert.That(seen.Where((edge, place) => edge.High == (place % 2 == 0)).Count(), Is.EqualTo(20), "on, off, on, off ...: ten pulses");
            Assert.That(calling, Is.True, "the relay has dropped out");
            Assert.That(faults, Is.Empty);
            Assert.That(Enumerable.Range(0, 5).Select(chip.High), Is.All.False, "after the end");
        });
    }

    [Test]
    public void TheHolderOfALineIsNamed()
    {
        SimulatedChip chip = SimulatedChip.Require();
        IGpioProvider kernel = GpioProviders.All[^1];
        using IGpioLine held = kernel.OpenOutput(chip.Device, 6, activeLow: false, "a very long consumer name that is cut", active: false);

        Assert.That(
            () => kernel.OpenOutput(chip.Device, 6, activeLow: false, "second", active: false),
            Throws.InstanceOf<IOException>().With.Message.EqualTo(
                $"Line 6 of {chip.Device} is held by \"a very long consumer name that i\"; end that, or configure another line."));
    }

    // Reads the pin as fast as it can; the times are for the report only.
    private static List<(bool High, double Ms)> Watch(SimulatedChip chip, int line, int edges, long started, CancellationToken stop)
    {
        List<(bool High, double Ms)> seen = [];
        bool former = false;
        while (seen.Count < edges)
        {
            stop.ThrowIfCancellationRequested();
            bool high = chip.High(line);
            if (high != former) seen.Add((high, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds));
            former = high;
        }

        return seen;
    }
}
