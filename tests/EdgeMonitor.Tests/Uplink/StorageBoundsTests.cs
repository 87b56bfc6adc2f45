using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What goes at a bound, in which order, and what is told of it.</summary>
public sealed class StorageBoundsTests
{
    private const string Telemetry = JournalStreams.Telemetry, Audit = JournalStreams.Audit, Alarms = JournalStreams.Alarms;

    [Test]
    public async Task WithinItsBoundsNothingGoesAndNothingIsSaid()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(3_000_000)));
        rig.Store(Telemetry, 2000);
        rig.Settle();
        Assert.That((rig.Journal.Count(Telemetry), rig.Gaps.Count, rig.Reports.Count), Is.EqualTo((2000L, 0, 0)));
    }

    [Test]
    public async Task AtItsBytesTheOldestTelemetryGoesInWholeRecordsAndIsTold()
    {
        const long Most = 1_000_000;
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(Most)));
        rig.Store(Telemetry, 2000);
        rig.Store(Audit, 10);
        rig.Store(Alarms, 10);
        var (all, each) = (rig.Journal.Bytes(Telemetry), rig.Journal.Bytes(Telemetry) / 2000);
        rig.Settle();
        Assert.That(rig.Journal.Bytes(Telemetry), Is.InRange(Most - (Most / 50), Most), "no more than the bound, and hardly less");
        var gap = rig.Gaps.Single();
        Assert.That((gap.Stream, gap.FirstSequence, gap.LastSequence), Is.EqualTo((Telemetry, 1L, rig.Journal.FirstSequence(Telemetry) - 1)));
        Assert.That(gap.Count, Is.EqualTo(2000 - rig.Journal.Count(Telemetry)));
        Assert.That(all - rig.Journal.Bytes(Telemetry), Is.EqualTo(gap.Count * each).Within(gap.Count));
        Assert.That(gap.Cause, Does.Contain("telemetry"));
        Assert.That((gap.HasStartMs, gap.HasEndMs, gap.StartMs <= gap.EndMs), Is.EqualTo((true, true, true)));
        Assert.That((rig.Journal.Count(Audit), rig.Journal.Count(Alarms)), Is.EqualTo((11L, 10L)), "audit has the gap, alarms have everything");
        Assert.That(rig.Reports.Select(report => (report.Part, report.Faulty)), Is.EqualTo(new[] { (AppliancePart.JournalBounds, true) }));
    }

    [Test]
    public async Task TheGapIsStoredBeforeAnythingGoes()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(1_000_000)));
        rig.Store(Telemetry, 2000);
        rig.Faults.AppendFault = AppendFault.Refused;
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(2000), "what cannot be told stays");
        rig.Faults.AppendFault = AppendFault.None;
        rig.Faults.TrimFails = true;
        rig.Bounds.Keep(rig.Journal, () => false);
        Assert.That((rig.Gaps.Count, rig.Journal.Count(Telemetry)), Is.EqualTo((1, 2000L)));
        rig.Faults.TrimFails = false;
        rig.Settle();
        Assert.That((rig.Gaps.Count, rig.Journal.FirstSequence(Telemetry)), Is.EqualTo((1, (long?)rig.Gaps[0].LastSequence + 1)));
    }

    [Test]
    public async Task AnAlarmThatWaitsComesBeforeTheNextPortion()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(500_000)));
        rig.Store(Telemetry, 3000);
        rig.Bounds.Keep(rig.Journal, () => true);
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(3000));
        var asked = 0;
        rig.Bounds.Keep(rig.Journal, () => ++asked > 1);
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(3000 - StorageBounds.Portion));
        rig.Bounds.Keep(rig.Journal, () => false);
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(3000 - (5 * StorageBounds.Portion)), "a step has its own bound");
    }

    [Test]
    public async Task HolesAreNotCounted()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(500_000)));
        rig.Store(Telemetry, 1000);
        rig.Journal.Trim(Telemetry, 11, 110);
        rig.Settle();
        Assert.That((rig.Gaps[0].FirstSequence, rig.Gaps[0].Count), Is.EqualTo((1L, rig.Gaps[0].LastSequence - 100)));
        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo(900 - rig.Journal.Count(Telemetry)));
    }

    [Test]
    public async Task AtItsHoursWhatIsOlderGoesByTheHour()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Hours(72)));
        const int Hour = 12; // a record every five minutes
        for (var record = 0; record < 80 * Hour; record++)
        {
            rig.Store(Telemetry, 1, bytes: 1);
            rig.Advance(TimeSpan.FromMinutes(5));
            rig.Bounds.Keep(rig.Journal, () => false);
            Assert.That(rig.Journal.Count(Telemetry), Is.InRange(Math.Min(record + 1, (72 * Hour) - 1), 73 * Hour), $"record {record}");
        }

        Assert.That(rig.Gaps, Has.Count.InRange(6, 8), "one for each hour beyond the bound");
        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo((80 * Hour) - rig.Journal.Count(Telemetry)));
        Assert.That(rig.Reports.Select(report => report.Faulty), Is.EqualTo(new[] { true }));
    }

    [TestCase(1)]
    [TestCase(-1)]
    public async Task AWallClockThatJumpsMakesNothingOld(int hours)
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Hours(1)));
        rig.Store(Telemetry, 10);
        rig.Advance(TimeSpan.FromMinutes(30));
        rig.StepWall(TimeSpan.FromHours(hours));
        rig.Settle();
        rig.Restart();
        rig.Settle();
        rig.StepWall(TimeSpan.FromHours(hours));
        rig.StepWall(TimeSpan.FromHours(-hours));
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(10));
    }

    [Test]
    public async Task RecordsOfAnUnsetClockAgeByTheTimeThatTheDaemonRan()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Hours(2)));
        rig.IsSynchronised = false;
        rig.StepWall(TimeSpan.FromDays(-365 * 56)); // 1970
        rig.Store(Telemetry, 10);
        rig.StepWall(TimeSpan.FromDays(365 * 56));
        rig.IsSynchronised = true;
        rig.Settle();
        rig.Restart();
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(10), "fifty years by a clock that was not right");
        rig.Advance(TimeSpan.FromHours(2.1));
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.Zero, "two hours that surely passed");
        Assert.That((rig.Gaps.Single().Count, rig.Gaps.Single().HasStartMs), Is.EqualTo((10L, false)), "a time that nobody knows is not told");
    }

    [Test]
    public async Task AfterARestartTheWallClockTellsTheAgeOfWhatItDated()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Hours(10)));
        rig.Store(Telemetry, 10);
        rig.Advance(TimeSpan.FromHours(9));
        rig.Store(Telemetry, 5);
        rig.Advance(TimeSpan.FromHours(3));
        rig.Restart();
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(5));
    }

    /// <summary>What fills the disk is not the journal: to give up what it holds would lose that and free nothing.</summary>
    [Test]
    public async Task OnADiskBelowItsReserveAJournalThatIsSmallGoesOn()
    {
        const long Reserve = 100 << 20;
        await using var rig = new BoundsRig(BoundsRig.Only(reserve: Reserve));
        rig.Store(Telemetry, 3000);
        rig.Free = Reserve / 2;
        rig.Settle();
        rig.Store(Telemetry, 500);
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(3500));
        Assert.That(rig.Gaps, Is.Empty);
    }

    [Test]
    public async Task OnADiskBelowItsReserveTheOldestTelemetryMakesRoomForTheNewestAndTheStoreDoesNotGrow()
    {
        const long Reserve = 100 << 20;
        const int Bytes = 100_000;
        await using var rig = new BoundsRig(BoundsRig.Only(reserve: Reserve));
        rig.Store(Audit, 20);
        rig.Store(Telemetry, 800, Bytes);
        rig.Free = Reserve + 1;
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(800), "there is room");
        rig.Free = Reserve - (20 << 20);
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.InRange(700, 760), "some MiB");
        var held = rig.Journal.Count(Telemetry);
        for (var round = 0; round < 20; round++)
        {
            rig.Store(Telemetry, 20, Bytes);
            rig.Settle();
        }

        Assert.That(rig.Journal.Count(Telemetry), Is.InRange(held - 20, held + 100), "as much goes as comes");
        Assert.That(rig.Journal.Count(Audit), Is.EqualTo(20 + rig.Gaps.Count));
        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo(1200 - rig.Journal.Count(Telemetry)));
        Assert.That(rig.Gaps[0].Cause, Does.Contain("100 MiB"));
    }

    [Test]
    public async Task WhatAuditHasBeyondItsBoundComesFromTelemetrysShareAndFromItselfOnlyWhenThatIsGone()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(400_000), audit: BoundsRig.Bytes(300_000), alarms: BoundsRig.Bytes(300_000)));
        rig.Store(Alarms, 600);
        rig.Store(Audit, 400);
        rig.Store(Telemetry, 300);
        rig.Settle();
        Assert.That((rig.Journal.Count(Telemetry), rig.Journal.Count(Alarms)), Is.EqualTo((0L, 600L)), "audit and alarms have taken its share");
        Assert.That(rig.Gaps.Count(gap => gap.Stream == Audit), Is.Positive, "and then audit's oldest");
        Assert.That(rig.Journal.Bytes(Audit), Is.LessThanOrEqualTo(300_000));
        Assert.That(rig.Journal.ReadFrom(Audit, 0, 1).Records[0].Sequence, Is.GreaterThan(1), "of audit the oldest went");
    }

    [Test]
    public async Task OnAFullDiskAlarmsGoLast()
    {
        await using var rig = new BoundsRig(BoundsRig.Only());
        rig.Store(Alarms, 300);
        rig.Store(Audit, 300);
        rig.Store(Telemetry, 300);
        for (var step = 0; step < 20; step++)
        {
            var (audit, alarms) = (rig.Journal.Count(Audit), rig.Journal.Count(Alarms));
            Assert.That(rig.Bounds.MakeRoom(rig.Journal), Is.True);
            if (rig.Journal.Count(Audit) < audit) Assert.That(rig.Journal.Count(Telemetry), Is.Zero, "audit after telemetry");
            if (rig.Journal.Count(Alarms) == alarms) continue;
            Assert.That((rig.Journal.Count(Telemetry), rig.Journal.Count(Audit)), Is.EqualTo((0L, rig.Gaps.Count)), "alarms when only the gaps are left beside them");
            Assert.That(rig.Journal.FirstSequence(Alarms), Is.EqualTo(rig.Gaps[^1].FirstSequence + 256), "the oldest first");
            return;
        }

        Assert.Fail("no alarm went");
    }

    [Test]
    public async Task TheAlarmEndsWhenTheCentreHasTakenWhatWasTooMuch()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(1_000_000)));
        rig.Store(Telemetry, 2000);
        rig.Settle();
        rig.Settle();
        Assert.That(rig.Reports.Select(report => report.Faulty), Is.EqualTo(new[] { true }), "at the bound it stands");
        rig.Journal.Trim(Telemetry, 1, rig.Journal.LastSequence(Telemetry) - 400);
        rig.Settle();
        Assert.That(rig.Reports.Select(report => report.Faulty), Is.EqualTo(new[] { true, false }));
    }
}
