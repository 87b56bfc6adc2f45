using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>
/// Random bounds, records, confirmations, restarts and clocks that jump. Whatever happens: what is no longer there was confirmed, or was told before it
/// went; audit and alarms go only when there is no telemetry; nothing is given up for its age that is younger.
/// </summary>
public sealed class StorageBoundsWalkTests
{
    private const string Telemetry = JournalStreams.Telemetry, Audit = JournalStreams.Audit, Alarms = JournalStreams.Alarms;

    [Test]
    public async Task NothingGoesButByTheRule([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var bounds = new JournalBounds(
            new StreamBound(TimeSpan.FromHours(random.Next(1, 100)), random.Next(100_000, 3_000_000)),
            new StreamBound(TimeSpan.FromHours(random.Next(1, 1000)), random.Next(100_000, 1_000_000)),
            new StreamBound(TimeSpan.FromHours(random.Next(1, 1000)), random.Next(100_000, 1_000_000)), 50 << 20, 8 << 20);
        await using var rig = new BoundsRig(bounds);
        var made = new Dictionary<string, List<TimeSpan>> { [Telemetry] = [], [Audit] = [], [Alarms] = [] };
        var confirmed = new SequenceRanges();
        for (var step = 0; step < 60; step++)
        {
            var what = $"seed {seed}, step {step}";
            Act(rig, random, made, confirmed);
            var before = Held(rig);
            var audit = rig.Journal.LastSequence(Audit);
            var told = rig.Gaps.Count;
            rig.Bounds.Keep(rig.Journal, () => false);
            for (var gap = rig.Journal.LastSequence(Audit) - audit; gap > 0; gap--) made[Audit].Add(rig.Now);
            if (rig.Journal.Count(Alarms) < before.Alarms) Assert.That(rig.Journal.Count(Telemetry), Is.Zero, what);
            if (rig.Gaps.Skip(told).Any(gap => gap.Stream == Audit)) Assert.That(rig.Journal.Count(Telemetry), Is.Zero, what);
            foreach (var gap in rig.Gaps.Skip(told).Where(gap => gap.Cause.Contains(" h, ", StringComparison.Ordinal)))
                Assert.That(rig.Now - made[gap.Stream][(int)gap.LastSequence - 1], Is.GreaterThanOrEqualTo(bounds.Of(gap.Stream).Age), what);
            AssertExplained(rig, confirmed, what);
        }

        rig.Free = null;
        rig.Settle();
        Assert.That(rig.Journal.Bytes(Telemetry), Is.LessThanOrEqualTo(bounds.TelemetryShare(rig.Journal.Bytes(Audit), rig.Journal.Bytes(Alarms))), $"seed {seed}");
    }

    [Test]
    public async Task ThreeDaysAndANightOfASecondARecordAreKeptAsDeclared()
    {
        const int Hours = 84, Hour = 3600;
        await using var rig = new BoundsRig(new StorageOptions().ToBounds());
        for (var minute = 0; minute < Hours * 60; minute += 2)
        {
            rig.Store(Telemetry, 120, bytes: 4, apart: TimeSpan.FromSeconds(1));
            if (minute == 40 * 60) rig.StepWall(TimeSpan.FromHours(1));
            if (minute == 41 * 60) rig.StepWall(TimeSpan.FromHours(-1));
            rig.Bounds.Keep(rig.Journal, () => false);
            var held = rig.Journal.Count(Telemetry);
            Assert.That(held, Is.InRange(Math.Min((minute + 2) * 60, 72 * Hour), (73 * Hour) + 240), $"minute {minute}");
        }

        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo(rig.Journal.FirstSequence(Telemetry) - 1).Within(Hour), "the last range may still be going");
        Assert.That(rig.Journal.Count(Audit), Is.EqualTo(rig.Gaps.Count).And.InRange(11, 13), "an entry an hour");
        Assert.That(rig.Reports.Select(report => report.Faulty), Is.EqualTo(new[] { true }));
    }

    private static (long Telemetry, long Audit, long Alarms) Held(BoundsRig rig) => (rig.Journal.Count(Telemetry), rig.Journal.Count(Audit), rig.Journal.Count(Alarms));

    private static void Act(BoundsRig rig, Random random, Dictionary<string, List<TimeSpan>> made, SequenceRanges confirmed)
    {
        var stream = random.Next(5) switch { 0 => Audit, 1 => Alarms, _ => Telemetry };
        switch (random.Next(12))
        {
            case 0: rig.Restart(); break;
            case 1: rig.StepWall(TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1)); break;
            case 2: rig.IsSynchronised = !rig.IsSynchronised; break;
            case 3: rig.Free = random.Next(3) switch { 0 => null, 1 => 10 << 20, _ => 1L << 40 }; break;
            case 4 or 5: rig.Advance(TimeSpan.FromHours(random.Next(1, 30))); break;
            case 6 or 7 when rig.Journal.FirstSequence(Telemetry) is { } first:
                var last = Math.Min(rig.Journal.LastSequence(Telemetry), first + random.Next(1000));
                rig.Journal.Trim(Telemetry, first, last);
                confirmed.Add(first, last);
                break;
            default:
                var count = random.Next(1, 600);
                rig.Store(stream, count, random.Next(10, 1500));
                made[stream].AddRange(Enumerable.Repeat(rig.Now, count));
                break;
        }
    }

    /// <summary>Every telemetry record up to the oldest one that is held was confirmed, or a gap tells of it, or told of it before it went itself.</summary>
    private static void AssertExplained(BoundsRig rig, SequenceRanges confirmed, string what)
    {
        var explained = new SequenceRanges();
        foreach (var (first, last) in confirmed.All) explained.Add(first, last);
        foreach (var gap in rig.Gaps.Where(gap => gap.Stream == Telemetry)) explained.Add(gap.FirstSequence, gap.LastSequence);
        if (rig.Journal.FirstSequence(Audit) is > 1) return; // audit has gone as well, and with it what it told
        var gone = (rig.Journal.FirstSequence(Telemetry) ?? rig.Journal.LastSequence(Telemetry) + 1) - 1;
        if (gone > 0) Assert.That(explained.All.Any(range => range.First <= 1 && range.Last >= gone), Is.True, what);
    }
}
