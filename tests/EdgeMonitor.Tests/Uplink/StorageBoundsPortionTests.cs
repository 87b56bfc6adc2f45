using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What a range that goes in portions costs others, and what becomes of it when the daemon ends in the middle.</summary>
public sealed class StorageBoundsPortionTests
{
    private const string Telemetry = JournalStreams.Telemetry, Audit = JournalStreams.Audit;

    [TestCase(false)]
    [TestCase(true)]
    public async Task ARangeThatARestartCutsIsFinishedAndToldOnce(bool holes)
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(500_000)));
        rig.Store(Telemetry, 3000);
        if (holes) rig.Journal.Trim(Telemetry, 1001, 1100);
        while (rig.Journal.FirstSequence(Telemetry) == 1) KeepOnePortion(rig);
        var told = rig.Gaps.Single();
        Assert.That(rig.Journal.FirstSequence(Telemetry), Is.InRange(2L, told.LastSequence), "in the middle of the range");

        rig.Restart();
        rig.Store(Audit, 20);
        KeepOnePortion(rig);
        Assert.That(rig.Gaps, Has.Count.EqualTo(1), "the same range goes on");
        rig.Settle();
        Assert.That(rig.Journal.FirstSequence(Telemetry), Is.EqualTo(rig.Gaps[^1].LastSequence + 1));
        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo(3000 - (holes ? 100 : 0) - rig.Journal.Count(Telemetry)), "each record once");
        Assert.That(rig.Gaps.Zip(rig.Gaps.Skip(1)).All(pair => pair.First.LastSequence < pair.Second.FirstSequence), Is.True, "no range overlaps another");
    }

    [Test]
    public async Task WhatWasToldGoesAlthoughNothingIsTooMuchAfterTheRestart()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(500_000)));
        rig.Store(Telemetry, 3000);
        KeepOnePortion(rig);
        var told = rig.Gaps.Single();
        Assert.That(told.LastSequence, Is.GreaterThan(600));
        rig.Journal.Trim(Telemetry, 600, 3000); // the centre has taken the newest: nothing is too much any more
        rig.Restart();
        rig.Settle();
        Assert.That((rig.Journal.Count(Telemetry), rig.Gaps.Count), Is.EqualTo((0L, 1)), "nothing of it was to come any more");
    }

    [TestCase("Shredded: the key of the episode 1 was destroyed on purpose.")]
    [TestCase("They were not found in a damaged file of the journal: lost with it, or confirmed and removed before.")]
    public async Task AGapOfAnotherCauseRemovesNothing(string cause)
    {
        await using var rig = new BoundsRig(BoundsRig.Only());
        rig.Store(Telemetry, 100);
        Tell(rig, new RecordGap { Stream = Telemetry, FirstSequence = 1, LastSequence = 50, Count = 50, Cause = cause });
        rig.Restart();
        rig.Settle();
        Assert.That(rig.Journal.Count(Telemetry), Is.EqualTo(100));
    }

    [Test]
    public void EveryCauseOfTheBoundsIsKnownAgain()
    {
        string[] causes = [GivenUpCause.FullDisk, GivenUpCause.Bytes(Telemetry, 4L << 30), GivenUpCause.Age(Audit, TimeSpan.FromHours(72)), GivenUpCause.Reserve(256 << 20)];
        Assert.That(causes.Where(cause => !GivenUpCause.IsOne(cause)), Is.Empty);
    }

    [Test]
    public async Task AnAlarmThatWaitsComesInBetweenWhileRecordsAreCounted()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(500_000)));
        rig.Store(Telemetry, 3000);
        rig.Journal.Trim(Telemetry, 11, 20);
        KeepOnePortion(rig);
        Assert.That((rig.Gaps.Count, rig.Journal.Count(Telemetry)), Is.EqualTo((0, 2990L)), "one portion is counted, nothing is told yet");
        rig.Settle();
        Assert.That(rig.Gaps.Sum(gap => gap.Count), Is.EqualTo(2990 - rig.Journal.Count(Telemetry)));
    }

    [Test]
    public async Task NearTheBoundUnusedPagesStayForTheNextRecords()
    {
        await using var rig = new BoundsRig(BoundsRig.Only(BoundsRig.Bytes(1_000_000)));
        rig.Store(Telemetry, 2000);
        rig.Settle();
        KeepAfterAWhile(rig);
        Assert.That(rig.Faults.Reclaims, Is.Zero, "given back, they would be moved and taken again each hour");
        rig.Restart();
        KeepAfterAWhile(rig);
        Assert.That(rig.Faults.Reclaims, Is.Zero, "after a restart as well");
        rig.Journal.Trim(Telemetry, 1, rig.Journal.LastSequence(Telemetry) - 100);
        rig.Settle();
        KeepAfterAWhile(rig);
        Assert.That(rig.Faults.Reclaims, Is.Positive, "what was drained goes back to the disk");
    }

    private static void KeepAfterAWhile(BoundsRig rig)
    {
        rig.Bounds.Keep(rig.Journal, () => false);
        rig.Advance(TimeSpan.FromMinutes(2));
        rig.Bounds.Keep(rig.Journal, () => false);
    }

    private static void KeepOnePortion(BoundsRig rig)
    {
        var asked = 0;
        rig.Bounds.Keep(rig.Journal, () => ++asked > 1);
    }

    private static void Tell(BoundsRig rig, RecordGap gap)
    {
        var sequence = rig.Journal.NextSequence(Audit);
        rig.Journal.Append([new PlainRecord(Audit, sequence, RecordCodec.Encode(new Record { Device = UplinkRig.Device, Stream = Audit, Sequence = sequence, Gap = gap }))]);
    }
}
