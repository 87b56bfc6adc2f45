using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>When an alarm of the challenge counts as called: signalled at some moment from 4:50 to 5:02, its condition not over.</summary>
internal sealed class CincVerdictTests
{
    private static readonly AlarmRule Asystole = new("asystole", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero, Latching: true);

    [TestCase("S295", true, true)]
    [TestCase("S290", true, true)]
    [TestCase("S302", true, true)]
    [TestCase("S303", false, false)]
    [TestCase("S289", true, false, TestName = "It began before and goes on")]
    [TestCase("S100 E289", false, false)]
    [TestCase("S100 E291", true, false, TestName = "It ended within")]
    [TestCase("S100 L200", false, false, TestName = "Latched before, its condition over")]
    [TestCase("S100 L295", true, false)]
    [TestCase("S100 L200 S296", true, true)]
    [TestCase("H295", false, false, TestName = "Held back")]
    [TestCase("H295 S299", true, true)]
    [TestCase("", false, false)]
    public void WhatIsSignalledInTheWindowIsCalled(string story, bool called, bool strictly)
    {
        var verdict = new CincVerdict(new CincAlarm("a1", "Asystole", "asystole", IsTrue: true));
        foreach (var step in story.Split(' ', StringSplitOptions.RemoveEmptyEntries)) verdict.Hear(Event(step[0], int.Parse(step[1..])));
        verdict.Close();
        Assert.That((verdict.Called, verdict.CalledStrictly), Is.EqualTo((called, strictly)));
    }

    [Test]
    public void AnotherConditionDoesNotCount()
    {
        var verdict = new CincVerdict(new CincAlarm("v1", "Ventricular_Tachycardia", "ventricular-tachycardia", IsTrue: true));
        verdict.Hear(Event('S', 295));
        verdict.Close();
        Assert.That(verdict.Called, Is.False);
    }

    [TestCase(10, 0, 0, 10, 100)]
    [TestCase(0, 0, 10, 0, 0)]
    [TestCase(5, 5, 0, 0, 50)]
    [TestCase(4, 0, 1, 0, 400.0 / 9)]
    public void AMissCostsFive(int truePositives, int falsePositives, int falseNegatives, int trueNegatives, double percent)
        => Assert.That(new CincScore(truePositives, falsePositives, falseNegatives, trueNegatives).Percent, Is.EqualTo(percent).Within(1e-9));

    [Test]
    public void NothingHasNoScore() => Assert.That(default(CincScore).Percent, Is.Null);

    private static AlarmEvent Event(char step, int second) => new(
        TimeSpan.FromSeconds(second), "asystole-1", "wfdb", Asystole, AlarmPriority.High,
        step switch
        {
            'S' => AlarmTransition.Start,
            'E' => AlarmTransition.End,
            'H' => AlarmTransition.Held,
            _ => AlarmTransition.Update,
        },
        new AlarmEvidence(step is 'L' or 'E' ? Presence.Absent : Presence.Present, "because"), null);
}
