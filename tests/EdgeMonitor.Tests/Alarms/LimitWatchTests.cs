using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

public sealed class LimitWatchTests
{
    private static readonly AlarmRule Rule = new("spo2-low", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.Zero);
    private static readonly LimitWatch Low = new(Rule, 90, 2, IsUpper: false);
    private static readonly LimitWatch High = new(Rule, 120, 2, IsUpper: true);

    [TestCase(90, false, Presence.Absent)]
    [TestCase(89.9, false, Presence.Present)]
    [TestCase(91.9, true, Presence.Present)]
    [TestCase(92, true, Presence.Absent)]
    [TestCase(91, false, Presence.Absent)]
    public void LowLimitNeedsTheValueBackInsideByTheHysteresis(double value, bool signalled, Presence expected)
        => Assert.That(Low.Judge(Of(value), signalled).Presence, Is.EqualTo(expected));

    [TestCase(120, false, Presence.Absent)]
    [TestCase(120.1, false, Presence.Present)]
    [TestCase(118.1, true, Presence.Present)]
    [TestCase(118, true, Presence.Absent)]
    public void HighLimitNeedsTheValueBackInsideByTheHysteresis(double value, bool signalled, Presence expected)
        => Assert.That(High.Judge(Of(value), signalled).Presence, Is.EqualTo(expected));

    [Test]
    public void AMissingValueSaysNothingForOrAgainst()
    {
        var missing = Reading.Missing("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.SensorOff, TimeSpan.Zero);
        Assert.That(Low.Judge(missing, true).Presence, Is.EqualTo(Presence.Unknown));
        Assert.That(Low.Judge(missing, false).Presence, Is.EqualTo(Presence.Unknown));
    }

    private static Reading Of(double value) => Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, value, TimeSpan.Zero);
}
