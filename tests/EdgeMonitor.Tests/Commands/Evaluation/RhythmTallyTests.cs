using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Commands.Evaluation;

public sealed class RhythmTallyTests
{
    [Test]
    public void WhatIsSaidIsHeldAgainstTheMarksSecondBySecond()
    {
        WfdbAnnotation[] marks = [Mark(0, "(N"), Mark(10, "(B"), Mark(20, "(AFIB"), Mark(50, "(N")];
        (double, RhythmFindings)[] said =
        [
            (5, RhythmFindings.None), (12, RhythmFindings.Bigeminy), (23, RhythmFindings.Couplet),
            (30, RhythmFindings.PossibleAtrialFibrillation | RhythmFindings.Couplet), (56, RhythmFindings.None),
        ];
        var tallies = RhythmTally.Of(marks, said, rate: 10, duration: 60).ToDictionary(tally => tally.Finding);
        Assert.That(tallies[RhythmFindings.Bigeminy], Is.EqualTo(new RhythmTally(RhythmFindings.Bigeminy, 10, 8, 3, 50)));
        Assert.That(tallies[RhythmFindings.PossibleAtrialFibrillation], Is.EqualTo(new RhythmTally(RhythmFindings.PossibleAtrialFibrillation, 30, 20, 6, 30)));
        Assert.That(tallies[RhythmFindings.Trigeminy], Is.EqualTo(new RhythmTally(RhythmFindings.Trigeminy, 0, 0, 0, 60)));
    }

    private static WfdbAnnotation Mark(double seconds, string text) => new((long)(10 * seconds), WfdbAnnotation.Rhythm, text);
}
