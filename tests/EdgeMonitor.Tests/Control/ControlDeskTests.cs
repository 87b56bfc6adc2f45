using System.Text;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;

namespace EdgeMonitor.Tests.Control;

/// <summary>The desk with a real monitor behind it, which answers as its loop would; only the clock and the audit are a test's.</summary>
[CancelAfter(20_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControlDeskTests : IDisposable
{
    private static readonly Person Nurse = new("alice(1000)/nurse", Role.Nurse), Clinician = new("bob(1001)/clinician", Role.Clinician), Nobody = new("eve(1002)/nobody", Role.None);

    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(16);
    private readonly ManualTime _time = new();
    private readonly KnownAudit _audit = new();
    private readonly KnownKeyDesk _keys = new();
    private readonly BedsideState _state = new(new AlarmLimits());
    private readonly SensorDesk _sensors;
    private readonly PatientMonitor _monitor = new(new MonitorSettings(new AlarmLimits()));
    private readonly OperatorDesk _operators;
    private readonly ControlDesk _desk;
    private readonly List<OperatorCommand> _commands = [];
    private SelfTestResult _tested = new(SelfTestOutcome.Passed, []);

    public ControlDeskTests()
    {
        _operators = new OperatorDesk(_intake);
        _sensors = new SensorDesk(_time);
        _desk = new ControlDesk(_operators, () => _monitor.Plan, () => Task.FromResult(_tested), _state, new MonitorClock(_time), _audit, new KeyActs(_keys.Desk), new CuffActs(_sensors, _audit));
    }

    public void Dispose()
    {
        _desk.Dispose();
        _keys.Dispose();
    }

    [Test]
    public async Task AnExportIsOfRootAndTheDaemonsUserAloneWhateverRolesAnotherHas(CancellationToken stop)
    {
        const string line = """{"act":"spare-export","detail":"bed-7, takeover 0"}""";
        var everything = new Person("dora(1004)/everything", Role.All);
        Assert.That((await AskAsync(everything, line, stop)).Outcome, Is.EqualTo(ControlOutcome.Forbidden));
        Assert.That((await AskAsync(everything with { IsOwner = true }, line, stop)).Outcome, Is.EqualTo(ControlOutcome.Done));
        Assert.That(_audit.Entries, Has.Count.EqualTo(2));
        Assert.That(_audit.Entries[0], Does.StartWith($"{everything.Name}: refused: spare-export: "));
        Assert.That(_audit.Entries[1], Is.EqualTo($"{everything.Name}: spare-export: bed-7, takeover 0"));
    }

    [TestCase("rotate-key", "journal-rotate-key")]
    [TestCase("shred\",\"patient\":\"e-17", "journal-shred")]
    public async Task KeysAreTheAdministratorsAloneAndARefusalIsWrittenDown(string act, string permission, CancellationToken stop)
    {
        var person = new Person("carl(1003)/engineer", Role.Nurse | Role.Clinician | Role.Engineer);
        var reply = await AskAsync(person, $$"""{"act":"{{act}}"}""", stop);
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Forbidden, $"You may not do this ({permission}): it needs the role administrator, and you are nurse and clinician and engineer.")));
        Assert.That(_audit.Entries.Single(), Does.Contain("refused").And.Contain(permission));
        Assert.That(_keys.Stored, Is.Empty);
    }

    [Test]
    public async Task AnAdministratorRotatesTheKeyAndItIsWrittenDown(CancellationToken stop)
    {
        var reply = await AskAsync(new Person("root(0)/administrator", Role.Administrator), """{"act":"rotate-key","reason":"yearly"}""", stop);
        Assert.That(reply.Outcome, Is.EqualTo(ControlOutcome.Done), reply.Answer);
        Assert.That(_keys.Stored, Is.EqualTo(new[] { "root(0)/administrator by socket | journal-rotate-key | 1 data keys; done; because: yearly" }));
    }

    [TestCase("""{"act":"rotate-key","new":"AAAA"}""", "32 bytes in base64")]
    [TestCase("""{"act":"rotate-key","patient":"e-17"}""", "patient is not known")]
    [TestCase("""{"act":"shred"}""", "needs the key patient")]
    public async Task ARequestAboutKeysThatIsWrongChangesNothing(string line, string names, CancellationToken stop)
    {
        var reply = await AskAsync(new Person("root(0)/administrator", Role.Administrator), line, stop);
        Assert.That((reply.Outcome, reply.Answer.Contains(names, StringComparison.Ordinal)), Is.EqualTo((ControlOutcome.Malformed, true)), reply.Answer);
        Assert.That(_keys.Stored, Is.Empty);
    }

    [Test]
    public async Task ANurseBeginsAMeasurementByCuffAndItIsWrittenDown(CancellationToken stop)
    {
        var cuff = new SensorActs();
        _sensors.Add("nibp", [SensorAct.StartPressure, SensorAct.StopPressure], cuff);
        var asked = AskAsync(Nurse, """{"act":"nibp-start","reason":"dizzy"}""", stop);
        Assert.That(cuff.TryTake(out var request), Is.True);
        request!.Accept("The measurement begins.");
        var reply = await asked;
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Done, "The measurement begins.")));
        Assert.That(_audit.Entries, Is.EqualTo(new[] { "alice(1000)/nurse by socket: nibp-start: sensor nibp; done; because: dizzy" }));

        asked = AskAsync(Nurse, """{"act":"nibp-start","sensor":"nibp"}""", stop);
        Assert.That(cuff.TryTake(out request), Is.True);
        request!.Refuse("The arm rests.");
        Assert.That((await asked).Outcome, Is.EqualTo(ControlOutcome.Refused));
        Assert.That(_audit.Entries[1], Is.EqualTo("alice(1000)/nurse by socket: nibp-start: sensor nibp; refused: The arm rests.; no reason given"));
    }

    [Test]
    public async Task AnEngineerMayStopACuffAndNotInflateIt(CancellationToken stop)
    {
        var engineer = new Person("carl(1003)/engineer", Role.Engineer);
        var cuff = new SensorActs();
        _sensors.Add("nibp", [SensorAct.StartPressure, SensorAct.StopPressure], cuff);
        var refused = await AskAsync(engineer, """{"act":"nibp-start"}""", stop);
        Assert.That((refused.Outcome, refused.Answer), Is.EqualTo((ControlOutcome.Forbidden, "You may not do this (nibp-start): it needs the role nurse or clinician, and you are engineer.")));
        Assert.That(cuff.TryTake(out _), Is.False);
        var asked = AskAsync(engineer, """{"act":"nibp-stop"}""", stop);
        Assert.That(cuff.TryTake(out var request), Is.True);
        request!.Accept("It was stopped.");
        Assert.That((await asked).Outcome, Is.EqualTo(ControlOutcome.Done));
    }

    [Test]
    public async Task WithoutACuffTheAnswerSaysSo(CancellationToken stop)
    {
        var reply = await AskAsync(Nurse, """{"act":"nibp-start"}""", stop);
        Assert.That((reply.Outcome, reply.Answer.StartsWith("No sensor of this box can do this", StringComparison.Ordinal)), Is.EqualTo((ControlOutcome.Refused, true)));
        Assert.That((await AskAsync(Nurse, """{"act":"nibp-start","arm":"left"}""", stop)).Outcome, Is.EqualTo(ControlOutcome.Malformed));
    }

    [Test]
    public async Task WhoMayActsThroughTheMonitorWithNameWayAndReason(CancellationToken stop)
    {
        _ = AnswerAllAsync(accept: true, stop);
        var reply = await AskAsync(Nurse, """{"act":"pause-audio","seconds":60,"reason":"suction"}""", stop);
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Done, "so said the monitor")));
        Assert.That(_commands.Single(), Is.EqualTo(new PauseAudio(TimeSpan.FromSeconds(60), new Actor(Nurse.Name, OperatorOrigin.Socket, "suction"), TimeSpan.Zero)));
        Assert.That(_audit.Entries, Is.Empty, "the recorder writes down what the monitor has answered");
    }

    [Test]
    public async Task WhatTheMonitorRefusesIsSaidAsARefusal(CancellationToken stop)
    {
        _ = AnswerAllAsync(accept: false, stop);
        Assert.That((await AskAsync(Clinician, """{"act":"self-test"}""", stop)).Outcome, Is.EqualTo(ControlOutcome.Refused));
    }

    [Test]
    public async Task ASelfTestSaysWhatItHasFound(CancellationToken stop)
    {
        _ = AnswerAllAsync(accept: true, stop);
        _tested = new(SelfTestOutcome.Passed, ["Every output was driven.", "Listen and look."]);
        var passed = await AskAsync(Clinician, """{"act":"self-test"}""", stop);
        Assert.That((passed.Outcome, passed.Answer), Is.EqualTo((ControlOutcome.Done, "Self-test passed: Every output was driven. Listen and look.")));
        _tested = new(SelfTestOutcome.Failed, ["The red lamp draws no current."]);
        var failed = await AskAsync(Clinician, """{"act":"self-test"}""", stop);
        Assert.That((failed.Outcome, failed.Answer), Is.EqualTo((ControlOutcome.Refused, "Self-test failed: The red lamp draws no current.")));
    }

    [Test]
    public async Task WhoMayNotIsToldWhatItNeedsAndIsWrittenDown(CancellationToken stop)
    {
        var reply = await AskAsync(Nurse, """{"act":"audio-off"}""", stop);
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Forbidden, "You may not do this (audio-off): it needs the role clinician, and you are nurse.")));
        Assert.That(_audit.Entries, Is.EqualTo(new[] { $"{Nurse.Name}: refused: audio-off: {reply.Answer}" }));
        Assert.That(_intake.Reader.Count, Is.Zero, "the monitor has not heard of it");
    }

    [TestCase("""{"act":"status"}""")]
    [TestCase("""{"act":"resume"}""")]
    [TestCase("nonsense")]
    public async Task WhoHasNoRoleMayNotEvenAsk(string line, CancellationToken stop)
    {
        Assert.That((await AskAsync(Nobody, line, stop)).Outcome, Is.EqualTo(ControlOutcome.Forbidden));
        Assert.That(_audit.Entries.Single(), Does.StartWith($"{Nobody.Name}: refused: control-socket: "));
    }

    [Test]
    public async Task AGarbledRequestIsOneSentenceAndWrittenDown(CancellationToken stop)
    {
        var reply = await AskAsync(Nurse, "{\"act\":", stop);
        Assert.That(reply.Outcome, Is.EqualTo(ControlOutcome.Malformed));
        Assert.That(_audit.Entries, Is.EqualTo(new[] { $"{Nurse.Name}: refused: A request that is not understood. {reply.Answer}" }));
    }

    [Test]
    public async Task AMonitorThatDoesNotAnswerLeavesItOpenWhetherItWasDone(CancellationToken stop)
    {
        var asked = AskAsync(Nurse, """{"act":"acknowledge"}""", stop);
        Assert.That(await _time.AdvanceToNextTimerAsync(), Is.EqualTo(ControlDesk.Patience));
        var reply = await asked;
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Unknown, "The monitor has not answered, so nobody knows whether it was done: look at the bedside and act there.")));
        Assert.That(_audit.Entries, Is.EqualTo(new[] { $"{Nurse.Name}: alarm-acknowledge: not answered by the monitor" }));
    }

    [Test]
    public async Task AMonitorThatStopsIsNoDefect(CancellationToken stop)
    {
        _intake.Writer.Complete();
        Assert.That((await AskAsync(Nurse, """{"act":"acknowledge"}""", stop)).Outcome, Is.EqualTo(ControlOutcome.Unknown));
    }

    [Test]
    public async Task TwoPeopleWhoChangeDifferentLimitsAtOnceBothHaveTheirWay(CancellationToken stop)
    {
        _ = AnswerAllAsync(accept: true, stop);
        await Task.WhenAll(
            AskAsync(Clinician, """{"act":"set-limits","limits":{"HrLow":45}}""", stop),
            AskAsync(Clinician, """{"act":"set-limits","limits":{"HrHigh":130}}""", stop));
        Assert.That(_state.Limits, Is.EqualTo(new AlarmLimits { HrLow = 45, HrHigh = 130 }));
    }

    [Test]
    public async Task UnusualLimitsAreTakenWithAdvice(CancellationToken stop)
    {
        _ = AnswerAllAsync(accept: true, stop);
        var reply = await AskAsync(Clinician, """{"act":"set-limits","limits":{"HrHigh":240}}""", stop);
        Assert.That(reply.Details!["advice"]!.AsArray().Select(sentence => sentence!.ToString()), Has.Some.Contains("HrHigh = 240"));
    }

    [Test]
    public async Task EveryRoleMayAskForTheState(CancellationToken stop)
    {
        var reply = await AskAsync(new Person("eric(1003)/engineer", Role.Engineer), """{"act":"status"}""", stop);
        Assert.That((reply.Outcome, reply.Answer), Is.EqualTo((ControlOutcome.Done, "No alarm is signalled; nothing is switched off.")));
        Assert.That(reply.Details!["limits"]!["HrLow"]!.GetValue<double>(), Is.EqualTo(50));
    }

    private Task<ControlReply> AskAsync(Person person, string line, CancellationToken stop) => _desk.AnswerAsync(person, Encoding.UTF8.GetBytes(line), stop);

    private async Task AnswerAllAsync(bool accept, CancellationToken stop)
    {
        await foreach (var input in _intake.Reader.ReadAllAsync(stop))
        {
            _commands.Add((OperatorCommand)input);
            _operators.Answer(new OperatorActed(TimeSpan.Zero, (OperatorCommand)input, accept, "so said the monitor"));
        }
    }
}
