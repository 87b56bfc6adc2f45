using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Alarms;

public sealed class AlarmBoardTests
{
    private static readonly Actor Nurse = new("bedside", OperatorOrigin.Bedside);
    private static readonly AlarmRules Rules = new(new AlarmLimits());
    private readonly List<MonitorEvent> _events = [];
    private AlarmBoard _board = new("", TimeSpan.FromSeconds(120));

    [SetUp]
    public void NewBoard()
    {
        _board = new AlarmBoard("box-", TimeSpan.FromSeconds(120));
        _events.Clear();
    }

    [Test]
    public void TheHighestPriorityWinsAndTheNextFollowsWhenItEnds()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.Medium, AlarmPriority.Medium, true, "STORAGE FAILURE") { Count = 1 }));
        Judge(Rules.AnnunciationFailure, Presence.Present, 1);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "ANNUNCIATION FAILURE") { Count = 2 }));
        Judge(Rules.AnnunciationFailure, Presence.Absent, 2);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.Medium));
        Judge(Rules.StorageFailure, Presence.Absent, 3);
        Assert.That(_board.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AcknowledgingEndsTheSoundAndTheCallButNotTheLight()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        Acknowledge(1);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.None, AlarmPriority.Medium, false, "STORAGE FAILURE") { Count = 1 }));
        Assert.That(Last(), Has.Property(nameof(AlarmEvent.Transition)).EqualTo(AlarmTransition.Update).And.Property(nameof(AlarmEvent.By)).EqualTo(Nurse));
    }

    [Test]
    public void ANewAlarmSoundsAlthoughAnOlderOneWasAcknowledged()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        Acknowledge(1);
        Judge(Rules.QueueOverflow, Presence.Present, 2);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.Medium));
    }

    [Test]
    public void APauseIsSilentForItsTimeAndNotLonger()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        PauseAudio(1);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        Assert.That(_board.Plan.Light, Is.EqualTo(AlarmPriority.Medium));
        _board.Tick(TimeSpan.FromSeconds(120.9), _events);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        _board.Tick(TimeSpan.FromSeconds(121), _events);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.Medium));
    }

    [Test]
    public void ANewAlarmOfEqualOrHigherPriorityBreaksThePauseALowerOneDoesNot()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        PauseAudio(1);
        Judge(Rules.UplinkLost, Presence.Present, 2);
        Judge(Rules.UplinkLost, Presence.Present, 70);
        Assert.That(_board.IsSignalled(Rules.UplinkLost, ""), Is.True);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None), "a low alarm does not break a pause made at a medium one");
        Judge(Rules.QueueOverflow, Presence.Present, 71);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.Medium));
        Assert.That(_board.PausedUntil, Is.Null);
    }

    [Test]
    public void OneOccurrenceKeepsOneIdAndTheNextHasAnother()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        Judge(Rules.StorageFailure, Presence.Absent, 1);
        Judge(Rules.StorageFailure, Presence.Present, 2);
        var alarms = _events.Cast<AlarmEvent>().ToArray();
        Assert.That(alarms.Select(alarm => alarm.Transition), Is.EqualTo(new[] { AlarmTransition.Start, AlarmTransition.End, AlarmTransition.Start }));
        Assert.That(alarms.Select(alarm => alarm.Id), Is.EqualTo(new[] { "box-storage-failure-1", "box-storage-failure-1", "box-storage-failure-2" }));
    }

    [Test]
    public void AConditionThatComesBackWhileLatchedIsANewOccurrence()
    {
        var rule = Rules.QueueOverflow with { Latching = true };
        Judge(rule, Presence.Present, 0);
        Judge(rule, Presence.Absent, 1);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.Medium), "latched: nobody has seen it");
        Judge(rule, Presence.Present, 2);
        var alarms = _events.Cast<AlarmEvent>().Select(alarm => (alarm.Transition, alarm.Id)).ToArray();
        Assert.That(alarms, Is.EqualTo(new[]
        {
            (AlarmTransition.Start, "box-queue-overflow-1"), (AlarmTransition.Update, "box-queue-overflow-1"),
            (AlarmTransition.End, "box-queue-overflow-1"), (AlarmTransition.Start, "box-queue-overflow-2"),
        }));
    }

    [Test]
    public void WhatIsSignalledCanBeSaidAgainForAReceiverThatWasAway()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        Judge(Rules.QueueOverflow, Presence.Present, 1);
        Judge(Rules.QueueOverflow, Presence.Absent, 2);
        _events.Clear();
        _board.Repeat("back", TimeSpan.FromSeconds(3), _events);
        Assert.That(_events, Has.Count.EqualTo(1));
        Assert.That(Last(), Has.Property(nameof(AlarmEvent.Id)).EqualTo("box-storage-failure-1").And.Property(nameof(AlarmEvent.Transition)).EqualTo(AlarmTransition.Update));
    }

    [Test]
    public void TheSameConditionOfTwoSensorsIsTwoAlarms()
    {
        _board.Judge(Rules.NoData, "ecg", new(Presence.Present, "silent"), TimeSpan.Zero, _events);
        _board.Judge(Rules.NoData, "spo2", new(Presence.Present, "silent"), TimeSpan.Zero, _events);
        _board.Judge(Rules.NoData, "ecg", new(Presence.Present, "silent"), TimeSpan.FromSeconds(1), _events);
        Assert.That(_board.IsSignalled(Rules.NoData, "ecg"), Is.True);
        Assert.That(_board.IsSignalled(Rules.NoData, "spo2"), Is.False);
    }

    [Test]
    public void AnAlarmBecomesMoreUrgentWhileItLastsButNeverLess()
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        _board.Judge(Rules.StorageFailure, "", new(Presence.Present, "worse", Priority: AlarmPriority.High), TimeSpan.FromSeconds(1), _events);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.High));
        Judge(Rules.StorageFailure, Presence.Present, 2);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.High));
        Assert.That(_events, Has.Count.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AnAlarmThatBecomesMoreUrgentSoundsAlthoughItWasSilenced(bool byAcknowledging)
    {
        Judge(Rules.StorageFailure, Presence.Present, 0);
        if (byAcknowledging) Acknowledge(1);
        else PauseAudio(1);
        Judge(Rules.StorageFailure, Presence.Present, 2);
        Assert.That(_board.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        _board.Judge(Rules.StorageFailure, "", new(Presence.Present, "worse", Priority: AlarmPriority.High), TimeSpan.FromSeconds(3), _events);
        Assert.That(_board.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "STORAGE FAILURE") { Count = 1 }));
    }

    private void Judge(AlarmRule rule, Presence presence, double seconds)
        => _board.Judge(rule, "", new(presence, "test"), TimeSpan.FromSeconds(seconds), _events);

    private void Acknowledge(double seconds) => Command(new AcknowledgeAlarms(null, Nurse, TimeSpan.FromSeconds(seconds)));

    private void PauseAudio(double seconds) => Command(new PauseAudio(null, Nurse, TimeSpan.FromSeconds(seconds)));

    private void Command(OperatorCommand command) => _board.Command(command, command.At, _events);

    private AlarmEvent Last() => _events.OfType<AlarmEvent>().Last();
}
