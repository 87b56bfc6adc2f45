using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciationScheduleTests
{
    private static readonly AnnunciationPlan High = new(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE");
    private static readonly AnnunciationPlan Medium = new(AlarmPriority.Medium, AlarmPriority.Medium, false, "SPO2 LOW");
    private static readonly AnnunciationPlan Low = new(AlarmPriority.Low, AlarmPriority.Low, false, "DISK NEARLY FULL");
    private static readonly AnnunciationPlan HighSilenced = High with { Sound = AlarmPriority.None };

    [Test]
    public void HighSoundsTenPulsesAndThenAgainFiveSecondsAfterTheBurst()
    {
        string edges = Buzzer(untilMs: 8600, (0, High));

        Assert.That(edges, Is.EqualTo(
            "+0 -150 +250 -400 +500 -650 +1000 -1150 +1250 -1400 +1900 -2050 +2150 -2300 +2400 -2550 +2900 -3050 +3150 -3300 +8300 -8450 +8550"));
    }

    [Test]
    public void MediumAndLowSoundAsPlanned()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Buzzer(untilMs: 8600, (0, Medium)), Is.EqualTo("+0 -200 +400 -600 +800 -1000 +8500"));
            Assert.That(Buzzer(untilMs: 20700, (0, Low)), Is.EqualTo("+0 -200 +400 -600 +20600"));
        });
    }

    [TestCase(1100, "+0 -200 +400 -600 +800 -1000 +1100 -1250", Description = "in a silence longer than the spacing: at once")]
    [TestCase(900, "+0 -200 +400 -600 +800 -900 +1000 -1150 +1250", Description = "in a pulse: it is cut, one spacing of silence, then the new burst")]
    [TestCase(640, "+0 -200 +400 -600 +700 -850 +950 -1100 +1200", Description = "shortly after a pulse: the rest of the spacing")]
    public void AHigherPriorityTakesOver(int at, string edges)
    {
        Assert.That(Buzzer(untilMs: 1280, (0, Medium), (at, High)), Is.EqualTo(edges));
    }

    [Test]
    public void AHigherPriorityWaitsNeverLongerThanItsSpacing()
    {
        for (int at = 1; at < 9000; at += 7)
        {
            string edges = Buzzer(untilMs: at + 101, (0, Medium), (at, High));
            int lastOn = edges.Split(' ').Where(edge => edge[0] == '+').Select(edge => int.Parse(edge, System.Globalization.CultureInfo.InvariantCulture)).Last();
            Assert.That(lastOn, Is.InRange(at, at + 100), $"HIGH planned at {at} ms: {edges}");
        }
    }

    [Test]
    public void TheSamePriorityKeepsItsPhase()
    {
        string alone = Buzzer(untilMs: 9000, (0, High));

        Assert.That(Buzzer(untilMs: 9000, (0, High), (77, High with { Text = "VF" }), (2000, High with { NurseCall = false })), Is.EqualTo(alone));
    }

    [Test]
    public void APersonSilencesAtOnceMidPulse()
    {
        Assert.That(Buzzer(untilMs: 9000, (0, High), (310, HighSilenced)), Is.EqualTo("+0 -150 +250 -310"));
    }

    [Test]
    public void AShortEventIsStillHeard()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Buzzer(untilMs: 9000, (0, High), (10, AnnunciationPlan.Quiet)), Is.EqualTo("+0 -150 +250 -400 +500 -650 +1000 -1150 +1250 -1400"), "half a burst of HIGH");
            Assert.That(Buzzer(untilMs: 9000, (0, Medium), (10, AnnunciationPlan.Quiet)), Is.EqualTo("+0 -200 +400 -600 +800 -1000"), "a burst of MEDIUM");
            Assert.That(Buzzer(untilMs: 9000, (0, Low), (10, AnnunciationPlan.Quiet)), Is.EqualTo("+0 -200 +400 -600"), "a burst of LOW");
            Assert.That(Buzzer(untilMs: 9000, (0, High), (1950, AnnunciationPlan.Quiet)), Does.EndWith("+1900 -1950"), "nothing is owed any more");
        });
    }

    [Test]
    public void ALowerPrioritySoundsAfterWhatIsOwedAndASpacing()
    {
        Assert.That(Buzzer(untilMs: 2300, (0, High), (10, Medium)), Is.EqualTo("+0 -150 +250 -400 +500 -650 +1000 -1150 +1250 -1400 +1600 -1800 +2000 -2200"));
    }

    [Test]
    public void AnAlarmThatComesBackWhileItIsOwedKeepsItsPhase()
    {
        Assert.That(Buzzer(untilMs: 2000, (0, High), (10, AnnunciationPlan.Quiet), (700, High)), Is.EqualTo(Buzzer(untilMs: 2000, (0, High))));
    }

    [Test]
    public void AReminderIsOnePairOfShortPulses()
    {
        AnnunciationPlan off = AnnunciationPlan.Quiet with { Inactivation = Inactivation.AudioOff };

        Assert.That(Buzzer(untilMs: 9000, (0, off), (500, off with { Reminders = 1 }), (4000, off with { Reminders = 2, Count = 1 })), Is.EqualTo(
            "+500 -625 +750 -875 +4000 -4125 +4250 -4375"));
    }

    [TestCase(550, "+500 -550 +650 -800 +900 -1050 +1150", Description = "it is cut, and the burst keeps its spacing to it")]
    [TestCase(700, "+500 -625 +725 -875 +975 -1125", Description = "in its gap")]
    public void AnAlarmTakesOverFromAReminder(int at, string edges)
    {
        Assert.That(Buzzer(untilMs: 1190, (500, AnnunciationPlan.Quiet with { Reminders = 1 }), (at, High with { Reminders = 1 })), Is.EqualTo(edges));
    }

    [Test]
    public void AnAlarmThatSoundsNeedsNoReminder()
    {
        Assert.That(Buzzer(untilMs: 9000, (0, Medium), (1500, Medium with { Reminders = 1 })), Is.EqualTo(Buzzer(untilMs: 9000, (0, Medium))));
    }

    [Test]
    public void AlarmPausedSilencesAtOnceThoughNoLampIsLit()
    {
        Assert.That(Buzzer(untilMs: 9000, (0, High), (310, AnnunciationPlan.Quiet with { Inactivation = Inactivation.AlarmPaused })), Is.EqualTo("+0 -150 +250 -310"));
    }

    [Test]
    public void TheLoudnessIsThatOfWhatSounds()
    {
        var schedule = new AnnunciationSchedule();
        AlarmPriority high = schedule.Step(High, TimeSpan.Zero).Levels.Loudness;
        AlarmPriority none = schedule.Step(High, TimeSpan.FromMilliseconds(160)).Levels.Loudness;
        _ = schedule.Step(HighSilenced, TimeSpan.FromMilliseconds(170));
        AlarmPriority reminder = schedule.Step(HighSilenced with { Reminders = 1 }, TimeSpan.FromSeconds(5)).Levels.Loudness;

        Assert.That((high, none, reminder), Is.EqualTo((AlarmPriority.High, AlarmPriority.None, AlarmPriority.Low)));
    }

    [Test]
    public void NoPulseOutlastsTheStandardWhateverThePlansDo()
    {
        var random = new Random(60601);
        AnnunciationPlan[] plans = [AnnunciationPlan.Quiet, Low, Medium, High, HighSilenced];
        for (int run = 0; run < 200; run++)
        {
            List<(int, AnnunciationPlan)> script = [];
            for (int at = 0; at < 20000; at += random.Next(1, 900)) script.Add((at, plans[random.Next(plans.Length)]));
            List<OutputEdge> edges = Run(20000, [.. script]).FindAll(edge => edge.Output == AnnunciationOutput.Buzzer);
            for (int i = 1; i < edges.Count; i++)
            {
                double ms = (edges[i].At - edges[i - 1].At).TotalMilliseconds;
                Assert.That(ms, edges[i].Active ? Is.AtLeast(50) : Is.AtMost(250), $"run {run}, edge {i} at {edges[i].At}");
            }
        }
    }

    [TestCase(AlarmPriority.High, nameof(AnnunciationOutput.RedLamp), "+0 -250 +500 -750 +1000 -1250 +1500 -1750")]
    [TestCase(AlarmPriority.Medium, nameof(AnnunciationOutput.YellowLamp), "+0 -833 +1666")]
    [TestCase(AlarmPriority.Low, nameof(AnnunciationOutput.CyanLamp), "+0")]
    public void OnlyTheLampOfThePriorityFlashes(AlarmPriority light, string lampName, string expected)
    {
        AnnunciationOutput lamp = Enum.Parse<AnnunciationOutput>(lampName);
        List<OutputEdge> edges = Run(1900, (0, new AnnunciationPlan(AlarmPriority.None, light, false, "")));

        Assert.Multiple(() =>
        {
            Assert.That(Text(edges, lamp), Is.EqualTo(expected));
            Assert.That(edges.Select(edge => edge.Output), Has.All.EqualTo(lamp));
        });
    }

    [Test]
    public void TheLampChangesAndTheNurseIsCalledAtOnce()
    {
        List<OutputEdge> edges = Run(700, (0, Medium), (300, High), (600, AnnunciationPlan.Quiet));

        Assert.Multiple(() =>
        {
            Assert.That(Text(edges, AnnunciationOutput.YellowLamp), Is.EqualTo("+0 -300"));
            Assert.That(Text(edges, AnnunciationOutput.RedLamp), Is.EqualTo("+300 -550"));
            Assert.That(Text(edges, AnnunciationOutput.NurseCall), Is.EqualTo("+300 -600"));
        });
    }

    [Test]
    public void ALateStepShortensAPulseAndShiftsNothing()
    {
        var schedule = new AnnunciationSchedule();
        _ = schedule.Step(High, TimeSpan.Zero);

        AnnunciationStep late = schedule.Step(High, TimeSpan.FromMilliseconds(380));

        Assert.Multiple(() =>
        {
            Assert.That(late.Levels.Buzzer, Is.True, "in the second pulse");
            Assert.That(late.Next, Is.EqualTo(TimeSpan.FromMilliseconds(400)));
        });
    }

    [Test]
    public void NothingIsPlannedWhileNothingIsSignalled()
    {
        AnnunciationStep step = new AnnunciationSchedule().Step(AnnunciationPlan.Quiet, TimeSpan.FromSeconds(3));

        Assert.That(step, Is.EqualTo(new AnnunciationStep(default, TimeSpan.MaxValue)));
    }

    private static string Buzzer(int untilMs, params (int AtMs, AnnunciationPlan Plan)[] script) => Text(Run(untilMs, script), AnnunciationOutput.Buzzer);

    private static string Text(List<OutputEdge> edges, AnnunciationOutput output) =>
        string.Join(' ', edges.Where(edge => edge.Output == output).Select(edge => $"{(edge.Active ? '+' : '-')}{edge.At.TotalMilliseconds}"));

    // Steps exactly when the schedule asks for it and when the plan changes, as the annunciator's thread does.
    private static List<OutputEdge> Run(int untilMs, params (int AtMs, AnnunciationPlan Plan)[] script)
    {
        var schedule = new AnnunciationSchedule();
        List<OutputEdge> edges = [];
        AnnunciationLevels former = default;
        AnnunciationPlan plan = AnnunciationPlan.Quiet;
        int next = 0;
        TimeSpan now = TimeSpan.Zero;
        while (now <= TimeSpan.FromMilliseconds(untilMs))
        {
            while (next < script.Length && TimeSpan.FromMilliseconds(script[next].AtMs) <= now) plan = script[next++].Plan;
            AnnunciationStep step = schedule.Step(plan, now);
            foreach (AnnunciationOutput output in AnnunciationLevels.Outputs)
            {
                if (step.Levels[output] != former[output]) edges.Add(new OutputEdge(output, step.Levels[output], now));
            }

            former = step.Levels;
            Assert.That(step.Next, Is.GreaterThan(now), "the next edge lies ahead");
            TimeSpan change = next < script.Length ? TimeSpan.FromMilliseconds(script[next].AtMs) : TimeSpan.MaxValue;
            now = step.Next < change ? step.Next : change;
        }

        return edges;
    }
}
