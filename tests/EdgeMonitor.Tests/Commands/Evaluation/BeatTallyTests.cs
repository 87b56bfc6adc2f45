using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Evaluation;

namespace EdgeMonitor.Tests.Commands.Evaluation;

public sealed class BeatTallyTests
{
    private const int Normal = 1, Ventricular = 5, Fusion = 6, Atrial = 8, Paced = 12;

    [Test]
    public void FoundMissedAndMadeUpBeatsAreCounted()
    {
        var tally = Tally([(100, Normal), (200, Normal), (300, Normal)], [(101, 'N'), (250, 'N'), (299, 'N')]);
        Assert.That((tally.References, tally.TruePositives, tally.FalseNegatives, tally.FalsePositives), Is.EqualTo((3, 2, 1, 1)));
        Assert.That(tally.Sensitivity, Is.EqualTo(200.0 / 3).Within(1e-9));
        Assert.That(tally.Predictivity, Is.EqualTo(200.0 / 3).Within(1e-9));
        Assert.That(tally.ErrorRate, Is.EqualTo(200.0 / 3).Within(1e-9));
        Assert.That(tally.Bias, Is.Zero, "one came 10 ms late, one as early");
        Assert.That(tally.Spread, Is.EqualTo(10).Within(1e-9));
    }

    [Test]
    public void WhatHasNoBeatHasNoFigures()
    {
        var tally = Tally([], []);
        Assert.That((tally.Sensitivity, tally.Predictivity, tally.ErrorRate), Is.EqualTo(((double?)null, (double?)null, (double?)null)));
    }

    [TestCase(Ventricular, 'V', 1, 0, 0)]
    [TestCase(Ventricular, 'N', 0, 1, 0)]
    [TestCase(Ventricular, null, 0, 1, 0)]
    [TestCase(Normal, 'V', 0, 0, 1)]
    [TestCase(Atrial, 'V', 0, 0, 1)]
    [TestCase(null, 'V', 0, 0, 1)]
    [TestCase(Fusion, 'V', 0, 0, 0)]
    [TestCase(Paced, 'V', 0, 0, 0)]
    [TestCase(Normal, 'N', 0, 0, 0)]
    public void VentricularBeatsAreScoredAsEc57Does(int? reference, char? detection, int found, int missed, int wrong)
    {
        var tally = Tally(reference is { } code ? [(100, code)] : [], detection is { } kind ? [(100, kind)] : []);
        Assert.That(tally.ScoreOf('V'), Is.EqualTo((found, missed, wrong)));
    }

    [Test]
    public void FlutterIsLeftOutOnBothSides()
    {
        var tally = Tally(
            [(100, Normal), (200, WfdbAnnotation.FlutterBegins), (250, Normal), (300, WfdbAnnotation.FlutterEnds), (400, Normal)],
            [(100, 'N'), (220, 'N'), (270, 'V')]);
        Assert.That((tally.TruePositives, tally.FalseNegatives, tally.FalsePositives), Is.EqualTo((1, 1, 0)));
    }

    [Test]
    public void FlutterThatDoesNotEndLastsToTheEndOfTheRecord()
    {
        var tally = Tally([(100, Normal), (200, WfdbAnnotation.FlutterBegins), (250, Normal)], [(100, 'N'), (900, 'N')]);
        Assert.That((tally.TruePositives, tally.FalseNegatives, tally.FalsePositives), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public void WhatLiesInTheLearningTimeIsNotCounted()
    {
        var tally = Tally([(100, Normal), (200, Normal), (300, Normal)], [(199, 'N'), (250, 'N'), (299, 'N')], from: 2);
        Assert.That((tally.TruePositives, tally.FalseNegatives, tally.FalsePositives), Is.EqualTo((2, 0, 1)), "the pair counts where its annotation is");
    }

    [Test]
    public void RecordsAddUp()
    {
        var one = Tally([(100, Normal), (200, Ventricular)], [(101, 'N'), (201, 'V')]);
        var other = Tally([(100, Ventricular)], [(300, 'V')]);
        var both = BeatTally.Of([one, other]);
        Assert.That((both.TruePositives, both.FalseNegatives, both.FalsePositives), Is.EqualTo((2, 1, 1)));
        Assert.That(both.ScoreOf('V'), Is.EqualTo((1, 1, 1)));
        Assert.That((both['V', 'V'], both['V', 'O'], both['O', 'V'], both['N', 'N']), Is.EqualTo((1, 1, 1, 1)));
        Assert.That(both.Bias, Is.EqualTo(10).Within(1e-9));
    }

    private static BeatTally Tally((long Sample, int Code)[] annotations, (long Sample, char Class)[] detections, double from = 0) => BeatTally.Of(
        [.. annotations.Select(mark => new WfdbAnnotation(mark.Sample, mark.Code, ""))],
        [.. detections.Select(beat => new MarkedBeat(beat.Sample, beat.Class))], rate: 100, from, length: 1000);
}
