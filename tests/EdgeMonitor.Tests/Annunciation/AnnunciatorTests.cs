using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciatorTests
{
    private static readonly AnnunciationPlan High = new(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE");
    private static readonly AnnunciationPlan Medium = new(AlarmPriority.Medium, AlarmPriority.Medium, false, "SPO2 LOW");
    private static readonly int[] Lines = [17, 22, 23, 24, 27];
    private readonly FakeGpio _gpio = new();

    [Test]
    public void TheStepsAskedForGiveExactlyThePlannedEdges()
    {
        var time = new ManualTime();
        List<OutputEdge> edges = [];
        using var annunciator = new Annunciator(Outputs(), time, NullLogger<Annunciator>.Instance, edges.Add);
        _ = annunciator.Step();
        annunciator.Show(Medium);
        while (time.Elapsed < TimeSpan.FromSeconds(9)) time.Advance(annunciator.Step());

        IEnumerable<double> buzzer = edges.Where(edge => edge.Output == AnnunciationOutput.Buzzer).Select(edge => edge.At.TotalMilliseconds);
        IEnumerable<double> lamp = edges.Where(edge => edge.Output == AnnunciationOutput.YellowLamp).Select(edge => edge.At.TotalMilliseconds);
        Assert.Multiple(() =>
        {
            Assert.That(buzzer, Is.EqualTo([0, 200, 400, 600, 800, 1000, 8500, 8700, 8900]));
            Assert.That(lamp, Is.EqualTo(Enumerable.Range(0, 11).Select(edge => edge * 833)));
            Assert.That(annunciator.WorstLateness, Is.EqualTo(TimeSpan.Zero));
        });
    }

    [Test]
    public void TheLatestPlanWins()
    {
        using var annunciator = new Annunciator(Outputs(), new ManualTime(), NullLogger<Annunciator>.Instance);
        annunciator.Show(Medium);
        annunciator.Show(High);

        _ = annunciator.Step();

        Assert.That((_gpio[27].Active, _gpio[22].Active), Is.EqualTo((true, false)), "red, not yellow");
    }

    [Test]
    public void ALateStepIsMeasuredAndAHangingOneIsSeen()
    {
        var time = new ManualTime();
        using var annunciator = new Annunciator(Outputs(), time, NullLogger<Annunciator>.Instance);
        annunciator.Show(High);
        time.Advance(annunciator.Step() + TimeSpan.FromMilliseconds(30));
        _ = annunciator.Step();
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Multiple(() =>
        {
            Assert.That(annunciator.WorstLateness, Is.EqualTo(TimeSpan.FromMilliseconds(30)));
            Assert.That(annunciator.SinceLastStep, Is.EqualTo(TimeSpan.FromSeconds(4)));
        });
    }

    [Test]
    public void AQuietAnnunciatorStillLooksEverySecond()
    {
        using var annunciator = new Annunciator(Outputs(), new ManualTime(), NullLogger<Annunciator>.Instance);

        Assert.That(annunciator.Step(), Is.EqualTo(Annunciator.LookEvery));
    }

    [Test]
    [CancelAfter(20_000)]
    public void TheThreadSoundsAPlanAndLeavesSafeLevelsAtItsEnd(CancellationToken stop)
    {
        using var edges = new System.Collections.Concurrent.BlockingCollection<OutputEdge>(boundedCapacity: 1000);
        var annunciator = new Annunciator(Outputs(), TimeProvider.System, NullLogger<Annunciator>.Instance, edges.Add);
        annunciator.Start();
        annunciator.Show(High);

        List<OutputEdge> buzzer = [];
        while (buzzer.Count < 10)
        {
            OutputEdge edge = edges.Take(stop);
            if (edge.Output == AnnunciationOutput.Buzzer) buzzer.Add(edge);
        }

        annunciator.Dispose();
        TestContext.Out.WriteLine($"worst lateness of an edge: {annunciator.WorstLateness.TotalMilliseconds:0.0} ms");
        Assert.Multiple(() =>
        {
            Assert.That(buzzer.Select(edge => edge.Active), Is.EqualTo([true, false, true, false, true, false, true, false, true, false]), "five pulses");
            Assert.That(Lines.Select(line => _gpio[line].Active), Is.All.False);
            Assert.That(Lines.Select(line => _gpio[line].Held), Is.All.False);
        });
    }

    [Test]
    public void SteppingAllocatesNothing()
    {
        var time = new ManualTime();
        using var annunciator = new Annunciator(Outputs(), time, NullLogger<Annunciator>.Instance);
        annunciator.Show(High);
        for (int i = 0; i < 100; i++) time.Advance(annunciator.Step());
        long allocated = 0;
        for (int i = 0; i < 1000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan wait = annunciator.Step();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            time.Advance(wait);
        }

        Assert.That(allocated, Is.Zero);
    }

    private GpioOutputs Outputs() => new(_gpio, new FakePwm(), new AnnunciationOptions { Chip = "/dev/gpiochip0" }, new AnnunciationFaults(_ => { }), NullLogger<GpioOutputs>.Instance);
}
