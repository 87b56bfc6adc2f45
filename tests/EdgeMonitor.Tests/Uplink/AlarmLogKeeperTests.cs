using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>A small log, so that it is full soon; its portion is that of the real one.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AlarmLogKeeperTests : IAsyncDisposable
{
    private const int Capacity = 300;
    private const int Full = Capacity + AlarmLogKeeper.Portion;

    private readonly UplinkRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Test]
    public void TheDeclaredCapacityIsTenTimesWhatIsAskedFor() => Assert.That(AlarmLogKeeper.Capacity, Is.GreaterThanOrEqualTo(10_000));

    [Test]
    public void ABoxThatForwardsNothingOverwritesItsOldestEntriesWithANotice()
    {
        var keeper = new AlarmLogKeeper(forwards: false, Capacity);
        _rig.Append(JournalStreams.Alarms, Full - 1);
        Assert.That(keeper.Keep(_rig.Journal), Is.Null);
        _rig.Append(JournalStreams.Alarms, 1);
        var notice = keeper.Keep(_rig.Journal)!;
        Assert.That((notice.Kind, notice.State, notice.Reason), Is.EqualTo(("log", "overwritten", "The log is full: its oldest entries, 1 to 256, were overwritten.")));
        Assert.That((_rig.Journal.FirstSequence(JournalStreams.Alarms), _rig.Journal.Count(JournalStreams.Alarms)), Is.EqualTo(((long?)257, (long)Capacity)));
    }

    [Test]
    public void WhatTheCentreHasNotConfirmedIsNeverOverwritten()
    {
        var keeper = new AlarmLogKeeper(forwards: true, Capacity);
        _rig.Append(JournalStreams.Alarms, 2 * Full);
        Assert.That(keeper.Keep(_rig.Journal), Is.Null);
        Assert.That(_rig.Journal.Count(JournalStreams.Alarms), Is.EqualTo(2 * Full));

        var confirmed = new SequenceRanges();
        confirmed.Add(1, 3);
        confirmed.Add(5, 100);
        new ConfirmedMarks(_rig.Journal).Add(confirmed);
        Assert.That(keeper.Keep(_rig.Journal)!.Reason, Does.Contain(" 1 to 3,"));
        Assert.That(keeper.Keep(_rig.Journal)!.Reason, Does.Contain(" 5 to 100,"));
        Assert.That(keeper.Keep(_rig.Journal), Is.Null);
        Assert.That(_rig.Journal.ReadFrom(JournalStreams.Alarms, 0, 2).Records.Select(record => record.Sequence), Is.EqualTo(new[] { 4L, 101L }));
    }

    [Test]
    public void ADiskThatRefusesLeavesTheLogTooLongAndNothingElse()
    {
        var keeper = new AlarmLogKeeper(forwards: false, Capacity);
        _rig.Append(JournalStreams.Alarms, Full);
        _rig.Store.TrimFails = true;
        Assert.That(keeper.Keep(_rig.Journal), Is.Null);
        _rig.Store.TrimFails = false;
        Assert.That(keeper.Keep(_rig.Journal), Is.Not.Null);
    }

    [Test]
    public void OnlyTheNewestOfTheMonitorsMemoryIsKept()
    {
        _rig.Append(JournalStreams.State, 100);
        new AlarmLogKeeper(forwards: true).Keep(_rig.Journal);
        Assert.That(_rig.Journal.FirstSequence(JournalStreams.State), Is.EqualTo(100));
    }
}
