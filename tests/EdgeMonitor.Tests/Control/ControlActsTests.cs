using System.Text;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Control;

public sealed class ControlActsTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Socket, "care");
    private static readonly TimeSpan At = TimeSpan.FromSeconds(7);
    private static readonly AlarmLimits Limits = AlarmLimits.For(PatientProfile.Child);

    private static IEnumerable<TestCaseData> Acts()
    {
        yield return new("""{"act":"acknowledge"}""", new AcknowledgeAlarms(null, Nurse, At));
        yield return new("""{"act":"acknowledge","alarm":"b-asystole-1"}""", new AcknowledgeAlarms("b-asystole-1", Nurse, At));
        yield return new("""{"act":"pause-audio"}""", new PauseAudio(null, Nurse, At));
        yield return new("""{"act":"pause-audio","seconds":60}""", new PauseAudio(TimeSpan.FromSeconds(60), Nurse, At));
        yield return new("""{"act":"audio-off"}""", new TurnAudioOff(Nurse, At));
        yield return new("""{"act":"pause-alarms","seconds":30}""", new PauseAlarms(TimeSpan.FromSeconds(30), Nurse, At));
        yield return new("""{"act":"alarms-off"}""", new TurnAlarmsOff(Nurse, At));
        yield return new("""{"act":"resume"}""", new ResumeSignals(Nurse, At));
        yield return new("""{"act":"admit","profile":"neonate","episode":"e-17"}""", new AdmitPatient(PatientProfile.Neonate, "e-17", Nurse, At));
        yield return new("""{"act":"discharge"}""", new DischargePatient(Nurse, At));
        yield return new("""{"act":"standby","minutes":20}""", new BeginStandby(TimeSpan.FromMinutes(20), Nurse, At));
        yield return new("""{"act":"end-standby"}""", new EndStandby(Nurse, At));
        yield return new("""{"act":"call-for-help"}""", new CallForHelp(Nurse, At));
        yield return new("""{"act":"self-test"}""", new TestSignals(Nurse, At));
        yield return new(
            """{"act":"observe","consciousness":"voice","oxygen":true,"scale2":false,"temperature":38.5,"systolic":110,"respiration":22}""",
            new EnterObservation(new Observation(Consciousness.Voice, true, false, 38.5, 110, 22), Nurse, At));
        yield return new("""{"act":"observe","oxygen":false}""", new EnterObservation(new Observation(OnOxygen: false), Nurse, At));
        yield return new("""{"act":"set-limits","limits":{"hrlow":70}}""", new ChangeLimits(Limits with { HrLow = 70 }, Nurse, At));
        yield return new("""{"act":"default-limits"}""", new ChangeLimits(Limits, Nurse, At));
    }

    [TestCaseSource(nameof(Acts))]
    public void EachActIsItsCommand(string request, OperatorCommand command) => Assert.That(Command(request), Is.EqualTo(command));

    [Test]
    public void EveryActOfTheMonitorCanBeAskedFor()
    {
        var acts = typeof(OperatorCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OperatorCommand)));
        Assert.That(Acts().Select(row => row.Arguments[1]!.GetType()).Distinct(), Is.EquivalentTo(acts));
    }

    [TestCase("""{"act":"explode"}""", "not known here")]
    [TestCase("""{}""", "needs the key act")]
    [TestCase("""{"act":7}""", "act: allowed is a text")]
    [TestCase("""{"act":null}""", "act: allowed is a value, not null")]
    [TestCase("""{"act":"acknowledge","alram":"b-asystole-1"}""", "The key alram is not known to this act.")]
    [TestCase("""{"act":"acknowledge","alarm":"a\nb"}""", "one line")]
    [TestCase("""{"act":"pause-audio","seconds":0}""", "1 to 3600")]
    [TestCase("""{"act":"pause-audio","seconds":"60"}""", "seconds: allowed is a number")]
    [TestCase("""{"act":"pause-audio","seconds":1e999}""", "seconds: allowed is a number")]
    [TestCase("""{"act":"standby","minutes":1441}""", "1 to 1440")]
    [TestCase("""{"act":"admit"}""", "needs the key profile")]
    [TestCase("""{"act":"admit","profile":"Adult"}""", "one of adult, child, neonate")]
    [TestCase("""{"act":"admit","profile":"adult","episode":"Erika"}""", "never a name")]
    [TestCase("""{"act":"admit","profile":"adult","episode":"Erika Mustermann 7"}""", "never a name")]
    [TestCase("""{"act":"observe"}""", "empty")]
    [TestCase("""{"act":"observe","temperature":101.3}""", "20 to 45")]
    [TestCase("""{"act":"observe","oxygen":"yes"}""", "true or false")]
    [TestCase("""{"act":"set-limits"}""", "limits: allowed is a group")]
    [TestCase("""{"act":"set-limits","limits":{"Profile":"Adult"}}""", "A limit is not known")]
    [TestCase("""{"act":"set-limits","limits":{"HrLow":"low"}}""", "HrLow: the value is of the wrong type")]
    [TestCase("""{"act":"set-limits","limits":{"HrLow":null}}""", "HrLow: the value is of the wrong type")]
    public void WhatIsWrongIsOneSentence(string request, string names)
        => Assert.That(() => Command(request), Throws.InstanceOf<FormatException>().With.Message.Contains(names).And.Message.EndsWith("."));

    private static OperatorCommand Command(string request)
    {
        var keys = new RequestKeys(ControlLines.Parse(Encoding.UTF8.GetBytes(request)));
        var command = ControlActs.Command(keys.Needed("act"), keys, Limits, Nurse, At);
        keys.End();
        return command;
    }
}
