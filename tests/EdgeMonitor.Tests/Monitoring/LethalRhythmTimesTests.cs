using EdgeMonitor.Tests.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>How soon the lethal rhythms sound, at any rate, over any number of leads, and in noise: 5, 8, 10 and 6 s.</summary>
public sealed class LethalRhythmTimesTests
{
    private const double Event = 20, End = 36;

    /// <summary>Height of the generated QRS complexes, mV.</summary>
    private const double Height = 1;

    [Test]
    public void AsystoleSoundsWithinFiveSeconds([Values(125, 250, 360, 500, 1000)] double rate, [Values(1, 2, 3, 12)] int leads, [Values(100, 12)] double decibel)
    {
        double[] beats = [.. TestEcg.Regular(Event, 75)];
        Assert.That(Start("asystole", rate, leads, lead => Beating(rate, beats, lead, decibel)) - beats[^1], Is.LessThanOrEqualTo(5));
    }

    [Test]
    public void NoiseOnOneLeadDoesNotHideAsystole([Values(125, 250, 500)] double rate, [Values(2, 3)] int leads, [Values(0, 1)] int noisy, [Values(12, 6, 0, -6)] double decibel)
    {
        double[] beats = [.. TestEcg.Regular(Event, 75)];
        Assert.That(Start("asystole", rate, leads, lead => Beating(rate, beats, lead, lead == noisy ? decibel : 30)) - beats[^1], Is.LessThanOrEqualTo(5));
    }

    [Test]
    public void NoiseOnOneLeadMakesNoAsystole([Values(0, 1)] int noisy, [Values(6, 0, -6)] double decibel)
        => Assert.That(Start("asystole", 250, 2, lead => Beating(250, TestEcg.Regular(End, 75), lead, lead == noisy ? decibel : 30)), Is.Null);

    [Test]
    public void ADeadLeadBesideAClearOneMakesNoAsystole([Values(0, 1)] int dead, [Values(0.01, 0.05, 0.15)] double hum)
        => Assert.That(Start("asystole", 250, 2, lead => Beating(250, TestEcg.Regular(lead == dead ? Event : End, 75), lead, 30).WithSine(250, 50, lead == dead ? hum : 0)), Is.Null);

    [Test]
    public void TachycardiaSoundsWithinEightSeconds([Values(125, 250, 360, 500, 1000)] double rate, [Values(1, 2, 12)] int leads, [Values(100, 12, 6)] double decibel)
    {
        double[] beats = [.. TestEcg.Regular(Event, 80), .. Enumerable.Range(0, 40).Select(i => Event + 0.4 * i)];
        Assert.That(Start("extreme-tachycardia", rate, leads, lead => Beating(rate, beats, lead, decibel)) - Event, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void BradycardiaSoundsWithinTenSeconds([Values(125, 250, 360, 500, 1000)] double rate, [Values(1, 2, 12)] int leads, [Values(100, 12)] double decibel)
    {
        double[] before = [.. TestEcg.Regular(Event, 75)];
        double[] beats = [.. before, .. Enumerable.Range(1, 8).Select(i => before[^1] + 1.7 * i)];
        Assert.That(Start("extreme-bradycardia", rate, leads, lead => Beating(rate, beats, lead, decibel)) - before[^1], Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void NoiseOnOneLeadDoesNotHideBradycardia([Values(125, 250, 500)] double rate, [Values(0, 1)] int noisy, [Values(12, 6, 0, -6)] double decibel)
    {
        double[] before = [.. TestEcg.Regular(Event, 75)];
        double[] beats = [.. before, .. Enumerable.Range(1, 8).Select(i => before[^1] + 1.7 * i)];
        Assert.That(Start("extreme-bradycardia", rate, 2, lead => Beating(rate, beats, lead, lead == noisy ? decibel : 30)) - before[^1], Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void NoiseOnOneLeadMakesNoBradycardia([Values(0, 1)] int noisy, [Values(6, 0, -6)] double decibel)
        => Assert.That(Start("extreme-bradycardia", 250, 2, lead => Beating(250, TestEcg.Regular(End, 55), lead, lead == noisy ? decibel : 30)), Is.Null);

    [Test]
    public void FibrillationSoundsWithinSixSeconds([Values(125, 250, 360, 500, 1000)] double rate, [Values(1, 2, 12)] int leads, [Values(100, 12)] double decibel)
    {
        var fibrillation = RhythmWaves.Sampled(RhythmWaves.Fibrillation, 0, End, rate);
        Assert.That(Start("ventricular-fibrillation", rate, leads, Lead) - Event, Is.LessThanOrEqualTo(6));

        float[] Lead(int lead)
        {
            var onset = (int)(Event * rate);
            float[] wave = [.. TestEcg.Flat(End, rate).WithBeats(rate, TestEcg.Regular(Event, 75)).Take(onset), .. fibrillation.Skip(onset)];
            return wave.WithNoise(PeakToPeak(decibel, rate), seed: 7 + lead);
        }
    }

    private static double? Start(string condition, double rate, int leads, Func<int, float[]> lead)
        => EcgLeadsPlayer.StartOf(condition, rate, [.. Enumerable.Range(0, leads).Select(lead)]);

    /// <summary>Every lead has the beats at another height.</summary>
    private static float[] Beating(double rate, IEnumerable<double> beats, int lead, double decibel)
    {
        var height = Height * (1 - 0.05 * lead);
        return TestEcg.Flat(End, rate).WithBeats(rate, [.. beats], height: height).WithNoise(height * PeakToPeak(decibel, rate), seed: 7 + lead);
    }

    /// <summary>
    /// Peak to peak height of even noise beside complexes of 1 mV: the signal's power is the square of their height over 8, as in the noise stress test; at the rate
    /// of that test's recordings, 360 Hz, and of the same density at any other.
    /// </summary>
    private static double PeakToPeak(double decibel, double rate) => Math.Sqrt(12 * rate / 360) * Height / Math.Sqrt(8) / Math.Pow(10, decibel / 20);
}
