using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>Every arrow of the diagram at <see cref="Inactivation"/>, and every one that must not exist, as sound/light and what is switched off.</summary>
public sealed class InactivationTests
{
    [TestCase("medium@0 pause@1", "none/medium audio-paused")]
    [TestCase("medium@0 pause@1 tick@120.9", "none/medium audio-paused")]
    [TestCase("medium@0 pause@1 tick@121", "medium/medium none")]
    [TestCase("medium@0 pause10@1 tick@11", "medium/medium none")]
    [TestCase("medium@0 pause@1 pause@61 tick@180", "none/medium audio-paused")]
    [TestCase("medium@0 pause@1 resume@2", "medium/medium none")]
    [TestCase("medium@0 pause@1 high@2", "high/high none")]
    [TestCase("low@0 pause@1 low!@2", "low/low none")]
    [TestCase("medium@0 pause@1 low@2", "none/medium audio-paused")]
    [TestCase("medium@0 pause@1 -medium@2 low@3", "none/low audio-paused")]
    [TestCase("medium@0 pause@1 worse@2", "high/high none")]
    [TestCase("medium@0 pause@1 medium@2", "none/medium audio-paused")]
    [TestCase("medium@0 pause@1 -medium@2 medium@3", "medium/medium none")]
    [TestCase("pause@1 low@2", "low/low none")]
    [TestCase("medium@0 pause@1 ack@2 tick@121", "none/medium none")]
    public void AudioPaused(string line, string expected) => Assert.That(Play(line).Signals, Is.EqualTo(expected));

    [TestCase("medium@0 alarmpause@1", "none/none alarm-paused")]
    [TestCase("medium@0 alarmpause@1 tick@121", "medium/medium none")]
    [TestCase("medium@0 alarmpause@1 resume@2", "medium/medium none")]
    [TestCase("medium@0 alarmpause@1 high@2", "high/high none")]
    [TestCase("medium@0 alarmpause@1 low@2", "none/none alarm-paused")]
    public void AlarmPaused(string line, string expected) => Assert.That(Play(line).Signals, Is.EqualTo(expected));

    [TestCase("medium@0 off@1 tick@3600", "none/medium audio-off")]
    [TestCase("medium@0 off@1 high@2", "none/high audio-off")]
    [TestCase("medium@0 off@1 resume@2", "medium/medium none")]
    [TestCase("medium@0 alarmoff@1 tick@3600", "none/none alarm-off")]
    [TestCase("medium@0 alarmoff@1 high@2", "none/none alarm-off")]
    [TestCase("medium@0 alarmoff@1 resume@2", "medium/medium none")]
    public void TheOffStatesLastUntilAPersonEndsThem(string line, string expected) => Assert.That(Play(line).Signals, Is.EqualTo(expected));

    [TestCase("off", "audio-off")]
    [TestCase("alarmpause", "alarm-paused")]
    [TestCase("alarmoff", "alarm-off")]
    [TestCase("pause", "audio-paused")]
    public void OneStateFollowsAnyOther(string last, string expected)
    {
        foreach (var first in new[] { "pause", "off", "alarmpause", "alarmoff" })
            Assert.That(Play($"{first}@1 {last}@2").Signals, Does.EndWith(expected), first);
    }

    [TestCase("pause")]
    [TestCase("off")]
    [TestCase("alarmpause")]
    [TestCase("alarmoff")]
    public void NoStateIsReachedFromStandby(string act)
    {
        var line = Play($"standby@1 {act}@2");
        Assert.That((line.Answer.Accepted, line.Signals), Is.EqualTo((false, "none/none standby")));
    }

    [TestCase("pause@1 standby@2 end@3")]
    [TestCase("off@1 standby@2 tick@1802")]
    [TestCase("alarmoff@1 standby@2 resume@3")]
    [TestCase("off@1 admit@2")]
    [TestCase("alarmoff@1 admit@2")]
    public void NothingOfTheStateBeforeIsLeft(string line) => Assert.That(Play(line).Signals, Is.EqualTo("none/none none"));

    [Test]
    public void TheNurseCallGoesOnWhileOnlyTheSoundIsOff([Values("pause", "off")] string act)
        => Assert.That(Play($"medium@0 {act}@1").Board.Plan.NurseCall, Is.True);

