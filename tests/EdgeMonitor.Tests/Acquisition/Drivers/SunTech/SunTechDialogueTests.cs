using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.SunTech;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.SunTech;

/// <summary>The host's part against a simulated module, in simulated time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SunTechDialogueTests
{
    private static readonly byte[] Busy = [0x3E, 0x04, 0x42, 0x7C];

    private readonly SensorActs _acts = new();
    private SunTechSimulator _module = new(new Patient(Scenarios.Normal, seed: 1));

    [Test]
    public void AMeasurementThatAPersonBeginsInflatesDeflatesAndBringsTheResult()
    {
        var bench = Ready();
        var answer = Ask(SensorAct.StartPressure);
        bench.Run(1.5);
        Assert.That(answer.Result!.Accepted, Is.True, answer.Result.Sentence);
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count > 0);

        var at = Of(bench, Mdc.PressBldNoninvSys).Single().At;
        Assert.That(bench.Inputs.OfType<Reading>().Where(reading => reading.Mdc is not Mdc.PressCuff), Is.EqualTo(new[]
        {
            Reading.Valid("nibp", Mdc.PressNoninvError, MdcUnit.Dimensionless, 0, at),
            Reading.Valid("nibp", Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, 118, at),
            Reading.Valid("nibp", Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury, 76, at),
            Reading.Valid("nibp", Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury, 90, at),
            Reading.Valid("nibp", Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute, Of(bench, Mdc.PulsRateNonInv).Single().Value!.Value, at),
        }));
        Assert.That(Of(bench, Mdc.PulsRateNonInv).Single().Value, Is.EqualTo(72).Within(3));
        var cuff = Of(bench, Mdc.PressCuff).Where(reading => reading.Value is not null).ToList();
        Assert.That(cuff.Max(reading => reading.Value), Is.InRange(155, 160));
        Assert.That(cuff, Has.Count.GreaterThan(50), "about five a second while it measures");
        Assert.That(bench.Inputs.OfType<DeviceIdentity>().Single().Model, Is.EqualTo("SunTech NIBP"));
    }

    [Test]
    public void PollsThatFindNothingKeepTheLinkAliveAndLeaveTheResultAlone()
    {
        var bench = Ready();
        Measure(bench);
        var before = bench.Inputs.Count;
        bench.Run(60);
        var since = bench.Inputs.Skip(before).OfType<Reading>().ToList();
        Assert.That(since.Select(reading => reading.Mdc), Is.All.EqualTo(Mdc.PressCuff), "nothing touches the result or its time");
        Assert.That(since.Where(reading => reading.Value is null).ToList(), Has.Count.InRange(50, 65));
        Assert.That(since[^1].Reason, Is.EqualTo(NoData.NotMeasured));
    }

    [Test]
    public void TheMonitorShowsTheResultWithItsOwnTimeForAnHour()
    {
        var bench = Ready();
        Measure(bench);
        bench.Run(3000);
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        foreach (var input in bench.Inputs) monitor.Process(input);
        var shown = monitor.Advance(bench.Now + TimeSpan.FromSeconds(1)).OfType<VitalSign>().Select(vital => vital.Reading).ToList();
        foreach (var result in SunTechReadings.Deliveries)
            Assert.That(shown.Last(reading => reading.Mdc == result.Mdc), Is.EqualTo(Of(bench, result.Mdc).Single()), Mdc.NameOf(result.Mdc));
    }

    [Test]
    public void AFirstInflationIsSetBeforeTheStart()
    {
        var bench = Ready(new SunTechSettings(InitialMmHg: 200));
        Measure(bench);
        Assert.That(Of(bench, Mdc.PressCuff).Max(reading => reading.Value), Is.InRange(195, 200));
        Assert.That(Convert.ToHexString([.. bench.Sent]), Does.Contain(Convert.ToHexString(SunTechCommand.Target(200))));
    }

    [Test]
    public void ANeonateIsMeasuredAsOneAndLetGoAboveItsLimit()
    {
        var bench = Ready(new SunTechSettings(SunTechPatient.Neonate));
        Start(bench);
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count > 0);
        Assert.That(Convert.ToHexString([.. bench.Sent]), Does.Contain("3A289E").And.Not.Contain("3A20A6"));
        Assert.That(Of(bench, Mdc.PressBldNoninvSys).Single().Reason, Is.EqualTo(NoData.DeviceError), "the module was about to inflate to 160 mmHg");
        Assert.That(_module.CuffMmHg, Is.LessThan(156));
        bench.RunUntil(() => _module.CuffMmHg < 5, 5);
    }

    [Test]
    public void APersonsStopLetsTheCuffGoAndBringsNoResult()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        var aborts = _module.Aborts;
        var answer = Ask(SensorAct.StopPressure);
        bench.RunUntil(() => _module.CuffMmHg < 5, 4);
        Assert.That(answer.Result!.Sentence, Is.EqualTo("The measurement was stopped and the cuff is let go."));
        Assert.That(_module.Aborts, Is.EqualTo(aborts + 1));
        bench.Run(20);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys), Is.Empty, "what was measured before still stands");
    }

    [Test]
    public void AStopIsHeardWithinAQuarterOfASecondWhileItMeasures()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        var (aborts, asked) = (_module.Aborts, bench.Now);
        _ = Ask(SensorAct.StopPressure);
        bench.RunUntil(() => _module.Aborts > aborts, 1);
        Assert.That(bench.Now - asked, Is.LessThan(TimeSpan.FromSeconds(0.25)));
    }

    [Test]
    public void TheEndOfTheSessionLetsTheCuffGo()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        var aborts = _module.Aborts;
        bench.End();
        Assert.That(_module.Aborts, Is.EqualTo(aborts + 2), "one of the two may be spoiled on the line");
    }

    [Test]
    public void ThreeLostAnswersEndTheSessionWhichLetsTheCuffGo()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        var (aborts, silent) = (_module.Aborts, bench.Now);
        _module.Speaks = false;
        Assert.That(() => bench.Run(10), Throws.InstanceOf<TimeoutException>().With.Message.Contains("3 requests without an answer"));
        Assert.That(bench.Now - silent, Is.LessThan(TimeSpan.FromSeconds(2)));
        bench.End();
        Assert.That(_module.Aborts, Is.EqualTo(aborts + 2), "one of the two may be spoiled on the line");
    }

    [Test]
    public void AStartWhoseAnswerIsLostIsTakenBack()
    {
        var bench = Ready();
        var aborts = _module.Aborts;
        bench.Spoil = bytes => bytes.Length == 4 ? [] : bytes;
        _ = Ask(SensorAct.StartPressure);
        bench.RunUntil(() => _module.Aborts > aborts, 3);
        bench.RunUntil(() => _module.CuffMmHg < 5, 5);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys).Single().Reason, Is.EqualTo(NoData.DeviceError));
    }

    [Test]
    public void BetweenTwoMeasurementsTheArmRestsForHalfAMinute()
    {
        var bench = Ready();
        Measure(bench);
        bench.RunUntil(() => _module.CuffMmHg < 5, 5);
        bench.Run(2);
        var (refused, ended) = (Ask(SensorAct.StartPressure), Of(bench, Mdc.PressBldNoninvSys).Single().At);
        bench.Run(1.5);
        Assert.That(refused.Result!.Accepted, Is.False);
        Assert.That(refused.Result.Sentence, Does.Match("^The arm rests after the last measurement: the next may begin in [0-9]+ s\\.$"));
        bench.RunUntil(() => bench.Now >= ended + SunTechDialogue.Rest);
        Start(bench);
        Assert.That(_module.Starts, Is.EqualTo(2));
    }

    [Test]
    public void JustAfterTheModuleWasConnectedNobodyKnowsHowLongTheArmHasRested()
    {
        var bench = New(new SunTechSettings(), SunTechDialogue.Rest);
        bench.Run(5);
        var answer = Ask(SensorAct.StartPressure);
        bench.Run(1.5);
        Assert.That(answer.Result!.Sentence, Does.StartWith("The module was connected just now"));
    }

    [Test]
    public void ACuffThatIsNotEmptyIsNotInflated()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        _module.ValveStuck = true;
        _ = Ask(SensorAct.StopPressure);
        bench.Run(2);
        var answer = Ask(SensorAct.StartPressure);
        bench.Run(1.5);
        Assert.That(answer.Result!.Sentence, Does.Match("^The cuff still holds [0-9]+ mmHg"));
        Assert.That(() => bench.Run(60), Throws.InstanceOf<IOException>().With.Message.Contains("take it off the patient"), "it is an alarm of the link");
        Assert.That(_module.Aborts, Is.GreaterThan(4), "it is told again and again");
    }

    [Test]
    public void ASecondStartWhileItMeasuresIsRefused()
    {
        var bench = Ready();
        Start(bench);
        var answer = Ask(SensorAct.StartPressure);
        bench.Run(1.5);
        Assert.That(answer.Result, Is.EqualTo(new SensorAnswer(false, "A measurement is under way already.")));
    }

    [Test]
    public void TheScheduleMeasuresAtWholeMultiplesOfItsInterval()
    {
        var bench = New(new SunTechSettings(Interval: TimeSpan.FromMinutes(2)), SunTechDialogue.Rest);
        bench.Run(490);
        Assert.That(_module.Starts, Is.EqualTo(4));
        var results = Of(bench, Mdc.PressBldNoninvSys);
        Assert.That(results.Select(reading => Math.Floor(reading.At.TotalMinutes)), Is.EqualTo(new[] { 2.0, 4, 6 }));
    }

    [Test]
    public void AModuleThatHasNotInflatedBringsNoOldResultAsANewOne()
    {
        var bench = Ready(rest: TimeSpan.Zero);
        Measure(bench);
        bench.Run(5);
        _module.PumpDead = true;
        Start(bench);
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count == 2, 20);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys)[1].Reason, Is.EqualTo(NoData.DeviceError));
    }

    [Test]
    public void AModuleThatRestartsWhileItMeasuresBringsNoResult()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        _module.Restart();
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count > 0, 30);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys).Single().Reason, Is.EqualTo(NoData.DeviceError));
    }

    [TestCase(SunTechFrame.ResultLength, 3)]
    [TestCase(SunTechFrame.CuffLength, 0)]
    public void AModuleThatIsBusyForEverEndsTheSessionWithoutFillingTheLine(int lengthOfAnswer, int results)
    {
        var bench = Ready();
        bench.Spoil = bytes => bytes.Length == lengthOfAnswer ? Busy : bytes;
        var (starts, sent) = (_module.Starts, bench.Sent.Count);
        _ = Ask(SensorAct.StartPressure);
        Assert.That(() => bench.Run(60), Throws.InstanceOf<TimeoutException>().With.Message.Contains("3 requests without an answer, or was too busy for one"));
        Assert.That(Convert.ToHexString([.. bench.Sent]).Split("3A7903004A"), Has.Length.EqualTo(results + 1));
        Assert.That(_module.Starts - starts, Is.EqualTo(results > 0 ? 1 : 0));
        if (results == 0) Assert.That(bench.Sent.Count - sent, Is.LessThan(30));
    }

    [Test]
    public void AModuleThatIsBusyInsteadOfTellingTheCuffWhileItMeasuresIsLetGo()
    {
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        var (aborts, busy) = (_module.Aborts, bench.Now);
        bench.Spoil = bytes => bytes.Length == SunTechFrame.CuffLength ? Busy : bytes;
        Assert.That(() => bench.Run(60), Throws.InstanceOf<TimeoutException>());
        Assert.That(bench.Now - busy, Is.LessThan(TimeSpan.FromSeconds(2)));
        bench.End();
        Assert.That(_module.Aborts, Is.EqualTo(aborts + 2));
    }

    [TestCase(2, TestName = "{m}(just begun)")]
    [TestCase(100, TestName = "{m}(inflating)")]
    [TestCase(159, TestName = "{m}(full)")]
    public void AStrayEndBringsNoOldResultAndTheMeasurementGoesOn(int mmHg)
    {
        var bench = Ready(rest: TimeSpan.Zero);
        Measure(bench);
        bench.Run(5);
        (_module.Systolic, var stray) = (130, true);
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > mmHg);
        bench.Spoil = bytes =>
        {
            byte[] all = stray ? [.. bytes, 0x3E, 0x04, 0x4B, 0x73] : bytes;
            stray = false;
            return all;
        };
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count == 2);
        Assert.That((Of(bench, Mdc.PressBldNoninvSys)[1].Value, stray), Is.EqualTo(((double?)130, false)));
    }

    [Test]
    public void AMeasurementThatHasEndedLetsTheCuffGo()
    {
        var bench = Ready();
        var aborts = _module.Aborts;
        Measure(bench);
        bench.Run(0.1);
        Assert.That(_module.Aborts, Is.EqualTo(aborts + 1));
    }

    [Test]
    public void ALinkThatIsLostWhileItMeasuresLeavesNoOldResultValid()
    {
        var bench = Ready(rest: TimeSpan.Zero);
        Measure(bench);
        bench.Run(5);
        Start(bench);
        bench.RunUntil(() => _module.CuffMmHg > 100);
        bench.IsPlugged = false;
        Assert.That(() => bench.Run(10), Throws.InstanceOf<TimeoutException>());
        bench.End();
        foreach (var result in SunTechReadings.Deliveries)
            Assert.That(Of(bench, result.Mdc)[^1], Is.EqualTo(Reading.Missing("nibp", result.Mdc, result.Unit, NoData.Disconnected, bench.Now)), Mdc.NameOf(result.Mdc));
    }

    [Test]
    public void ALinkThatIsLostWhileNothingIsMeasuredLeavesTheResultAlone()
    {
        var bench = Ready();
        Measure(bench);
        bench.Run(10);
        bench.End();
        Assert.That(Of(bench, Mdc.PressBldNoninvSys).Single().Value, Is.EqualTo(118));
    }

    [TestCase("normal 1s, motion 3000s", NoData.PoorSignal, 2)]
    [TestCase("normal 1s, asystole 3000s", NoData.PoorSignal, 1)]
    public void WhatTheModuleCouldNotMeasureIsMissingWithItsErrorCode(string scenario, NoData reason, int code)
    {
        _module = new SunTechSimulator(new Patient(ScenarioText.Parse(scenario), seed: 1));
        var bench = Ready();
        Start(bench);
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count > 0);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys).Single().Reason, Is.EqualTo(reason));
        Assert.That(Of(bench, Mdc.PressNoninvError).Single().Value, Is.EqualTo(code));
    }

    [Test]
    public void ALineThatLosesOneByteInFiftyMeasuresAllTheSame()
    {
        var bench = Ready();
        var random = new Random(3);
        bench.Spoil = bytes => [.. bytes.Where(_ => random.Next(50) != 0)];
        bench.Run(30);
        bench.Spoil = null;
        Measure(bench);
        Assert.That(Of(bench, Mdc.PressBldNoninvSys)[^1].Value, Is.EqualTo(118));
    }

    [Test]
    public void NoiseBetweenTheFramesDoesNotEndTheSession()
    {
        var bench = Ready();
        var random = new Random(4);
        bench.Spoil = bytes =>
        {
            var noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            return [.. noise, .. bytes];
        };
        bench.Run(60);
        Assert.That(bench.Inputs.OfType<Reading>().Count(), Is.GreaterThan(40));
    }

    [Test]
    public void NobodyThereIsSaidAsItIs()
    {
        var bench = New(new SunTechSettings(), TimeSpan.Zero);
        bench.IsPlugged = false;
        Assert.That(() => bench.Run(10), Throws.InstanceOf<TimeoutException>().With.Message.StartsWith("No SunTech NIBP module answers here"));
    }

    [Test]
    public void AnotherDeviceIsSaidAsItIs()
    {
        var bench = New(new SunTechSettings(), TimeSpan.Zero);
        bench.Spoil = bytes => [.. bytes.Select(one => (byte)(one ^ 0x41))];
        Assert.That(() => bench.Run(10), Throws.InstanceOf<IOException>().With.Message.Contains("is no SunTech NIBP module"));
    }

    private DialogueBench New(SunTechSettings settings, TimeSpan rest) => new DialogueBench(new SunTechDialogue("nibp", settings, _acts, rest), _module).Begin();

    /// <summary>A session whose cuff is empty and whose arm has rested.</summary>
    private DialogueBench Ready(SunTechSettings? settings = null, TimeSpan? rest = null)
    {
        var bench = New(settings ?? new SunTechSettings(), rest ?? SunTechDialogue.Rest);
        bench.Run(SunTechDialogue.Rest.TotalSeconds + 1);
        return bench;
    }

    private void Start(DialogueBench bench)
    {
        var starts = _module.Starts;
        var answer = Ask(SensorAct.StartPressure);
        bench.RunUntil(() => _module.Starts > starts, 5);
        Assert.That(answer.Result!.Accepted, Is.True, answer.Result.Sentence);
    }

    private void Measure(DialogueBench bench)
    {
        var results = Of(bench, Mdc.PressBldNoninvSys).Count;
        Start(bench);
        bench.RunUntil(() => Of(bench, Mdc.PressBldNoninvSys).Count > results);
    }

    private Task<SensorAnswer?> Ask(SensorAct act) => _acts.AskAsync(act, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);

    private static List<Reading> Of(DialogueBench bench, uint mdc) => Decoding.Readings(bench.Inputs, mdc);
}
