using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>Holds the patterns against the ranges of the standard's tables, measured on what the pattern does, not on its constants.</summary>
[TestFixture]
public sealed class SignalPatternTests
{
    private static readonly int[] HighStarts = [0, 250, 500, 1000, 1250, 1900, 2150, 2400, 2900, 3150];
    private static readonly int[] MediumStarts = [0, 400, 800];
    private static readonly int[] LowStarts = [0, 400];

    [TestCase(AlarmPriority.High, 10, 75, 200)]
    [TestCase(AlarmPriority.Medium, 3, 125, 250)]
    [TestCase(AlarmPriority.Low, 2, 125, 250)]
    public void ABurstHasTheStandardsNumberAndLengthOfPulses(AlarmPriority priority, int count, int shortest, int longest)
    {
        List<(int Start, int End)> pulses = Pulses(priority, bursts: 1);

        Assert.That(pulses, Has.Count.EqualTo(count));
        Assert.That(pulses.Select(pulse => pulse.End - pulse.Start), Has.All.InRange(shortest, longest));
    }

    [Test]
    public void HighPulsesAreSpacedAsTheStandardSays()
    {
        List<(int Start, int End)> pulses = Pulses(AlarmPriority.High, bursts: 1);
        int td = pulses[0].End - pulses[0].Start;
        int x = pulses[1].Start - pulses[0].End;
        int[] spacing = [.. pulses.Zip(pulses.Skip(1), (one, next) => next.Start - one.End)];

        Assert.That(x, Is.InRange(50, 125));
        Assert.That(spacing.Take(4), Is.EqualTo([x, x, (2 * x) + td, x]), "pulses 1 to 5");
        Assert.That(spacing[4], Is.InRange(350, 1300), "between the halves");
        Assert.That(spacing.Skip(5), Is.EqualTo(spacing.Take(4)), "pulses 6 to 10 repeat 1 to 5");
    }

    [TestCase(AlarmPriority.Medium)]
    [TestCase(AlarmPriority.Low)]
    public void MediumAndLowPulsesAreSpacedAsTheStandardSays(AlarmPriority priority)
    {
        List<(int Start, int End)> pulses = Pulses(priority, bursts: 1);

        Assert.That(pulses.Zip(pulses.Skip(1), (one, next) => next.Start - one.End), Has.All.InRange(125, 250));
    }

    [TestCase(AlarmPriority.High, 2500, 15000)]
    [TestCase(AlarmPriority.Medium, 2500, 30000)]
    [TestCase(AlarmPriority.Low, 15001, int.MaxValue)]
    public void TheSilenceBetweenBurstsIsAsTheStandardSays(AlarmPriority priority, int shortest, int longest)
    {
        List<(int Start, int End)> pulses = Pulses(priority, bursts: 2);
        int first = pulses.Count / 2;

        Assert.That(pulses[first].Start - pulses[first - 1].End, Is.InRange(shortest, longest));
    }

    [Test]
    public void TheEdgesAreExactlyThePlannedOnesEvenAfterAYear()
    {
        Assert.Multiple(() =>
        {
            foreach ((AlarmPriority priority, int[] starts, int td, int period) in new[]
            {
                (AlarmPriority.High, HighStarts, 150, 8300), (AlarmPriority.Medium, MediumStarts, 200, 8500), (AlarmPriority.Low, LowStarts, 200, 20600),
            })
            {
                foreach (long burst in new[] { 0L, 1, TimeSpan.FromDays(366).Ticks / TimeSpan.FromMilliseconds(period).Ticks })
                {
                    TimeSpan start = burst * TimeSpan.FromMilliseconds(period);
                    foreach (TimeSpan pulse in starts.Select(ms => start + TimeSpan.FromMilliseconds(ms))) HoldsPulse(priority, pulse, TimeSpan.FromMilliseconds(td));
                }
            }
        });
    }

    [TestCase(AlarmPriority.High, 1.4, 2.8)]
    [TestCase(AlarmPriority.Medium, 0.4, 0.8)]
    public void LampsFlashAtTheStandardsRateAndDuty(AlarmPriority priority, double slowestHz, double fastestHz)
    {
        TimeSpan off = SignalPattern.NextLampEdge(priority, TimeSpan.Zero);
        TimeSpan on = SignalPattern.NextLampEdge(priority, off);

        Assert.Multiple(() =>
        {
            Assert.That(1 / on.TotalSeconds, Is.InRange(slowestHz, fastestHz));
            Assert.That(off / on, Is.InRange(0.2, 0.6), "duty");
            Assert.That(SignalPattern.LampOn(priority, TimeSpan.Zero), Is.True);
            Assert.That(SignalPattern.LampOn(priority, off - TimeSpan.FromTicks(1)), Is.True);
            Assert.That(SignalPattern.LampOn(priority, off), Is.False);
            Assert.That(SignalPattern.LampOn(priority, on - TimeSpan.FromTicks(1)), Is.False);
            Assert.That(SignalPattern.LampOn(priority, on), Is.True);
        });
    }

