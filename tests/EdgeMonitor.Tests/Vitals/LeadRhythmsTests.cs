using EdgeMonitor.Tests.Monitoring;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>Ventricular rhythms over two leads, through the whole monitor: one lead is enough to see them, and one to deny them.</summary>
public sealed class LeadRhythmsTests
{
    private const double Rate = 250, Event = 30, End = 50;

    [Test]
    public void FibrillationSoundsAlthoughTheFirstLeadHasDied([Values] bool swapped)
    {
        var dead = Usual().Take((int)(20 * Rate)).Concat(new float[(int)((End - 20) * Rate)]).ToArray();
        var fibrillating = Until(Event, Usual(), RhythmWaves.Sampled(RhythmWaves.Fibrillation, 0, End, Rate));
        var start = StartOf("ventricular-fibrillation", swapped ? [fibrillating, dead] : [dead, fibrillating]);
        Assert.That(start - Event, Is.LessThanOrEqualTo(6));
    }

    [Test]
    public void FibrillationThatIsFineInOneLeadSounds([Values] bool swapped)
    {
        var fine = Until(Event, Usual(), new float[(int)(End * Rate)].WithNoise(0.03));
        var coarse = Until(Event, Usual(), RhythmWaves.Sampled(RhythmWaves.Fibrillation, 0, End, Rate));
        Assert.That(StartOf("ventricular-fibrillation", swapped ? [coarse, fine] : [fine, coarse]) - Event, Is.LessThanOrEqualTo(6));
    }

    [Test]
    public void ALeadThatShakesBesideOneWithTheUsualBeatsIsNoFibrillation([Values] bool swapped)
    {
        var shaken = Until(Event, Usual(), RhythmWaves.Sampled(RhythmWaves.Flutter, 0, End, Rate));
        var usual = Usual().WithNoise(0.02, seed: 3);
        Assert.That(StartOf("ventricular-fibrillation", swapped ? [Cut(usual), Cut(shaken)] : [Cut(shaken), Cut(usual)]), Is.Null);

        // The generated beats end before the lead does.
        float[] Cut(float[] lead) => lead[..(int)((End - 2) * Rate)];
    }

    [Test]
    public void ARunThatOnlyOneLeadShowsSounds([Values] bool swapped)
    {
        double[] run = [.. Enumerable.Range(0, 8).Select(i => Event + 0.4 * i)];
        double[] before = [.. TestEcg.Regular(Event, 75).Where(at => at < Event - 0.5)], after = [.. TestEcg.Regular(End, 75).Where(at => at > Event + 4)];
        var shows = TestEcg.Flat(End, Rate).WithBeats(Rate, before).WithBeats(Rate, after).WithBeats(Rate, run, height: -1.5, width: 0.2, tWave: -0.4).WithNoise(0.02);
        var hides = TestEcg.Flat(End, Rate).WithBeats(Rate, before).WithBeats(Rate, after).WithBeats(Rate, run, height: 0.1, width: 0.2).WithNoise(0.02, seed: 2);
        Assert.That(StartOf("ventricular-tachycardia", swapped ? [hides, shows] : [shows, hides]) - Event, Is.LessThanOrEqualTo(4));
    }

    private static float[] Usual() => TestEcg.Flat(End, Rate).WithBeats(Rate, TestEcg.Regular(End, 75)).WithNoise(0.02);

    private static float[] Until(double seconds, float[] before, float[] after) => [.. before.Take((int)(seconds * Rate)), .. after.Skip((int)(seconds * Rate))];

    private static double? StartOf(string condition, params float[][] leads) => EcgLeadsPlayer.StartOf(condition, Rate, leads);
}
