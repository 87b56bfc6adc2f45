using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>The patient is away: what is signalled meanwhile, and what ends it.</summary>
public sealed class StandbyTests
{
    [TestCase("standby@1", "none/none standby")]
    [TestCase("medium@0 lead@0 standby@1", "none/none standby")]
    [TestCase("standby@1 high@2 lead@3", "none/none standby")]
    [TestCase("standby@1 disk@2", "medium/medium standby")]
    [TestCase("disk@0 standby@1", "medium/medium standby")]
    [TestCase("standby@1 help@2", "high/high standby")]
    [TestCase("standby@1 end@2", "none/none none")]
    [TestCase("standby@1 resume@2", "none/none none")]
    [TestCase("standby@1 admit@2", "none/none none")]
    [TestCase("standby@1 high@2 end@3 high@4", "high/high none")]
    [TestCase("standby@1 tick@1800.9", "none/none standby")]
    [TestCase("standby@1 tick@1801", "none/none none")]
    [TestCase("standby@1 tick@1800 standby@1800 tick@3599", "none/none standby")]
    public void TheArrows(string line, string expected) => Assert.That(new BoardTimeLine().Play(line).Signals, Is.EqualTo(expected));

    [TestCase("life@0 standby@10 -life@30 life@100 tick@109.9", "none/none standby")]
    [TestCase("life@0 standby@10 -life@30 life@100 tick@110", "none/none none")]
    [TestCase("life@0 standby@10 -life@30 life@100 -life@105 life@107 tick@116.9", "none/none standby")]
    [TestCase("standby@10 life@20 tick@30", "none/none none")]
    [TestCase("life@0 standby@10 tick@69.9", "none/none standby")]
    [TestCase("life@0 standby@10 tick@70", "none/none none")]
    public void ItEndsWhenThePatientIsBackOrNeverLeft(string line, string expected) => Assert.That(new BoardTimeLine().Play(line).Signals, Is.EqualTo(expected));

    [TestCase("high@0 standby@1", false)]
    [TestCase("high!@0 -high!@1 standby@2", false)]
    [TestCase("high@0 ack@1 standby@2", true)]
    [TestCase("medium@0 standby@1", true)]
    public void NobodyLeavesAnUnseenAlarmOfHighPriority(string line, bool accepted) => Assert.That(new BoardTimeLine().Play(line).Answer.Accepted, Is.EqualTo(accepted));

    [Test]
    public void TheAlarmsOfTheBedEndWithAReason()
    {
        var ends = new BoardTimeLine().Play("medium@0 lead@0 disk@0 standby@1").Events.OfType<AlarmEvent>()
            .Where(alarm => alarm.Transition == AlarmTransition.End).Select(alarm => $"{alarm.Id} {alarm.By?.Who}: {alarm.Evidence.Reason}");
        Assert.That(ends, Is.EqualTo(new[] { "medium-1 nurse: Standby: the patient is away.", "no-data-2 nurse: Standby: the patient is away." }));
    }

    [Test]
    public void ADischargedBedWaitsWithoutEndAndWithoutRemindersForTheNextPatient()
    {
        var line = new BoardTimeLine().Play("high!@0 -high!@1 discharge@2 tick@20000");
        Assert.That((line.Signals, line.Board.Plan.Reminders, line.Board.Plan.InactiveUntil), Is.EqualTo(("none/none standby", 0, (TimeSpan?)null)));
        Assert.That(line.Play("life@20001 tick@20012").Signals, Is.EqualTo("none/none none"));
    }

    [Test]
    public void AnotherPatientEndsTheFormerOnesAlarmsAndNoTechnicalOnes()
    {
        var line = new BoardTimeLine().Play("high!@0 -high!@1 medium@1 lead@2 help@3 admit@4");
        var ended = line.Events.OfType<AlarmEvent>().Where(alarm => alarm.Transition == AlarmTransition.End).Select(alarm => $"{alarm.Rule.Condition} {alarm.By?.Who}");
        Assert.That(ended, Is.EqualTo(new[] { "high-latching nurse", "medium nurse" }));
        Assert.That((line.Signals, line.Board.Plan.Count, line.Board.Plan.Text), Is.EqualTo(("high/high none", 2, "HELP CALL")));
    }
}
