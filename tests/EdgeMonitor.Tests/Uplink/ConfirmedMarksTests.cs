using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConfirmedMarksTests : IAsyncDisposable
{
    private readonly UplinkRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Test]
    public void WhatWasConfirmedIsKnownAgain()
    {
        _rig.Append(JournalStreams.Alarms, 20);
        Confirm((1, 4), (7, 7));
        Confirm((6, 6), (9, 12));
        Assert.That(ConfirmedMarks.Read(_rig.Journal).All, Is.EqualTo(new[] { (1L, 4L), (6L, 7L), (9L, 12L) }));
        Assert.That(ConfirmedMarks.Waiting(_rig.Journal, JournalStreams.Alarms), Is.EqualTo(10));
        var again = Marks();
        Assert.That((again.Floor(), again.Contains(5), again.Contains(7), again.Contains(13)), Is.EqualTo((4L, false, true, false)));
    }

    [Test]
    public void WhatIsNoLongerStoredLeavesNoHole()
    {
        _rig.Append(JournalStreams.Alarms, 20);
        Confirm((3, 10));
        Assert.That(Marks().Floor(), Is.Zero, "1 and 2 wait");
        _rig.Journal.Trim(JournalStreams.Alarms, 1, 2);
        Confirm((12, 12));
        Assert.That(ConfirmedMarks.Read(_rig.Journal).All, Is.EqualTo(new[] { (3L, 10L), (12L, 12L) }));
        Assert.That((Marks().Floor(), ConfirmedMarks.Waiting(_rig.Journal, JournalStreams.Alarms)), Is.EqualTo((10L, 9L)));
    }

    [Test]
    public void WhatWasNeverConfirmedAndComesBackFromADamagedFileWaits()
    {
        _rig.Append(JournalStreams.Alarms, 20);
        var stored = _rig.Store.ReadFrom(JournalStreams.Alarms, 0, 10);
        _rig.Journal.Trim(JournalStreams.Alarms, 1, 10);
        Confirm((11, 20));
        Assert.That(Marks().Floor(), Is.EqualTo(20));
        _rig.Journal.Restore(stored);
        Assert.That((Marks().Floor(), ConfirmedMarks.Waiting(_rig.Journal, JournalStreams.Alarms)), Is.EqualTo((0L, 10L)));
    }

    [Test]
    public void TheMarksThemselvesStayFew()
    {
        _rig.Append(JournalStreams.Alarms, 100);
        for (var i = 1; i <= 100; i++) Confirm((i, i));
        Assert.That(_rig.Journal.Count(JournalStreams.Marks), Is.LessThanOrEqualTo(32));
        Assert.That(ConfirmedMarks.Read(_rig.Journal).All, Is.EqualTo(new[] { (1L, 100L) }));
    }

    [Test]
    public void WithoutMarksEverythingWaits()
    {
        _rig.Append(JournalStreams.Alarms, 5);
        _rig.Append(JournalStreams.Telemetry, 3);
        Assert.That(ConfirmedMarks.Waiting(_rig.Journal, JournalStreams.Alarms), Is.EqualTo(5));
        Assert.That(ConfirmedMarks.Waiting(_rig.Journal, JournalStreams.Telemetry), Is.EqualTo(3));
        Assert.That(Marks().Floor(), Is.Zero);
    }

    private ConfirmedMarks Marks()
    {
        var marks = new ConfirmedMarks(_rig.Journal);
        marks.Load();
        return marks;
    }

    private void Confirm(params (long First, long Last)[] confirmed)
    {
        var ranges = new SequenceRanges();
        foreach (var (first, last) in confirmed) ranges.Add(first, last);
        Marks().Add(ranges);
    }
}
