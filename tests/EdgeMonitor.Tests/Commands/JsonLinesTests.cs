using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Commands;

/// <summary>The exact text: scripts depend on it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JsonLinesTests : IDisposable
{
    private static readonly TimeSpan At = TimeSpan.FromSeconds(12.3456785);
    private static readonly AlarmRule Asystole = new("asystole", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    private readonly StringWriter _text = new();

    public void Dispose() => _text.Dispose();

    [Test]
    public void AnAlarmStart()
    {
        Lines.Alarm(new AlarmEvent(
            At, "asystole-1", "ecg", Asystole, AlarmPriority.High, AlarmTransition.Start, new(Presence.Present, "No beat for 4 s.", 4.1, 4), null));

        Assert.That(_text.ToString(), Is.EqualTo(
            """{"t":12.345678,"id":"asystole-1","condition":"asystole","kind":"physiological","priority":"high","phase":"start","value":4.1,"limit":4,"reason":"No beat for 4 s.","sensor":"ecg"}""" + "\n"));
    }

    [Test]
    public void AnAlarmWithoutNumbersOrSensor()
    {
        var uplink = new AlarmRule("uplink-lost", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);
        Lines.Alarm(new AlarmEvent(TimeSpan.Zero, "uplink-lost-2", "", uplink, AlarmPriority.Low, AlarmTransition.End, new(Presence.Absent, ""), null));

        Assert.That(_text.ToString(), Is.EqualTo(
            """{"t":0,"id":"uplink-lost-2","condition":"uplink-lost","kind":"technical","priority":"low","phase":"end","value":null,"limit":null,"reason":""}""" + "\n"));
    }

    [TestCase(AlarmTransition.Start, "start")]
    [TestCase(AlarmTransition.End, "end")]
    [TestCase(AlarmTransition.Update, "update")]
    [TestCase(AlarmTransition.Held, "held")]
    public void ThePhases(AlarmTransition transition, string phase)
    {
        Lines.Alarm(new AlarmEvent(At, "a-1", "ecg", Asystole, AlarmPriority.Medium, transition, new(Presence.Present, "x"), null));

        Assert.That(_text.ToString(), Does.Contain($"\"priority\":\"medium\",\"phase\":\"{phase}\","));
    }

    [TestCase(RhythmFindings.Bigeminy | RhythmFindings.PossibleAtrialFibrillation, """["bigeminy","possible-atrial-fibrillation"]""")]
    [TestCase(RhythmFindings.None, "[]")]
    [TestCase(null, "null")]
    public void ARhythm(RhythmFindings? findings, string found)
    {
        Lines.Rhythm(new RhythmDescribed(At, "ecg", findings));

        Assert.That(_text.ToString(), Is.EqualTo("""{"t":12.345678,"name":"rhythm","code":0,"found":""" + found + "}\n"));
    }

    [Test]
    public void AReasonInAnyScriptStaysOneReadableLine()
    {
        Lines.Alarm(new AlarmEvent(At, "a-1", "ecg", Asystole, AlarmPriority.High, AlarmTransition.Held, new(Presence.Present, "Puls ü \"ja\"\n脈"), null));

        Assert.That(_text.ToString(), Does.Contain("""
            "reason":"Puls ü \"ja\"\n脈"
            """.Trim()));
        Assert.That(_text.ToString().Count(letter => letter == '\n'), Is.EqualTo(1), "the line's own end");
    }

    [Test]
    public void AVitalSign()
    {
        Lines.Vital(new VitalSign(TimeSpan.FromSeconds(5), Reading.Valid("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72.0000004, TimeSpan.FromSeconds(4.9))));

        Assert.That(_text.ToString(), Is.EqualTo("""{"t":5,"name":"MDC_ECG_HEART_RATE","code":147842,"value":72,"unit":"bpm"}""" + "\n"));
    }

    [Test]
    public void AVitalSignWithItsQuality()
    {
        Lines.Vital(new VitalSign(At, Reading.Valid("t", Mdc.Temp, MdcUnit.DegreeCelsius, 36.85, At, SignalQuality.Good)));

        Assert.That(_text.ToString(), Is.EqualTo("""{"t":12.345678,"name":"MDC_TEMP","code":150344,"value":36.85,"unit":"°C","quality":"good"}""" + "\n"));
    }

    [TestCase(NoData.LeadOff, "lead-off")]
    [TestCase(NoData.Starting, "starting")]
    [TestCase(NoData.PoorSignal, "poor-signal")]
    public void AMissingVitalSignSaysWhy(NoData reason, string name)
    {
        Lines.Vital(new VitalSign(At, Reading.Missing("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, reason, At)));

        Assert.That(_text.ToString(), Is.EqualTo(
            $$"""{"t":12.345678,"name":"MDC_ECG_HEART_RATE","code":147842,"value":null,"unit":"bpm","missing":"{{name}}"}""" + "\n"));
    }

    [Test]
    public void AnEarlyWarningScore()
    {
        Lines.EarlyWarning(new EarlyWarningScore(At, 6, 6, [0, 1, 2, 0, 3, 0, 0], "", News2Band.Medium));

        Assert.That(_text.ToString(), Is.EqualTo(
            """{"t":12.345678,"name":"NEWS2","code":0,"value":6,"unit":"1","known":6,"band":"medium","parts":{"respiration":0,"saturation":1,"oxygen":2,"systolic":0,"pulse":3,"consciousness":0,"temperature":0}}""" + "\n"));
    }

    [Test]
    public void AnEarlyWarningScoreWithoutATotalNamesWhatIsMissing()
    {
        Lines.EarlyWarning(new EarlyWarningScore(At, null, 3, [null, 0, 0, 0, 3, 0, null], "respiration, temperature", null));

        Assert.That(_text.ToString(), Is.EqualTo(
            """{"t":12.345678,"name":"NEWS2","code":0,"value":null,"unit":"1","missing":"respiration, temperature","known":3,"parts":{"respiration":null,"saturation":0,"oxygen":0,"systolic":0,"pulse":3,"consciousness":0,"temperature":null}}""" + "\n"));
    }

    [Test]
    public void SamplesAreInPhysicalUnits()
    {
        var lead = new SignalDescriptor("ecg", "MLII", Mdc.EcgLeadOf("MLII")!.Value, MdcUnit.Millivolt, 360, Scale: 0.005, Offset: -5.12);
        Lines.Samples(new SampleBlock(lead, 720, TimeSpan.FromSeconds(2), new[] { 1024, 995, -1 }));

        Assert.That(_text.ToString(), Is.EqualTo(
            """{"t":2,"name":"MDC_ECG_ELEC_POTL_II","label":"MLII","unit":"mV","rate":360,"samples":[0,-0.145,-5.125]}""" + "\n"));
    }

    [Test]
    public void ASignalWithoutACodeHasItsLabelAsName()
    {
        Lines.Samples(new SampleBlock(new SignalDescriptor("x", "Strange", 0, MdcUnit.Dimensionless, 62.5), 0, TimeSpan.Zero, new[] { 7 }));

        Assert.That(_text.ToString(), Is.EqualTo("""{"t":0,"name":"Strange","label":"Strange","unit":"1","rate":62.5,"samples":[7]}""" + "\n"));
    }

    [Test]
    public void AContact()
    {
        Lines.Contact(new ContactStatus("spo2", Modality.Oximeter, Contact.SensorOff, TimeSpan.FromSeconds(0.5)));

        Assert.That(_text.ToString(), Is.EqualTo("""{"t":0.5,"contact":"sensor-off","modality":"oximeter"}""" + "\n"));
    }

    private JsonLines Lines => new(_text);
}
