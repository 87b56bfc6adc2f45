using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>What happens to one alarm beyond its condition: acknowledged, latched, escalated, held back, called for, in a flood, restored.</summary>
public sealed class AlarmOccurrenceTests
{
    private static readonly AlarmRule Asystole = new AlarmRules(new AlarmLimits()).Asystole;
    private static readonly AlarmRule Slow = new("extreme-bradycardia", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.FromSeconds(5));
    private readonly List<MonitorEvent> _events = [];
    private AlarmBoard _board = new("", TimeSpan.FromSeconds(120));

    [SetUp]
    public void NewBoard()
    {
        _board = new AlarmBoard("", TimeSpan.FromSeconds(120));
        _events.Clear();
    }

    [TestCase("high@0 medium@1 high-1@2", "medium/high none")]
    [TestCase("high@0 medium@1 medium-2@2", "high/high none")]
    [TestCase("high@0 medium@1 ack@2", "none/high none")]
    [TestCase("high!@0 -high!@1", "high/high none")]
    [TestCase("high!@0 -high!@1 ack@2", "none/none none")]
    [TestCase("high!@0 ack@1 -high!@2", "none/none none")]
    [TestCase("high!@0 -high!@1 high!@2 ack@3", "none/high none")]
    [TestCase("medium@0 ack@1 worse@2", "high/high none")]
    [TestCase("medium@0 ack@1 medium@2", "none/medium none")]
    public void AcknowledgingOneOrAll(string line, string expected) => Assert.That(new BoardTimeLine().Play(line).Signals, Is.EqualTo(expected));

    [TestCase("medium@0 medium-1@1 medium-1@2", "acknowledged already")]
    [TestCase("medium@0 -medium@1 medium-1@2", "is over")]
    [TestCase("medium@0 medium-2@1", "the id is wrong")]
    public void WhatCannotBeAcknowledgedIsRefused(string line, string sentence)
    {
        var answer = new BoardTimeLine().Play(line).Answer;
        Assert.That((answer.Accepted, answer.Answer), Is.EqualTo((false, answer.Answer)));
        Assert.That(answer.Answer, Does.Contain(sentence));
    }

    [Test]
    public void AsystoleLatches()
    {
        Judge(Asystole, Presence.Present, 0);
        Judge(Asystole, Presence.Absent, 2);
        Assert.That((_board.StateOf(Asystole, "ecg").Phase, _board.Plan.Sound), Is.EqualTo((AlarmPhase.Latched, AlarmPriority.High)));
        Assert.That(_board.IsSignalled(Asystole, "ecg"), Is.False, "a limit's hysteresis must not count what is only latched");
        Assert.That(_board.Unacknowledged, Is.EqualTo(new[] { new LatchedAlarm("asystole", "ecg", "asystole-1", AlarmPriority.High, "test") }));
    }

    [Test]
    public void ASiteMayChooseWhatLatches()
    {
        _board = new AlarmBoard("", TimeSpan.FromSeconds(120), new AlarmPolicy { Latching = [] });
        Judge(Asystole, Presence.Present, 0);
        Judge(Asystole, Presence.Absent, 2);
        Assert.That((_board.StateOf(Asystole, "ecg").Phase, _board.Unacknowledged.Count), Is.EqualTo((AlarmPhase.Clear, 0)));
    }

    [TestCase("medium@0 tick@179.9", "medium/medium none")]
    [TestCase("medium@0 tick@180", "high/high none")]
    [TestCase("medium!@0 -medium!@1 tick@180", "high/high none")]
    [TestCase("medium@0 ack@1 tick@600", "none/medium none")]
    [TestCase("medium@0 pause@100 tick@399.9", "medium/medium none")]
    [TestCase("medium@0 pause@100 tick@400", "high/high none")]
    [TestCase("medium@0 off@100 tick@3600", "none/medium audio-off")]
    [TestCase("low@0 tick@3600", "low/low none")]
    [TestCase("lead@0 disk@0 tick@3600", "medium/medium none")]
    [TestCase("medium@0 tick@181 ack@182 tick@600", "none/high none")]
    [TestCase("medium@0 tick@181 medium@182", "high/high none")]
    public void AnAlarmThatNobodyAttendsToBecomesMoreUrgent(string line, string expected) => Assert.That(new BoardTimeLine().Play(line).Signals, Is.EqualTo(expected));

