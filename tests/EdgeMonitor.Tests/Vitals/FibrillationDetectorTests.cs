using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Fibrillation and what must not be taken for it, through the whole analysis of a lead at several rates.</summary>
public sealed class FibrillationDetectorTests
{
    /// <summary>Most time from the onset to the decision, s; the alarm has 6 s.</summary>
    private const double LongestDelay = 5.1;

    private static readonly Dictionary<string, Func<double, double>> Ill = new()
    {
        ["fibrillation"] = RhythmWaves.Fibrillation,
        ["fine fibrillation"] = static seconds => RhythmWaves.Fibrillation(seconds, 0.1),
        ["flutter"] = RhythmWaves.Flutter,
    };

    private static readonly Dictionary<string, Func<double, double>> Else = new()
    {
        ["flat"] = static _ => 0,
        ["mains hum"] = static seconds => Math.Sin(Math.Tau * 50 * seconds),
        ["drift"] = static seconds => Math.Sin(Math.Tau * 0.3 * seconds),
        ["muscle noise"] = Noise(1),
        ["a step every second"] = static seconds => seconds % 2 < 1 ? 0 : 2,
        ["too small a wave"] = static seconds => RhythmWaves.Fibrillation(seconds, 0.02),
    };

    private static IEnumerable<string> IllNames => Ill.Keys;

    private static IEnumerable<string> ElseNames => Else.Keys;

    [Test]
    public void FibrillationIsFoundInTimeAfterANormalRhythm([ValueSource(nameof(IllNames))] string wave, [Values(125, 250, 360, 500)] double rate)
    {
        var analysis = new RhythmAnalysis(rate);
        analysis.Process(TestEcg.Flat(20, rate).WithBeats(rate, TestEcg.Regular(20, 75)));
        Assert.That(analysis.Fibrillates, Is.False);
        Assert.That(SecondsUntilFound(analysis, Ill[wave], 20, rate), Is.InRange(2, LongestDelay));
    }

    [Test]
    public void NothingElseIsFibrillation([ValueSource(nameof(ElseNames))] string wave, [Values(125, 250, 500)] double rate)
    {
        var analysis = new RhythmAnalysis(rate);
        Assert.That(SecondsUntilFound(analysis, Else[wave], 0, rate), Is.Null);
    }

    [TestCase(40)]
    [TestCase(75)]
    [TestCase(150)]
    [TestCase(180)]
    public void RegularBeatsAreNoFibrillation(double beatsPerMinute)
    {
        var analysis = new RhythmAnalysis(250);
        var lead = TestEcg.Flat(60, 250).WithBeats(250, TestEcg.Regular(60, beatsPerMinute)).WithNoise(0.1);
        for (var at = 0; at < lead.Length; at += 25)
        {
            analysis.Process(lead.AsSpan(at, 25));
            Assert.That(analysis.Fibrillates, Is.Not.True, $"at {at / 250.0} s");
        }
    }

    [Test]
    public void ItEndsWithTheRhythmThatComesBack()
    {
        var analysis = new RhythmAnalysis(250);
        Assert.That(SecondsUntilFound(analysis, RhythmWaves.Fibrillation, 0, 250), Is.Not.Null);
        analysis.Process(TestEcg.Flat(7, 250).WithBeats(250, TestEcg.Regular(7, 75)));
        Assert.That(analysis.Fibrillates, Is.False);
    }

    [Test]
    public void AfterAResetNobodyKnows()
    {
        var analysis = new RhythmAnalysis(250);
        Assert.That(SecondsUntilFound(analysis, RhythmWaves.Fibrillation, 0, 250), Is.Not.Null);
        analysis.Reset(5000);
        Assert.That(analysis.Fibrillates, Is.Null);
    }

    [Test]
    public void TheDecisionDoesNotDependOnHowTheLeadIsCut()
    {
        var (whole, cut) = (new RhythmAnalysis(360), new RhythmAnalysis(360));
        var lead = RhythmWaves.Sampled(RhythmWaves.Fibrillation, 0, 4.4, 360);
        for (var length = 100; length <= lead.Length; length += 100)
        {
            whole.Reset(0);
            whole.Process(lead.AsSpan(0, length));
            cut.Process(lead.AsSpan(length - 100, 63));
            cut.Process(lead.AsSpan(length - 37, 37));
            Assert.That(cut.Fibrillates, Is.EqualTo(whole.Fibrillates), $"after {length} samples");
        }
    }

    private static double? SecondsUntilFound(RhythmAnalysis analysis, Func<double, double> wave, double from, double rate)
    {
        const double step = 0.1;
        for (var at = from; at < from + 20; at += step)
        {
            analysis.Process(RhythmWaves.Sampled(wave, at, at + step, rate));
            if (analysis.Fibrillates == true) return at + step - from;
        }

        return null;
    }

    private static Func<double, double> Noise(double peakToPeak)
    {
        var random = new Random(5);
        return _ => peakToPeak * (random.NextDouble() - 0.5);
    }
}
