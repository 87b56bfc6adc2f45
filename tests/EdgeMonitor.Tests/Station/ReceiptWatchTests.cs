using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Station;

namespace EdgeMonitor.Tests.Station;

public sealed class ReceiptWatchTests
{
    private readonly string[] _expected = ["s1", "s2"];
    private ReceiptWatch _watch = null!;

    [SetUp]
    public void MakeWatch()
    {
        _watch = new ReceiptWatch(_expected, Seconds(10), TimeSpan.Zero);
        Confirm(1);
    }

    [Test]
    public void AStationThatConfirmsNothingIsUnreachableAfterTheDeadline()
    {
        var never = new ReceiptWatch(_expected, Seconds(10), TimeSpan.Zero);
        Assert.That(never.Fault(Seconds(10)), Is.Null);
        Assert.That(never.Fault(Seconds(10.1)), Is.EqualTo("Nurse station s1 has confirmed nothing for 10 s."));
        never.Confirm("s1", [], Seconds(11));
        Assert.That(never.Fault(Seconds(11)), Does.Contain("s2"));
        never.Confirm("s2", [], Seconds(12));
        Assert.That(never.Fault(Seconds(12)), Is.Null, "recovery clears it");
    }

    [TestCase(AlarmPriority.High, true)]
    [TestCase(AlarmPriority.Medium, true)]
    [TestCase(AlarmPriority.Low, false)]
    public void AnAlarmMustBeConfirmedByItsId(AlarmPriority priority, bool faulty)
    {
        _watch.Expect("a1", priority, Seconds(2));
        Confirm(12.1);
        Assert.That(_watch.Fault(Seconds(12)), Is.Null);
        Assert.That(_watch.Fault(Seconds(12.1)), faulty ? Does.Contain("s1 does not confirm an alarm within 10 s") : Is.Null);
        _watch.Confirm("s1", ["a1"], Seconds(13));
        Assert.That(_watch.Fault(Seconds(13)), faulty ? Does.Contain("s2") : Is.Null);
        _watch.Confirm("s2", ["a1", "other"], Seconds(13));
        Assert.That(_watch.Fault(Seconds(13)), Is.Null);
    }

    [Test]
    public void AnAlarmThatIsOverNeedsNoConfirmation()
    {
        _watch.Expect("a1", AlarmPriority.High, Seconds(2));
        _watch.Over("a1");
        Confirm(13);
        Assert.That(_watch.Fault(Seconds(13)), Is.Null);
    }

    [Test]
    public void AStationThatIsOfflineIsUnreachableAtOnceAndOnlyItsReceiptBringsItBack()
    {
        _watch.Presence("s2", online: false, Seconds(2));
        Assert.That(_watch.Fault(Seconds(2)), Is.EqualTo("Nurse station s2 is offline."));
        Confirm(3);
        Assert.That(_watch.Fault(Seconds(3)), Is.Null);
    }

    /// <summary>A broker of a list may have kept what was true before the station went to another one.</summary>
    [Test]
    public void WithSeveralBrokersAStationThatIsSaidToBeOfflineHasTheTimeOfAHeartbeatToConfirm()
    {
        var several = new ReceiptWatch(["s1"], Seconds(10), TimeSpan.Zero, offlineGrace: Seconds(6));
        several.Presence("s1", online: false, Seconds(1));
        several.Presence("s1", online: false, Seconds(5));
        Assert.That(several.Fault(Seconds(6.9)), Is.Null);
        Assert.That(several.Fault(Seconds(7)), Is.EqualTo("Nurse station s1 is offline."));
        several.Confirm("s1", [], Seconds(7));
        Assert.That(several.Fault(Seconds(16)), Is.Null);
    }

    [Test]
    public void AStationsBoxWhosePlaceAnotherHasTakenIsNotHeeded()
    {
        Assert.That(_watch.Heed("s1", 0), Is.True);
        Assert.That(_watch.Heed("s1", 2), Is.True);
        Assert.That(_watch.Heed("s1", 1), Is.False);
        Assert.That(_watch.Heed("s1", 2), Is.True);
        Assert.That(_watch.Heed("s2", 0), Is.True, "of another station nothing was heard");
    }

    [Test]
    public void AStationThatNobodyExpectsIsNotAsked()
    {
        _watch.Confirm("s9", [], Seconds(2));
        _watch.Presence("s9", online: false, Seconds(2));
        Assert.That(_watch.Fault(Seconds(2)), Is.Null);
    }

    private void Confirm(double at)
    {
        foreach (var station in _expected) _watch.Confirm(station, [], Seconds(at));
    }

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);
}