    [Test]
    public void AHeldConditionIsSaidOnceAndSoundsUnderTheSameIdWhenTheHoldIsOver()
    {
        Hold(0, until: 10);
        Hold(6, until: 16);
        Tick(15.9);
        Assert.That((_board.Plan, Story()), Is.EqualTo((AnnunciationPlan.Quiet, "held extreme-bradycardia-1")));
        Tick(16);
        Assert.That((_board.Plan.Sound, Story()), Is.EqualTo((AlarmPriority.High, "held extreme-bradycardia-1, start extreme-bradycardia-1")));
    }

    [Test]
    public void AHoldThatIsNotRenewedIsOverAtOnceButTheDelayIsWaitedFor()
    {
        Hold(0, until: 100);
        Judge(Slow, Presence.Present, 4);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        Judge(Slow, Presence.Present, 5);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void WhatEndsWhileItIsHeldEndsInTheLogAndTheNextIsAnother()
    {
        Hold(0, until: 10);
        Judge(Slow, Presence.Absent, 5);
        Tick(20);
        Hold(30, until: 40);
        Assert.That(Story(), Is.EqualTo("held extreme-bradycardia-1, end extreme-bradycardia-1, held extreme-bradycardia-2"));
    }

    [Test]
    public void AHoldWhoseConditionCannotBeSeenAnyMoreWaitsForTheSignals()
    {
        Hold(0, until: 10);
        Judge(Slow, Presence.Unknown, 5);
        Tick(20);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        Judge(Slow, Presence.Present, 21);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void WhatIsSignalledAlreadyCannotBeHeld()
    {
        Judge(Slow, Presence.Present, 0);
        Judge(Slow, Presence.Present, 5);
        Hold(6, until: 60);
        Assert.That((_board.Plan.Sound, Story()), Is.EqualTo((AlarmPriority.High, "start extreme-bradycardia-1")));
    }

    [TestCase("help@0", "high/high none")]
    [TestCase("help@0 ack@1", "none/none none")]
    [TestCase("help@0 pause@1", "high/high audio-paused")]
    [TestCase("help@0 off@1", "high/high audio-off")]
    [TestCase("off@0 help@1 ack@2", "none/none audio-off")]
    [TestCase("help@0 tick@3600", "high/high none")]
    public void AHelpCallIsSignalledUntilItIsAcknowledged(string line, string expected) => Assert.That(new BoardTimeLine().Play(line).Signals, Is.EqualTo(expected));

    [Test]
    public void ASecondHelpCallIsANewOne()
    {
        var story = new BoardTimeLine().Play("help@0 help@5").Events.OfType<AlarmEvent>().Select(alarm => $"{Names.Of(alarm.Transition)} {alarm.Id} {alarm.By?.Who}");
        Assert.That(story, Is.EqualTo(new[] { "start help-call-1 nurse", "end help-call-1 nurse", "start help-call-2 nurse" }));
    }

    [TestCase("test@0", true)]
    [TestCase("low@0 test@1", true)]
    [TestCase("medium@0 test@1", false)]
    [TestCase("medium@0 ack@1 test@2", false)]
    [TestCase("high!@0 -high!@1 test@2", false)]
    public void SignalsAreTestedOnlyWhereNoAlarmWaits(string line, bool accepted) => Assert.That(new BoardTimeLine().Play(line).Answer.Accepted, Is.EqualTo(accepted));

    [Test]
    public void AFloodOfAlarmsIsSignalledItselfUntilItHasEbbed()
    {
        for (var i = 0; i < 10; i++) Flicker(i);
        Tick(10);
        Assert.That(_board.IsSignalled(AlarmRules.AlarmFlood, ""), Is.False, "10 are no flood");
        Flicker(11);
        Tick(11.1);
        Assert.That(_board.IsSignalled(AlarmRules.AlarmFlood, ""), Is.True, "11 are");
        Tick(64.9);
        Assert.That(_board.IsSignalled(AlarmRules.AlarmFlood, ""), Is.True, "6 have started within the last minute");
        Tick(65.1);
        Assert.That(_board.IsSignalled(AlarmRules.AlarmFlood, ""), Is.False, "5 have");
    }

    [Test]
    public void TheWorstOfManyIsShownWithTheirNumber()
    {
        for (var i = 0; i < 20; i++) _board.Judge(Asystole with { Condition = $"c{i}", Priority = i == 7 ? AlarmPriority.High : AlarmPriority.Low }, "ecg", new(Presence.Present, "test"), TimeSpan.Zero, _events);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "C7") { Count = 20 }));
    }

    [Test]
    public void WhatWasNotAcknowledgedIsSignalledAfterARestartUnderItsIdAndNewIdsAreOthers()
    {
        Judge(Asystole, Presence.Present, 0);
        _board.Command(new TurnAudioOff(new("nurse", OperatorOrigin.Bedside), TimeSpan.Zero), TimeSpan.Zero, _events);
        var memory = _board.Unacknowledged;
        NewBoard();
        _board.Restore(memory, new AlarmRules(new AlarmLimits()), TimeSpan.Zero, _events);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE") { Count = 1 }));
        Assert.That(_board.Unacknowledged, Is.EqualTo(memory));
        Judge(Asystole, Presence.Present, 1);
        Assert.That(Story(), Is.EqualTo("update asystole-1, end asystole-1, start asystole-2"));
    }

    [Test]
    public void AConditionThatIsNoLongerKnownIsSignalledAfterARestartAllTheSame()
    {
        _board.Restore([new("forgotten", "ecg", "forgotten-7", AlarmPriority.Medium, "because")], new AlarmRules(new AlarmLimits()), TimeSpan.Zero, _events);
        Assert.That((_board.Plan.Sound, _board.Plan.Text), Is.EqualTo((AlarmPriority.Medium, "FORGOTTEN")));
    }

    [Test]
    public void AStandingBoardAllocatesNothing()
    {
        for (var i = 0; i < 100; i++) Judge(Asystole with { Condition = $"c{i}" }, Presence.Present, 0);
        var rules = Enumerable.Range(0, 100).Select(i => Asystole with { Condition = $"c{i}" }).ToArray();
        Spin(10);
        var plan = _board.Plan;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Spin(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(_board.Plan, Is.SameAs(plan));

        void Spin(int ticks)
        {
            for (var tick = 0; tick < ticks; tick++)
            {
                foreach (var rule in rules) _board.Judge(rule, "ecg", new(Presence.Present, "test"), TimeSpan.FromSeconds(1), _events);
                _board.Tick(TimeSpan.FromSeconds(1), _events);
            }
        }
    }

    private void Flicker(double seconds)
    {
        Judge(Slow with { Delay = TimeSpan.Zero }, Presence.Present, seconds);
        Judge(Slow with { Delay = TimeSpan.Zero }, Presence.Absent, seconds);
    }

    private void Judge(AlarmRule rule, Presence presence, double seconds) => _board.Judge(rule, "ecg", new(presence, "test"), TimeSpan.FromSeconds(seconds), _events);

    private void Hold(double seconds, double until)
        => _board.Hold(Slow, "ecg", new(Presence.Present, "the pulse is seen"), TimeSpan.FromSeconds(until), TimeSpan.FromSeconds(seconds), _events);

    private void Tick(double seconds) => _board.Tick(TimeSpan.FromSeconds(seconds), _events);

    private string Story() => string.Join(", ", _events.OfType<AlarmEvent>().Select(alarm => $"{Names.Of(alarm.Transition)} {alarm.Id}"));
}
