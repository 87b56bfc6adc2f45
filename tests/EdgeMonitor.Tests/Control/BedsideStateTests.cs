using EdgeMonitor.Commands;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Tests.Control;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BedsideStateTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Socket);
    private static readonly AlarmLimits Changed = new() { HrLow = 45 };

    private readonly BedsideState _state = new(new AlarmLimits());

    [Test]
    public void SignalledAlarmsStandInOrderOfUrgencyAndThenOfTheirBeginning()
    {
        Say("a", AlarmPriority.Low, AlarmTransition.Start, 1);
        Say("b", AlarmPriority.High, AlarmTransition.Start, 2);
        Say("c", AlarmPriority.High, AlarmTransition.Start, 3);
        Say("b", AlarmPriority.High, AlarmTransition.Update, 4);
        Say("d", AlarmPriority.High, AlarmTransition.Held, 5);
        Assert.That(_state.Alarms.Select(alarm => alarm.Id), Is.EqualTo(new[] { "c", "b", "a" }));
        Say("c", AlarmPriority.High, AlarmTransition.End, 6);
        Say("d", AlarmPriority.High, AlarmTransition.End, 7);
        Say("a", AlarmPriority.Medium, AlarmTransition.Update, 8);
        Assert.That(_state.Alarms.Select(alarm => (alarm.Id, alarm.Priority)), Is.EqualTo(new[] { ("b", AlarmPriority.High), ("a", AlarmPriority.Medium) }));
    }

    [Test]
    public void TheReportHasTheVitalSignsOfTheLastSecondWithTheirMarks()
    {
        Vital(1, Mdc.RespRate, 15, ReadingMark.Derived);
        Vital(1, Mdc.EcgHeartRate, 72, ReadingMark.None);
        Vital(2, Mdc.RespRate, 16, ReadingMark.Derived);
        var vitals = StateReport.Make(AnnunciationPlan.Quiet, _state, TimeSpan.FromSeconds(2))["vitals"]!.AsArray();
        Assert.That(vitals, Has.Count.EqualTo(1), "what was not said in the last second is none any more");
        Assert.That((vitals[0]!["name"]!.ToString(), (double)vitals[0]!["value"]!, vitals[0]!["mark"]!.ToString()), Is.EqualTo(("MDC_RESP_RATE", 16.0, "derived")));
        Assert.That(VitalLine.Of(vitals[0]!), Does.Match(@"^MDC_RESP_RATE \(ecg\) +16 /min +derived$"));

        void Vital(double at, uint mdc, double value, ReadingMark mark) => _state.Take(new FeedItem(null, new VitalSign(
            TimeSpan.FromSeconds(at), Reading.Computed("ecg", mdc, MdcUnit.BreathPerMinute, value, NoData.None, TimeSpan.FromSeconds(at), SignalQuality.Good, mark))));
    }

    /// <summary>Twelve leads and eight other waves with every fault, forty vital signs, every rule's alarm, and all that a rhythm can show: more than a bed has.</summary>
    [Test]
    public void TheFullestReportIsOneLineThatTheClientReads()
    {
        foreach (var condition in AlarmRules.Names) Say(condition, AlarmPriority.High, AlarmTransition.Start, 1);
        for (var i = 0; i < 20; i++)
        {
            var signal = new SignalDescriptor($"sensor-{i}", $"label-{i}", Mdc.EcgLead, MdcUnit.Millivolt, 500);
            var faults = Enum.GetValues<QualityFaults>().Aggregate((all, fault) => all | fault);
            _state.Take(new FeedItem(null, new SignalJudged(TimeSpan.Zero, signal, SignalQuality.Poor, faults)));
            var findings = Enum.GetValues<RhythmFindings>().Aggregate((all, finding) => all | finding);
            _state.Take(new FeedItem(null, new RhythmDescribed(TimeSpan.Zero, signal.Sensor, findings)));
            foreach (var mdc in (uint[])[Mdc.EcgHeartRate, Mdc.RespRateDerived])
            {
                _state.Take(new FeedItem(null, new VitalSign(TimeSpan.Zero, Reading.Computed(
                    signal.Sensor, mdc, MdcUnit.BreathPerMinute, 123.456789, NoData.None, TimeSpan.Zero, SignalQuality.Marginal, ReadingMark.Derived))));
            }
        }

        var report = StateReport.Make(AnnunciationPlan.Quiet, _state, TimeSpan.FromSeconds(10));
        var line = ControlLines.Encode(ControlLines.ToJson(new ControlReply(ControlOutcome.Done, "Many alarms.", report)));
        Assert.That(line, Has.Length.LessThan(ControlLines.MostBytes));
        var read = ControlLines.ParseReply(line.AsSpan(0, line.Length - 1));
        Assert.That(read.Details!["signals"]!.AsArray(), Has.Count.EqualTo(20));
        Assert.That(read.Details!["rhythm"]![0]!["found"]!.AsArray(), Has.Count.GreaterThan(4));
    }

    [Test]
    public void TheLimitsAreTheOnesInForce()
    {
        _state.Take(new FeedItem(null, new OperatorActed(TimeSpan.Zero, new ChangeLimits(Changed, Nurse, TimeSpan.Zero), false, "no")));
        Assert.That(_state.Limits, Is.EqualTo(new AlarmLimits()), "a refused change changes nothing");
        _state.Take(new FeedItem(null, new OperatorActed(TimeSpan.Zero, new ChangeLimits(Changed, Nurse, TimeSpan.Zero), true, "yes")));
        Assert.That(_state.Limits, Is.EqualTo(Changed));
        var child = AlarmLimits.For(PatientProfile.Child);
        _state.Take(new FeedItem(null, new MemoryChanged(TimeSpan.Zero, Memory(child))));
        Assert.That(_state.Limits, Is.EqualTo(child));
        _state.Take(new FeedItem(new RestoreMemory(Memory(Changed), TimeSpan.Zero), null));
        Assert.That(_state.Limits, Is.EqualTo(Changed));
    }

    [Test]
    public void TheReportSaysWhatIsSwitchedOffAndForHowLongYet()
    {
        Say("a", AlarmPriority.High, AlarmTransition.Start, 1);
        var plan = AnnunciationPlan.Quiet with { Light = AlarmPriority.High, Inactivation = Inactivation.AudioPaused, InactiveUntil = TimeSpan.FromSeconds(30.2) };
        var now = TimeSpan.FromSeconds(10);
        var report = StateReport.Make(plan, _state, now);
        Assert.That(report.ToJsonString(), Does.Contain("\"inactivation\":\"audio-paused\",\"remaining\":21").And.Contain("\"sound\":\"none\"").And.Contain("\"for\":9").And.Contain("\"HrLow\":50"));
        Assert.That(StateReport.Sentence(plan, 1, now), Is.EqualTo("1 alarm is signalled; AUDIO PAUSED for 21 s yet."));
        Assert.That(StateReport.Sentence(AnnunciationPlan.Quiet, 0, now), Is.EqualTo("No alarm is signalled; nothing is switched off."));
    }

    [Test]
    public void TheReportHasTheNewestEarlyWarningScore()
    {
        Assert.That(Report(), Does.Contain("\"news2\":null"));
        _state.Take(new FeedItem(null, new EarlyWarningScore(TimeSpan.FromSeconds(3), 7, 7, [3, 0, 2, 0, 2, 0, 0], "", News2Band.High)));
        Assert.That(Report(), Does.Contain("""
            "news2":{"value":7,"known":7,"band":"high","missing":"","for":7}
            """.Trim()));
        _state.Take(new FeedItem(null, new EarlyWarningScore(TimeSpan.FromSeconds(8), null, 5, [3, 0, 2, 0, null, 0, 0], "pulse", null)));
        Assert.That(Report(), Does.Contain("""
            "news2":{"value":null,"known":5,"band":null,"missing":"pulse","for":2}
            """.Trim()));

        string Report() => StateReport.Make(AnnunciationPlan.Quiet, _state, TimeSpan.FromSeconds(10)).ToJsonString();
    }

    private static MonitorMemory Memory(AlarmLimits limits) => new(limits.Profile, "", limits, []);

    private void Say(string id, AlarmPriority priority, AlarmTransition transition, double seconds) => _state.Take(new FeedItem(null, new AlarmEvent(
        TimeSpan.FromSeconds(seconds), id, "ecg", new AlarmRule("asystole", AlarmKind.Physiological, priority, TimeSpan.Zero), priority, transition,
        new(Presence.Present, "because"), null)));
}
