using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Station;

namespace EdgeMonitor.Tests.Station;

public sealed class StationMonitorTests
{
    private StationScene _scene = null!;

    [SetUp]
    public void MakeScene()
    {
        _scene = new StationScene();
        _scene.Heartbeat(1, []);
        _scene.Heartbeat(1, [], bed: "bed-12");
    }

    [Test]
    public void AnAlarmOfABedSoundsWithTheBedsNameAndIsConfirmedInTheSameTurn()
    {
        _scene.Record(2, "start", "a1");

        Assert.That(Shown(), Is.EqualTo((AlarmPriority.High, AlarmPriority.High, "BED-7 ASYSTOLE")));
        Assert.That(_scene.Receipt!.Signalled, Is.EqualTo(new[] { "a1" }));
        Assert.That((_scene.Receipt.Boot, _scene.Receipt.Heartbeat), Is.EqualTo(("b1", 1L)));
        Assert.That(_scene.Said.OfType<AlarmEvent>().Select(said => (said.Id, said.Sensor, said.Transition)), Is.EqualTo(new[] { ("a1", "bed-7", AlarmTransition.Start) }));
    }

    [Test]
    public void TheMostUrgentOfAllBedsIsShownWithTheCountOfOthers()
    {
        _scene.Record(2, "start", "a1", "hr-high", "medium");
        _scene.Record(3, "start", "z1", "asystole", "high", bed: "bed-12");
        _scene.Record(4, "start", "a2", "spo2-low", "medium");
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.High, AlarmPriority.High, "BED-12 ASYSTOLE +2")));
        Assert.That(_scene.Plan.Count, Is.EqualTo(3));

        _scene.Record(5, "end", "z1", bed: "bed-12");
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.Medium, AlarmPriority.Medium, "BED-7 SPO2 LOW +1")));
        _scene.Record(6, "end", "a2", "spo2-low", "medium");
        _scene.Record(7, "end", "a1", "hr-high", "medium");
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AnUpdateOfAnUnknownAlarmIsItsStart()
    {
        _scene.Record(2, "update", "a1");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void AHeldAlarmIsConfirmedAndDoesNotSound()
    {
        _scene.Record(2, "held", "a1");
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        Assert.That(_scene.Receipt!.Signalled, Is.Empty);
    }

    [Test]
    public void HistoryRaisesNothingAndClearsNothing()
    {
        _scene.Record(2, "start", "a1", historical: true);
        _scene.Record(2, "start", "a2", retained: true);
        _scene.Record(2, "start", "a3", device: "bed-12");
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        Assert.That(_scene.Receipt, Is.Null);

        _scene.Record(3, "start", "a4");
        _scene.Record(4, "end", "a4", historical: true);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void WhatWasHeardBeforeAndWhatComesOutOfOrderChangesNothing()
    {
        _scene.Record(2, "start", "a1", sequence: 5);
        _scene.Record(3, "end", "a1", sequence: 7);
        _scene.Record(4, "start", "a1", sequence: 5);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet), "the double");
        _scene.Record(4, "update", "a1", sequence: 6);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet), "the late one");
    }

    [Test]
    public void AHeartbeatTellsAStationThatStartsWhatIsSignalled()
    {
        var late = new StationScene();
        late.Heartbeat(1, ["a1", "a2"]);
        Assert.That(late.Plan.Text, Is.EqualTo("BED-7 ASYSTOLE +1"));
        Assert.That(late.Receipt!.Signalled, Is.EquivalentTo(new[] { "a1", "a2" }));
    }

    [Test]
    public void AnEndThatWasLostIsMadeGoodByTheNextHeartbeat()
    {
        _scene.Record(2, "start", "a1");
        _scene.Heartbeat(6, []);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AHeartbeatMadeBeforeAnAlarmDoesNotEndIt()
    {
        _scene.Record(6, "start", "a1", bedTime: 6);
        _scene.Heartbeat(6.1, [], bedTime: 5);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
        _scene.Heartbeat(6.2, [], bedTime: 6);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High), "of the same moment: the heartbeat may not know yet");
    }

    [Test]
    public void ARecordFromBeforeTheNewestHeartbeatIsInItAlready()
    {
        _scene.Heartbeat(10, [], bedTime: 10);
        _scene.Record(11, "start", "a1", bedTime: 9);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AnOlderOrRetainedHeartbeatIsNotBelieved()
    {
        _scene.Heartbeat(6, ["a1"], number: 9);
        _scene.Heartbeat(7, [], number: 9);
        _scene.Heartbeat(7, [], number: 8);
        _scene.Heartbeat(7, [], number: 10, retained: true);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void ANewerBootEndsTheOldOnesAlarmsAndWhatStillComesOfThatIsNotBelieved()
    {
        _scene.Record(2, "start", "a1", boot: "b1");
        _scene.Heartbeat(3, [], boot: "b2", number: 1, bedTime: 0);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        Assert.That(_scene.Said.OfType<AlarmEvent>().Single().Evidence.Reason, Is.EqualTo("The bed's monitor was started anew."));
        _scene.Record(4, "start", "a2", boot: "b1", sequence: 90);
        _scene.Heartbeat(4, ["a2"], boot: "b1", number: 90);
        _scene.Leave(4, boot: "b1");
        _scene.Advance(7);
        Assert.That(_scene.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        _scene.Record(8, "start", "c1", boot: "b2", sequence: 91, bedTime: 1);
        Assert.That(Shown().Text, Is.EqualTo("BED-7 ASYSTOLE"));
    }

    [Test]
    public void AnAlarmAcknowledgedAtTheBedIsLitAndSilentAndSoundsAgainWhenItGetsMoreUrgent()
    {
        _scene.Record(2, "start", "a1", "lead-off", "medium");
        _scene.Record(3, "update", "a1", "lead-off", "medium", actor: "bedside");
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.None, AlarmPriority.Medium, "BED-7 LEAD OFF")));
        _scene.Record(4, "update", "a1", "lead-off", "high");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
        _scene.Record(5, "update", "a1", "lead-off", "low");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High), "never less while it is signalled");
    }

    [Test]
    public void AnAcknowledgementAtTheStationSilencesTheStationAndAsksTheBed()
    {
        _scene.Heartbeat(2, ["a1"], challenge: "c9");
        _scene.Record(3, "start", "z1", bed: "bed-12");
        var acted = _scene.Acknowledge(4, "a1");
        Assert.That(acted.Accepted, Is.True);
        var command = _scene.Said.OfType<CommandDue>().Single();
        Assert.That((command.Bed, command.AlarmId, command.By.Who, command.Challenge), Is.EqualTo(("bed-7", "a1", "nurse-4", "c9")));
        Assert.That(Shown(), Is.EqualTo((AlarmPriority.High, AlarmPriority.High, "BED-12 ASYSTOLE +1")), "the other bed sounds on");
        _scene.Acknowledge(5);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.None));
        _scene.Heartbeat(6, ["a1"]);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.None), "a repetition is nothing new");
        _scene.Record(7, "start", "a2");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void AnAcknowledgementOfNothingIsRefused()
    {
        Assert.That(_scene.Acknowledge(2).Accepted, Is.False);
        _scene.Record(3, "start", "a1");
        Assert.That(_scene.Acknowledge(4, "x").Accepted, Is.False);
        Assert.That(_scene.Act(by => new TurnAlarmsOff(by, TimeSpan.FromSeconds(5))).Accepted, Is.False);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void APauseEndsByTimeByAnAlarmAsUrgentAndByResume()
    {
        _scene.Record(2, "start", "a1", "hr-high", "medium");
        _scene.Act(by => new PauseAudio(null, by, TimeSpan.FromSeconds(3)));
        Assert.That((_scene.Plan.Sound, _scene.Plan.Inactivation, _scene.Plan.InactiveUntil), Is.EqualTo((AlarmPriority.None, Inactivation.AudioPaused, (TimeSpan?)TimeSpan.FromSeconds(123))));
        _scene.Record(4, "start", "l1", "pvc", "low");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.None), "a lesser one does not break it");
        _scene.Record(5, "start", "m1", "spo2-low", "medium", bed: "bed-12");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.Medium));

        _scene.Act(by => new PauseAudio(TimeSpan.FromSeconds(5), by, TimeSpan.FromSeconds(6)));
        _scene.Advance(10.9);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.None));
        _scene.Advance(11);
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.Medium));
        _scene.Act(by => new PauseAudio(null, by, TimeSpan.FromSeconds(12)));
        _scene.Act(by => new ResumeSignals(by, TimeSpan.FromSeconds(13)));
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.Medium));
        Assert.That(_scene.Act(by => new PauseAudio(TimeSpan.FromMinutes(9), by, TimeSpan.FromSeconds(14))).Accepted, Is.False);
    }

    [Test]
    public void TheSignalsAreTestedWhereNothingIsSignalled()
    {
        Assert.That(_scene.Act(by => new TestSignals(by, TimeSpan.FromSeconds(2))).Accepted, Is.True);
        _scene.Record(3, "start", "a1");
        Assert.That(_scene.Act(by => new TestSignals(by, TimeSpan.FromSeconds(4))).Accepted, Is.False);
    }

    [Test]
    public void ABedCannotFillTheStation()
    {
        _scene.Record(2, "start", "worst");
        for (var i = 0; i < 200; i++) _scene.Record(3, "start", $"l{i}", "pvc", "low");
        Assert.That(_scene.Plan.Count, Is.EqualTo(64));
        Assert.That(_scene.Plan.Text, Does.StartWith("BED-7 ASYSTOLE"), "the most urgent one stays");
    }

    [Test]
    public void APriorityThatNobodyKnowsIsTakenForTheHighest()
    {
        _scene.Record(2, "start", "a1", priority: "critical");
        Assert.That(Shown().Sound, Is.EqualTo(AlarmPriority.High));
    }

    private (AlarmPriority Sound, AlarmPriority Light, string Text) Shown() => (_scene.Plan.Sound, _scene.Plan.Light, _scene.Plan.Text);
}
