using System.Collections.Concurrent;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>The whole way from a plan to the pins of a kernel chip, read back from outside.</summary>
[TestFixture]
[Category("GpioChip")]
public sealed class AnnunciatorOnChipTests
{
    private const int NurseCallLine = 4;
    private static readonly int[] Lines = [0, 1, 2, 3, NurseCallLine];

    [Test]
    [CancelAfter(120_000)]
    public void AHighBurstIsOnThePinsAndTheEndOfTheDaemonCallsTheNurse(CancellationToken stop)
    {
        SimulatedChip chip = SimulatedChip.Require();
        GpioProviderChoice choice = GpioProviders.Choose(GpioProviders.All, chip.Device, offset: 3, activeLow: false);
        var options = new AnnunciationOptions { Chip = chip.Device, BuzzerLine = 0, RedLine = 1, YellowLine = 2, CyanLine = 3, NurseCallLine = NurseCallLine, GreenLine = 7 };
        using var edges = new BlockingCollection<(OutputEdge Edge, bool OnPin)>(boundedCapacity: 1000);
        var faults = new ConcurrentQueue<string>();
        var annunciator = new Annunciator(
            new GpioOutputs(choice.Provider, PwmProviders.All[^1], options, new AnnunciationFaults(fault => faults.Enqueue(fault.Cause)), NullLogger<GpioOutputs>.Instance),
            TimeProvider.System,
            NullLogger<Annunciator>.Instance,
            edge =>
            {
                // The pin is read on the annunciator's own thread, right after it was driven.
                if (edge.Output == AnnunciationOutput.Buzzer) edges.Add((edge, chip.High(0)), stop);
                if (edge.Output == AnnunciationOutput.NurseCall) edges.Add((edge, !chip.High(NurseCallLine)), stop);
            });
        // The first read loads and compiles what the recorder needs: not on the annunciator's thread.
        _ = chip.High(NurseCallLine);
        annunciator.Start();
        annunciator.Show(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE"));
        List<(OutputEdge Edge, bool OnPin)> seen = [];
        while (seen.Count < 21) seen.Add(edges.Take(stop));
        annunciator.Dispose();

        OutputEdge[] buzzer = [.. seen.Select(pair => pair.Edge).Where(edge => edge.Output == AnnunciationOutput.Buzzer)];
        TestContext.Out.WriteLine($"{choice.Provider.Name}: {string.Join(' ', buzzer.Select(edge => $"{(edge.Active ? '+' : '-')}{(edge.At - buzzer[0].At).TotalMilliseconds:0}"))}");
        TestContext.Out.WriteLine($"worst lateness of an edge: {annunciator.WorstLateness.TotalMilliseconds:0.0} ms");
        Assert.Multiple(() =>
        {
            Assert.That(buzzer, Has.Length.EqualTo(20), "ten pulses and one call");
            Assert.That(seen.Where(pair => pair.OnPin != pair.Edge.Active), Is.Empty, "the pins followed");
            Assert.That(faults, Is.Empty);
            Assert.That(Lines.Select(chip.High), Is.All.False, "after the end: silent, dark, and the relay without current calls");
        });
    }

    [Test]
    public void TheHolderOfALineIsNamed()
    {
        SimulatedChip chip = SimulatedChip.Require();
        IGpioProvider kernel = GpioProviders.All[^1];
        using IGpioLine held = kernel.OpenOutput(chip.Device, 6, activeLow: false, "0123456789-longer-than-the-kernel-keeps", active: false);

        Assert.That(
            () => kernel.OpenOutput(chip.Device, 6, activeLow: false, "second", active: false),
            Throws.InstanceOf<IOException>().With.Message.EqualTo(
                $"Line 6 of {chip.Device} is held by \"0123456789-longer-than-the-kern\"; end that, or configure another line."));
    }
}