    [Test]
    public void TheLowLampIsSteadyAndNoneIsDarkAndSilent()
    {
        TimeSpan later = TimeSpan.FromSeconds(123.4567);
        Assert.Multiple(() =>
        {
            Assert.That(SignalPattern.LampOn(AlarmPriority.Low, TimeSpan.Zero) && SignalPattern.LampOn(AlarmPriority.Low, later), Is.True);
            Assert.That(SignalPattern.NextLampEdge(AlarmPriority.Low, later), Is.EqualTo(TimeSpan.MaxValue));
            Assert.That(SignalPattern.LampOn(AlarmPriority.None, later), Is.False);
            Assert.That(SignalPattern.BuzzerOn(AlarmPriority.None, TimeSpan.Zero), Is.False);
            Assert.That(SignalPattern.NextBuzzerEdge(AlarmPriority.None, later), Is.EqualTo(TimeSpan.MaxValue));
            Assert.That(SignalPattern.NextLampEdge(AlarmPriority.None, later), Is.EqualTo(TimeSpan.MaxValue));
        });
    }

    [TestCase(AlarmPriority.High, 5)]
    [TestCase(AlarmPriority.Medium, 3)]
    [TestCase(AlarmPriority.Low, 2)]
    public void TheShortestSoundEndsWithThePulseItShouldEndWith(AlarmPriority priority, int pulse)
    {
        Assert.That(SignalPattern.ShortestSound(priority).TotalMilliseconds, Is.EqualTo(Pulses(priority, bursts: 1)[pulse - 1].End));
    }

    [TestCase(AlarmPriority.High)]
    [TestCase(AlarmPriority.Medium)]
    [TestCase(AlarmPriority.Low)]
    public void ThePulseSpacingIsTheOneOfTheFirstTwoPulses(AlarmPriority priority)
    {
        List<(int Start, int End)> pulses = Pulses(priority, bursts: 1);

        Assert.That(SignalPattern.PulseSpacing(priority).TotalMilliseconds, Is.EqualTo(pulses[1].Start - pulses[0].End));
    }

    [Test]
    public void ATimeBeforeThePatternsStartIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SignalPattern.BuzzerOn(AlarmPriority.High, TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => SignalPattern.NextLampEdge(AlarmPriority.High, TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void AskingAllocatesNothing()
    {
        TimeSpan at = TimeSpan.Zero;
        bool any = SignalPattern.BuzzerOn(AlarmPriority.High, at);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int edge = 0; edge < 1000; edge++)
        {
            at = SignalPattern.NextBuzzerEdge(AlarmPriority.High, at);
            any ^= SignalPattern.BuzzerOn(AlarmPriority.High, at) ^ SignalPattern.LampOn(AlarmPriority.Medium, at);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, $"(last level {any})");
    }

    private static void HoldsPulse(AlarmPriority priority, TimeSpan start, TimeSpan td)
    {
        TimeSpan tick = TimeSpan.FromTicks(1);
        string name = $"{priority} pulse at {start}";
        Assert.That(SignalPattern.BuzzerOn(priority, start), Is.True, name);
        Assert.That(SignalPattern.NextBuzzerEdge(priority, start), Is.EqualTo(start + td), name);
        Assert.That(SignalPattern.BuzzerOn(priority, start + td - tick), Is.True, name);
        Assert.That(SignalPattern.BuzzerOn(priority, start + td), Is.False, name);
        if (start == TimeSpan.Zero) return;
        Assert.That(SignalPattern.BuzzerOn(priority, start - tick), Is.False, name);
        Assert.That(SignalPattern.NextBuzzerEdge(priority, start - tick), Is.EqualTo(start), name);
    }

    // Walks from edge to edge; milliseconds.
    private static List<(int Start, int End)> Pulses(AlarmPriority priority, int bursts)
    {
        List<(int Start, int End)> pulses = [];
        TimeSpan at = TimeSpan.Zero;
        for (int burst = 0; burst < bursts;)
        {
            Assert.That(SignalPattern.BuzzerOn(priority, at), Is.True, "a pulse begins");
            TimeSpan end = SignalPattern.NextBuzzerEdge(priority, at);
            TimeSpan next = SignalPattern.NextBuzzerEdge(priority, end);
            pulses.Add(((int)at.TotalMilliseconds, (int)end.TotalMilliseconds));
            if (next - end > TimeSpan.FromSeconds(2)) burst++;
            at = next;
        }

        return pulses;
    }
}
