using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>How alarms are held against episodes, and how it reads.</summary>
public sealed class RhythmVerdictTests
{
    private const string Fibrillation = RhythmEpisode.Fibrillation;

    [TestCase(12, 15, 2.0)]
    [TestCase(8, 15, 0.0)]
    [TestCase(29, 31, 19.0)]
    [TestCase(31, 40, null)]
    [TestCase(5, 9, null)]
    public void TheTimeToAlarmCountsFromTheOnset(double start, double end, double? delay)
    {
        var verdict = Of(new RhythmEpisode(Fibrillation, 10, 20));
        Signal(verdict, Fibrillation, start, end);
        Assert.That(verdict.ResultsOf(Fibrillation).Single().Delay, Is.EqualTo(delay));
        Assert.That(verdict.FalseAlarmsOf(Fibrillation).False, Is.EqualTo(delay is null ? 1 : 0));
    }

    [Test]
    public void AnAlarmOfAnotherNameIsNoSilence()
    {
        var verdict = Of(new RhythmEpisode(Fibrillation, 10, 20));
        Signal(verdict, RhythmEpisode.Asystole, 15, 18);
        Assert.That(RhythmLine.Of(Fibrillation, "r", [verdict]), Is.EqualTo(new RhythmLine(Fibrillation, "r", 1, 0, 1, null, null, 0, 0, 0)));
        Assert.That(verdict.FalseAlarmsOf(RhythmEpisode.Asystole), Is.EqualTo((0, 1)));
    }

    [Test]
    public void AnEpisodeBelowTheDefinitionNeitherCountsNorMakesAnAlarmFalse()
    {
        var verdict = Of(new RhythmEpisode(Fibrillation, 10, 13));
        Signal(verdict, Fibrillation, 12, 15);
        Assert.That(RhythmLine.Of(Fibrillation, "r", [verdict]), Is.EqualTo(new RhythmLine(Fibrillation, "r", 0, 0, 0, null, null, 0, 0, 0)));
    }

    [Test]
    public void ALatchedAlarmWhoseConditionIsOverDoesNotCountForTheNextEpisode()
    {
        var verdict = Of(new RhythmEpisode(Fibrillation, 10, 20), new RhythmEpisode(Fibrillation, 100, 120));
        Signal(verdict, Fibrillation, 12, 22, AlarmTransition.Update);
        Assert.That(verdict.ResultsOf(Fibrillation).Select(result => result.Delay), Is.EqualTo(new double?[] { 2, null }));
    }

    private static RhythmVerdict Of(params RhythmEpisode[] episodes) => new("r", episodes, RhythmEpisode.Conditions.ToHashSet(), 1);

    private static void Signal(RhythmVerdict verdict, string condition, double start, double end, AlarmTransition last = AlarmTransition.End)
    {
        var rule = new AlarmRule(condition, AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);
        var id = $"{condition}-{start}";
        verdict.Hear(new AlarmEvent(TimeSpan.FromSeconds(start), id, "ecg", rule, rule.Priority, AlarmTransition.Start, new(Presence.Present, ""), null));
        verdict.Hear(new AlarmEvent(TimeSpan.FromSeconds(end), id, "ecg", rule, rule.Priority, last, new(Presence.Absent, ""), null));
    }
}
