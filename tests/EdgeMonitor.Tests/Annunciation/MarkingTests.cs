using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class MarkingTests
{
    [TestCase(Inactivation.None, null, "")]
    [TestCase(Inactivation.AudioPaused, 118.2, "AUDIO PAUSED 1:59")]
    [TestCase(Inactivation.AudioPaused, 0.1, "AUDIO PAUSED 0:01")]
    [TestCase(Inactivation.AudioOff, null, "AUDIO OFF")]
    [TestCase(Inactivation.AlarmPaused, 60.0, "ALARM PAUSED 1:00")]
    [TestCase(Inactivation.AlarmOff, null, "ALARM OFF")]
    [TestCase(Inactivation.Standby, 3600.0, "STANDBY 60:00")]
    [TestCase(Inactivation.Standby, -5.0, "STANDBY 0:00")]
    public void ItTellsWhatIsOffAndForHowLong(Inactivation state, double? left, string marking)
    {
        TimeSpan now = TimeSpan.FromSeconds(1000);
        AnnunciationPlan plan = AnnunciationPlan.Quiet with { Inactivation = state, InactiveUntil = left is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null };

        Assert.That(Marking.Of(plan, now), Is.EqualTo(marking));
    }
}