    [Test]
    public void TheNurseCallIsOffWithTheLight([Values("alarmpause", "alarmoff")] string act)
    {
        var plan = Play($"medium@0 {act}@1").Board.Plan;
        Assert.That((plan.NurseCall, plan.Text, plan.Count), Is.EqualTo((false, "", 1)));
    }

    [Test]
    public void ThePlanShowsWhenAPauseEnds()
        => Assert.That(Play("medium@0 pause@1").Board.Plan.InactiveUntil, Is.EqualTo(TimeSpan.FromSeconds(121)));

    [TestCase("pause121@0", "up to 120 s")]
    [TestCase("pause0@0", "up to 120 s")]
    [TestCase("standby241@0", "up to 240 min")]
    [TestCase("resume@0", "on already")]
    [TestCase("end@0", "not in standby")]
    [TestCase("ack@0", "no alarm")]
    [TestCase("no-such-alarm@0", "no-such-alarm")]
    public void WhatIsNeverAllowedIsRefusedWithASentence(string line, string sentence)
    {
        var answer = Play(line).Answer;
        Assert.That(answer.Accepted, Is.False);
        Assert.That(answer.Answer, Does.Contain(sentence).And.EndsWith("."));
    }

    [Test]
    public void AlarmOffIsRefusedWhereTheSiteDoesNotAllowIt()
    {
        var line = new BoardTimeLine().Play("medium@0 alarmoff@1");
        Assert.That((line.Answer.Accepted, line.Answer.Answer, line.Signals), Is.EqualTo((false, "alarm-off is not allowed at this site: pause the signals instead.", "medium/medium none")));
    }

    [Test]
    public void AudioOffIsRefusedWhereTheSiteDoesNotAllowIt()
        => Assert.That(new BoardTimeLine(new AlarmPolicy { AudioOffAllowed = false }).Play("medium@0 off@1").Signals, Is.EqualTo("medium/medium none"));

    [TestCase("low@0 pause@1 medium@2", "none/medium audio-paused")]
    [TestCase("low@0 pause@1 high@2", "high/high none")]
    public void WhereASiteLetsPausesLastOnlyHighBreaksThem(string line, string expected)
        => Assert.That(new BoardTimeLine(new AlarmPolicy { NewAlarmBreaksPause = false }).Play(line).Signals, Is.EqualTo(expected));

    [TestCase("off")]
    [TestCase("alarmoff")]
    [TestCase("standby")]
    public void WhatIsOffIsRemindedOfEveryFiveMinutes(string act)
    {
        var line = Play($"{act}@0 tick@299.9");
        Assert.That(line.Board.Plan.Reminders, Is.Zero);
        Assert.That(line.Play("tick@300").Board.Plan.Reminders, Is.EqualTo(1));
        Assert.That(line.Play("tick@1500").Board.Plan.Reminders, Is.EqualTo(5));
        Assert.That(line.Play("resume@1501 tick@3600").Board.Plan.Reminders, Is.EqualTo(5));
    }

    [Test]
    public void EveryChangeIsInTheLogWithItsReasonAndItsPerson()
    {
        var log = Play("medium@0 pause@1 high@2 pause@3 tick@200 off@201 resume@202").Events.OfType<AlarmSystemChanged>()
            .Select(changed => $"{changed.At.TotalSeconds:0} {Names.Of(changed.State)} {changed.By?.Who ?? "-"}: {changed.Reason}");
        Assert.That(log, Is.EqualTo(new[]
        {
            "1 audio-paused nurse: The sound of all alarms is paused for 120 s.",
            "2 none -: The pause is broken by a new alarm: high, high priority.",
            "3 audio-paused nurse: The sound of all alarms is paused for 120 s.",
            "123 none -: The time of the pause is over.",
            "201 audio-off nurse: The sound of all alarms is off until it is switched on again.",
            "202 none nurse: A person switched all signals on.",
        }));
    }

    private static BoardTimeLine Play(string line) => new BoardTimeLine(new AlarmPolicy { AlarmOffAllowed = true }).Play(line);
}
