using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>The self-test through the same lines as an alarm, on a clock that a test moves.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SelfTestTests : IDisposable
{
    private const int BuzzerFeedback = 5;
    private static readonly AnnunciationPlan Low = new(AlarmPriority.Low, AlarmPriority.Low, false, "DISK NEARLY FULL");

    private readonly ManualTime _time = new();
    private readonly FakeGpio _gpio = new();
    private readonly List<OutputEdge> _edges = [];
    private Annunciator? _annunciator;

    public void Dispose() => _annunciator?.Dispose();

    [Test]
    public void EachLampAndTheSoundAreTriedInTurn()
    {
        Annunciator annunciator = Make();
        Task<SelfTestResult> test = annunciator.SelfTestAsync();
        RunUntil(3);

        Assert.Multiple(() =>
        {
            Assert.That(Story(), Is.EqualTo("RedLamp+0 RedLamp-500 YellowLamp+600 YellowLamp-1100 CyanLamp+1200 CyanLamp-1700 Buzzer+1800 Buzzer-2300"));
            Assert.That(test.IsCompletedSuccessfully && test.Result.Outcome == SelfTestOutcome.Passed, Is.True);
            Assert.That(test.Result.Sentences, Has.Exactly(4).Items.And.Some.Contains("a person must have heard it"));
            Assert.That(annunciator.LastSelfTest, Is.SameAs(test.Result));
        });
    }

    [Test]
    public void TheNurseIsCalledWhereThatIsWanted()
    {
        Make(new SelfTestSequence(nurseCall: true)).SelfTest();
        RunUntil(4);

        Assert.That(Story(), Does.EndWith("Buzzer+1800 Buzzer-2300 NurseCall+2400 NurseCall-2900"));
    }

    [TestCase(700, "RedLamp+0 RedLamp-500 YellowLamp+600 Buzzer+700 YellowLamp-700 CyanLamp+700 Buzzer-900 Buzzer+1100")]
    [TestCase(1900, "Buzzer+1800 Buzzer-1900 CyanLamp+1900 Buzzer+2100 Buzzer-2300", Description = "the tone is cut, and the burst keeps its spacing to it")]
    public void AnAlarmOfAnyPriorityInterruptsItAtOnce(int at, string story)
    {
        Annunciator annunciator = Make();
        Task<SelfTestResult> test = annunciator.SelfTestAsync();
        RunUntil(at / 1000.0);
        annunciator.Show(Low);
        RunUntil(at / 1000.0 + 0.45);

        Assert.Multiple(() =>
        {
            Assert.That(Story(), Does.EndWith(story));
            Assert.That(test.IsCompletedSuccessfully && test.Result.Outcome == SelfTestOutcome.Interrupted, Is.True);
        });
    }

    [Test]
    public void ItDoesNotBeginWhileSomethingIsSignalled()
    {
        Annunciator annunciator = Make();
        annunciator.Show(Low with { Sound = AlarmPriority.None });
        Task<SelfTestResult> test = annunciator.SelfTestAsync();
        RunUntil(3);

        Assert.Multiple(() =>
        {
            Assert.That(Story(), Is.EqualTo("CyanLamp+0"));
            Assert.That(test.IsCompletedSuccessfully && test.Result.Outcome == SelfTestOutcome.Interrupted, Is.True);
        });
    }

    [Test]
    public void ALineThatCannotBeDrivenFailsIt()
    {
        _gpio[22].Failing = true;
        Task<SelfTestResult> test = Make().SelfTestAsync();
        RunUntil(3);

        Assert.That(test.IsCompletedSuccessfully && test.Result.Outcome == SelfTestOutcome.Failed, Is.True);
        Assert.That(test.Result.Sentences, Is.EqualTo(["The yellow lamp cannot be driven. the line is gone."]));
    }

    [TestCase(true, "Passed")]
    [TestCase(false, "Failed")]
    public void TheFeedbackLineTellsWhetherItSounded(bool sounds, string outcome)
    {
        Task<SelfTestResult> test = Make(buzzerFeedback: BuzzerFeedback).SelfTestAsync();
        RunUntil(1.9);
        if (sounds) _gpio[BuzzerFeedback].Sense(true);
        RunUntil(2.3);
        _gpio[BuzzerFeedback].Sense(false);
        RunUntil(3);

        Assert.That(test.IsCompletedSuccessfully && test.Result.Outcome == Enum.Parse<SelfTestOutcome>(outcome), Is.True);
    }

    [Test]
    public void AskedForTwiceItIsOneTestAndAnotherOneLater()
    {
        Annunciator annunciator = Make();
        Task<SelfTestResult> first = annunciator.SelfTestAsync();
        RunUntil(1);
        Task<SelfTestResult> same = annunciator.SelfTestAsync();
        RunUntil(3);
        Task<SelfTestResult> second = annunciator.SelfTestAsync();
        RunUntil(4);
        bool running = !second.IsCompleted;
        RunUntil(6);

        Assert.Multiple(() =>
        {
            Assert.That(same, Is.SameAs(first));
            Assert.That((running, second.IsCompletedSuccessfully), Is.EqualTo((true, true)));
        });
    }

    [Test]
    public void TheEndOfTheApplianceInterruptsIt()
    {
        Annunciator annunciator = Make();
        Task<SelfTestResult> test = annunciator.SelfTestAsync();
        annunciator.Dispose();
        Task<SelfTestResult> late = annunciator.SelfTestAsync();

        Assert.That((test.IsCompletedSuccessfully, late.IsCompletedSuccessfully), Is.EqualTo((true, true)));
        Assert.That((test.Result.Outcome, late.Result.Outcome), Is.EqualTo((SelfTestOutcome.Interrupted, SelfTestOutcome.Interrupted)));
    }

    [Test]
    public void TheRunningLampIsSteadyWhilePlansComeAndTheSoundCanBeDriven()
    {
        Annunciator annunciator = Make();
        annunciator.Show(AnnunciationPlan.Quiet);
        RunUntil(1.5);
        bool capable = annunciator.CanAlarm;
        annunciator.Show(AnnunciationPlan.Quiet);
        RunUntil(6);
        bool withoutPlans = annunciator.CanAlarm;
        annunciator.Show(AnnunciationPlan.Quiet);
        RunUntil(6.1);
        _gpio[17].Failing = true;
        RunUntil(7.5);
        annunciator.Show(AnnunciationPlan.Quiet);
        RunUntil(8.5);

        Assert.Multiple(() =>
        {
            Assert.That((capable, withoutPlans, annunciator.CanAlarm), Is.EqualTo((true, false, false)));
            Assert.That(string.Join(' ', _edges.Where(edge => edge.Output == AnnunciationOutput.GreenLamp).Select(Text)), Is.EqualTo("GreenLamp+0 GreenLamp-4000 GreenLamp+6000 GreenLamp-7500"));
            Assert.That(_gpio[25].Active, Is.False);
        });
    }

    [Test]
    public void TheHeartbeatChangesEachSecondWhileTheApplianceCanAlarm()
    {
        Annunciator annunciator = Make();
        for (int tenth = 0; tenth < 45; tenth++)
        {
            annunciator.Show(AnnunciationPlan.Quiet);
            RunUntil(tenth / 10.0);
        }

        Assert.That(string.Join(' ', _edges.Where(edge => edge.Output == AnnunciationOutput.Heartbeat).Select(Text)), Is.EqualTo("Heartbeat+0 Heartbeat-1000 Heartbeat+2000 Heartbeat-3000 Heartbeat+4000"));
    }

    private Annunciator Make(SelfTestSequence? test = null, int? buzzerFeedback = null)
    {
        var options = new AnnunciationOptions { Chip = "/dev/gpiochip0", BuzzerFeedbackLine = buzzerFeedback, HeartbeatLine = 12 };
        var outputs = new GpioOutputs(_gpio, new FakePwm(), options, new AnnunciationFaults(_ => { }), NullLogger<GpioOutputs>.Instance);
        return _annunciator = new Annunciator(outputs, _time, NullLogger<Annunciator>.Instance, _edges.Add, test);
    }

    private void RunUntil(double seconds)
    {
        TimeSpan end = TimeSpan.FromSeconds(seconds);
        while (true)
        {
            TimeSpan wait = _annunciator!.Step();
            if (_time.Elapsed + wait > end) break;
            _time.Advance(wait);
        }

        _time.Advance(end - _time.Elapsed);
    }

    private string Story() =>
        string.Join(' ', _edges.Where(edge => edge.Output is not (AnnunciationOutput.GreenLamp or AnnunciationOutput.Heartbeat)).Select(Text));

    private static string Text(OutputEdge edge) => $"{edge.Output}{(edge.Active ? '+' : '-')}{edge.At.TotalMilliseconds}";
}
