using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BedsideLineTests
{
    private readonly BedsideLine _line = new();
    private int _ids;

    [Test]
    public void WithoutAnythingItHasItsColumnsAlready()
    {
        Assert.That(_line.Text(TimeSpan.FromSeconds(1.2), new Traffic(0, null, false)), Is.EqualTo(
            "00:01 HR  -- SpO2  --% PR  -- RR -- T   --°C  no alarm                  stored 0"));
    }

    [Test]
    public void ColumnsStandStillWhateverTheValues()
    {
        Vital(Mdc.EcgHeartRate, 71.6);
        Vital(Mdc.PulsOximSatO2, 100);
        Vital(Mdc.PulsOximPulsRate, 9);
        Vital(Mdc.TthorRespRate, 15);
        Vital(Mdc.Temp, 36.84);
        Alarm("spo2-extreme-low", AlarmPriority.High);

        Assert.That(_line.Text(TimeSpan.FromSeconds(3599.9), new Traffic(1234, 1200, false)), Is.EqualTo(
            "60:00 HR  72 SpO2 100% PR   9 RR 15 T 36.8°C  HIGH spo2-extreme-low     stored 1234 sent 1200 away").And.Length.LessThan(100));
    }

    [Test]
    public void ARespirationRateThatIsOnlyInferredHasAMark()
    {
        Vital(Mdc.TthorRespRate, 8);
        _line.Take(new VitalSign(TimeSpan.Zero, Reading.Computed("s", Mdc.RespRate, MdcUnit.BreathPerMinute, 15, NoData.None, TimeSpan.Zero, SignalQuality.Good, ReadingMark.Derived)));
        Assert.That(_line.Text(TimeSpan.Zero, new Traffic(0, null, false)), Does.Contain(" RR~15 T "));
    }

    [Test]
    public void AValueThatIsNoLongerThereIsNotShown()
    {
        Vital(Mdc.EcgHeartRate, 72);
        _line.Take(new VitalSign(TimeSpan.Zero, Reading.Missing("s", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, NoData.LeadOff, TimeSpan.Zero)));

        Assert.That(_line.Text(TimeSpan.Zero, default), Does.Contain("HR  --"));
    }

    [Test]
    public void TheMostUrgentAlarmIsShownAndTheOthersAreCounted()
    {
        Alarm("hr-low", AlarmPriority.Medium);
        Alarm("asystole", AlarmPriority.High);
        Alarm("uplink-lost", AlarmPriority.Low);

        Assert.That((_line.Alarm, _line.Priority), Is.EqualTo(("HIGH asystole +2", AlarmPriority.High)));
    }

    [Test]
    public void AnAlarmIsShownUntilItsEnd()
    {
        var start = Alarm("hr-low", AlarmPriority.Medium);
        _line.Take(start with { Transition = AlarmTransition.Update, Priority = AlarmPriority.High });
        var raised = _line.Alarm;
        _line.Take(start with { Transition = AlarmTransition.End });

        Assert.That((raised, _line.Alarm, _line.Priority), Is.EqualTo(("HIGH hr-low", "", AlarmPriority.None)));
    }

    [Test]
    public void WhatWasHeldBackIsNoAlarm()
    {
        _line.Take(Event("asystole", AlarmPriority.High) with { Transition = AlarmTransition.Held });

        Assert.That(_line.Alarm, Is.Empty);
    }

    [TestCase(null, false, "stored 7")]
    [TestCase(5L, true, "stored 7 sent 5")]
    [TestCase(5L, false, "stored 7 sent 5 away")]
    [TestCase(5L, true, "stored 7 sent 5", 0)]
    [TestCase(5L, true, "stored 7 sent 5 0.01:00:05 left", 3605)]
    public void TheTrafficStandsAtTheEnd(long? sent, bool connected, string text, int? secondsLeft = null)
    {
        var left = secondsLeft is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        Assert.That(_line.Text(TimeSpan.Zero, new Traffic(7, sent, connected, left)), Does.EndWith("  " + text));
    }

    private void Vital(uint mdc, double value) => _line.Take(new VitalSign(TimeSpan.Zero, Reading.Valid("s", mdc, MdcUnit.Dimensionless, value, TimeSpan.Zero)));

    private AlarmEvent Alarm(string condition, AlarmPriority priority)
    {
        var start = Event(condition, priority);
        _line.Take(start);
        return start;
    }

    private AlarmEvent Event(string condition, AlarmPriority priority) => new(
        TimeSpan.Zero, $"a-{++_ids}", "s", new AlarmRule(condition, AlarmKind.Physiological, priority, TimeSpan.Zero), priority, AlarmTransition.Start,
        new(Presence.Present, "because"), null);
}
