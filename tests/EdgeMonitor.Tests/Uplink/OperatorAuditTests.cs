using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What stands in the audit stream of a person's act, whatever its way in.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OperatorAuditTests
{
    private static readonly TimeSpan At = TimeSpan.FromSeconds(7);
    private static readonly Actor Alice = new("alice(1000)/nurse", OperatorOrigin.Socket, "suction"), Button = new("button", OperatorOrigin.Bedside);

    private readonly OperatorAudit _audit = new(Admitted(), new AlarmLimits());

    private static IEnumerable<TestCaseData> Acts()
    {
        yield return new(new AcknowledgeAlarms(null, Button, At), "button by bedside | alarm-acknowledge | all alarms; done; no reason given");
        yield return new(new AcknowledgeAlarms("b-asystole-1", Alice, At), "alice(1000)/nurse by socket | alarm-acknowledge | alarm b-asystole-1; done; because: suction");
        yield return new(new PauseAudio(null, Button, At), "button by bedside | audio-pause | for the configured time; done; no reason given");
        yield return new(new PauseAudio(TimeSpan.FromSeconds(60), Alice, At), "alice(1000)/nurse by socket | audio-pause | for 60 s; done; because: suction");
        yield return new(
            new TurnAudioOff(new Actor("ward-7", OperatorOrigin.Station), At), "ward-7 by station | audio-off | done; no reason given");
        yield return new(
            new ResumeSignals(new Actor("centre", OperatorOrigin.Centre), At), "centre by centre | signals-resume | done; no reason given");
        yield return new(new BeginStandby(TimeSpan.FromMinutes(20), Alice, At), "alice(1000)/nurse by socket | standby-begin | for 1200 s; done; because: suction");
        yield return new(
            new AdmitPatient(PatientProfile.Child, "e-17", Alice, At), "alice(1000)/nurse by socket | patient-admit | profile child, episode 00000000000000e7; done; because: suction");
        yield return new(
            new EnterObservation(new Observation(Consciousness.Voice, true, null, 38.5), Alice, At),
            "alice(1000)/nurse by socket | patient-observe | consciousness voice, oxygen yes, temperature 38.5; done; because: suction");
        yield return new(
            new ChangeLimits(new AlarmLimits { HrLow = 45, Spo2Low = 88.5 }, Alice, At),
            "alice(1000)/nurse by socket | limits-change | HrLow 50 -> 45, Spo2Low 90 -> 88.5; done; because: suction");
        yield return new(new ChangeLimits(new AlarmLimits(), Alice, At), "alice(1000)/nurse by socket | limits-change | no limit differs; done; because: suction");
    }

    private static EpisodeInForce Admitted()
    {
        var episodes = new EpisodeInForce();
        episodes.Restore(new Episode(new KeyId(0xe7), "e-17"));
        return episodes;
    }

    /// <summary>The audit outlives the shredding of an episode: the pseudonym must not be in it.</summary>
    [TestCase(true, "patient-admit | profile adult, episode 00000000000000e7; done; because: suction")]
    [TestCase(false, "patient-admit | profile adult; refused: So said the monitor.; because: suction")]
    public void AnAdmissionIsWrittenDownWithoutThePseudonym(bool accepted, string entry)
        => Assert.That(Entry(new AdmitPatient(PatientProfile.Adult, "e-17", Alice, At), accepted), Does.EndWith(entry).And.Not.Contain("e-17"));

    [TestCaseSource(nameof(Acts))]
    public void EveryActIsWrittenDownWithWhoWhatToWhichEffectAndWhy(OperatorCommand command, string entry)
        => Assert.That(Entry(command, accepted: true), Is.EqualTo(entry));

    [Test]
    public void WhatTheMonitorRefusesIsWrittenDownWithItsAnswer()
        => Assert.That(Entry(new TestSignals(Alice, At), accepted: false), Is.EqualTo("alice(1000)/nurse by socket | self-test | refused: So said the monitor.; because: suction"));

    [Test]
    public void ARefusedChangeOfLimitsLeavesTheOldOnesForTheNext()
    {
        Entry(new ChangeLimits(new AlarmLimits { HrLow = 20 }, Alice, At), accepted: false);
        Assert.That(Entry(new ChangeLimits(new AlarmLimits { HrLow = 45 }, Alice, At), accepted: true), Does.Contain("HrLow 50 -> 45"));
        Assert.That(Entry(new ChangeLimits(new AlarmLimits { HrLow = 40 }, Alice, At), accepted: true), Does.Contain("HrLow 45 -> 40"));
    }

    /// <summary>The monitor may tell of its new memory before or after the answer.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void TheOldLimitsAreKnownInWhicheverOrderTheMonitorTells(bool memoryFirst)
    {
        var changed = new AlarmLimits { HrLow = 45 };
        if (memoryFirst) Remember(changed);
        Assert.That(Entry(new ChangeLimits(changed, Alice, At), accepted: true), Does.Contain("HrLow 50 -> 45"));
        if (!memoryFirst) Remember(changed);
        Assert.That(Entry(new ChangeLimits(new AlarmLimits(), Alice, At), accepted: true), Does.Contain("HrLow 45 -> 50"));
    }

    [Test]
    public void LimitsOfARestartAreTheOldOnes()
    {
        _audit.Take(new FeedItem(new RestoreMemory(Memory(new AlarmLimits { HrLow = 60 }), TimeSpan.Zero), null));
        Assert.That(Entry(new ChangeLimits(new AlarmLimits(), Alice, At), accepted: true), Does.Contain("HrLow 60 -> 50"));
    }

    [Test]
    public void WhatNoPersonDidIsNoEntry()
    {
        Assert.That(_audit.Take(new FeedItem(new AcknowledgeAlarms(null, Button, At), null)), Is.Null, "the act itself: its answer is the entry");
        Assert.That(_audit.Take(new FeedItem(null, new MemoryChanged(At, Memory(new AlarmLimits())))), Is.Null);
    }

    private static MonitorMemory Memory(AlarmLimits limits) => new(PatientProfile.Adult, "", limits, []);

    private void Remember(AlarmLimits limits) => _audit.Take(new FeedItem(null, new MemoryChanged(At, Memory(limits))));

    private string Entry(OperatorCommand command, bool accepted)
    {
        var entry = _audit.Take(new FeedItem(null, new OperatorActed(At, command, accepted, "So said the monitor.")))!;
        return $"{entry.Who} | {entry.Action} | {entry.Detail}";
    }
}
