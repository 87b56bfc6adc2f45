using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The time from the R wave to the pulse.</summary>
public sealed class PulseArrivalTests
{
    [Test]
    public void TheMedianOfGoodPairsIsTheTime([Values(0.12, 0.2, 0.39)] double seconds, [Values(45, 75, 140)] double heart)
    {
        var value = Play(seconds, heart);
        Assert.That(value.Value, Is.EqualTo(seconds).Within(0.006));
        Assert.That(value.Quality, Is.EqualTo(SignalQuality.Good));
    }

    [TestCase(0.05)]
    [TestCase(0.52, Description = "as of an oximeter that holds its pleth back")]
    public void ATimeThatNoArteryCanHaveIsNotShown(double seconds)
        => Assert.That(Play(seconds, 60), Is.EqualTo(VitalValue.Missing(NoData.NotMeasured)));

    [Test]
    public void PulsesThatDoNotFollowTheBeatsGiveNone() => Assert.That(Play(0.2, 75, pulseRate: 83).Value, Is.Null);

    [Test]
    public void APulseIsNotPairedAcrossAnEctopicBeat()
    {
        var arrival = new PulseArrival(0.1, 0.4);
        for (var i = 0; i < 40; i++)
        {
            // Every third beat comes early, and its own pulse is late and weak: it is left out, not given to the beat before.
            var (at, ectopic) = (TimeSpan.FromSeconds(0.8 * i - (i % 3 == 2 ? 0.3 : 0)), i % 3 == 2);
            arrival.AddBeat(at, !ectopic);
            arrival.AddPulse(at + TimeSpan.FromSeconds(ectopic ? 0.35 : 0.2));
        }

        Assert.That(arrival.At(TimeSpan.FromSeconds(33)).Value, Is.EqualTo(0.2).Within(1e-6));
    }

    [Test]
    public void ABeatMayBeDecidedAfterItsPulse()
    {
        var arrival = new PulseArrival(0.1, 0.4);
        for (var i = 0; i < 20; i++)
        {
            arrival.AddPulse(TimeSpan.FromSeconds(i + 0.25));
            _ = arrival.At(TimeSpan.FromSeconds(i + 0.9));
            arrival.AddBeat(TimeSpan.FromSeconds(i), true);
        }

        Assert.That(arrival.At(TimeSpan.FromSeconds(21)).Value, Is.EqualTo(0.25).Within(1e-6));
    }

    [Test]
    public void OldPairsDoNotCountAndAClockThatWasSetBackBeginsAnew()
    {
        var arrival = new PulseArrival(0.1, 0.4);
        Feed(arrival, 0, 30, 0.2, 75, 75);
        Assert.That(arrival.At(TimeSpan.FromSeconds(70)).Value, Is.Null);
        Feed(arrival, 0, 30, 0.3, 75, 75);
        Assert.That(arrival.At(TimeSpan.FromSeconds(30)).Value, Is.EqualTo(0.3).Within(0.006));
    }

    [Test]
    public void ItAllocatesNothing()
    {
        var arrival = new PulseArrival(0.1, 0.4);
        Feed(arrival, 0, 30, 0.2, 75, 75);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 40; i < 90; i++)
        {
            arrival.AddBeat(TimeSpan.FromSeconds(i), true);
            arrival.AddPulse(TimeSpan.FromSeconds(i + 0.2));
            _ = arrival.At(TimeSpan.FromSeconds(i + 0.9));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static VitalValue Play(double seconds, double heart, double? pulseRate = null)
    {
        var arrival = new PulseArrival(0.1, 0.4);
        Feed(arrival, 0, 40, seconds, heart, pulseRate ?? heart);
        return arrival.At(TimeSpan.FromSeconds(41));
    }

    private static void Feed(PulseArrival arrival, double from, double to, double seconds, double heart, double pulseRate)
    {
        var random = new Random(1);
        for (var at = from; at < to; at += 60 / heart) arrival.AddBeat(TimeSpan.FromSeconds(at), true);
        // The newest 16 pulses wait for their beats: they are taken as they come.
        for (var at = from + seconds; at < to; at += 60 / pulseRate)
        {
            arrival.AddPulse(TimeSpan.FromSeconds(at + 0.01 * (random.NextDouble() - 0.5)));
            _ = arrival.At(TimeSpan.FromSeconds(at));
        }
    }
}
