using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The ratio of ratios of generated light, and the curve.</summary>
public sealed class OpticalSaturationTests
{
    /// <summary>The clinical reference's values of the curve (§2).</summary>
    [TestCase(0.5, 98.76)]
    [TestCase(0.7, 94.01)]
    [TestCase(1.0, 80.14)]
    [TestCase(0.25, 99.96, Description = "left of the top the parabola would fall again")]
    public void TheCurveIsThatOfItsSource(double ratio, double saturation) => Assert.That(OpticalSaturation.SaturationOf(ratio), Is.EqualTo(saturation).Within(0.01));

    [Test]
    public void TheRatioIsFound([Values(0.4, 0.7, 1.2)] double ratio, [Values(50, 125, 500)] double rate, [Values(45, 75, 160)] double heart)
        => Assert.That(Play(new Finger(ratio) { Heart = heart }, rate).Ratio, Is.EqualTo(ratio).Within(0.02));

    /// <summary>Gain and current of the front end do not matter.</summary>
    [Test]
    public void TheScaleOfEitherColourChangesNothing([Values(0.01, 1, 40)] double infrared, [Values(0.02, 1, 30)] double red)
        => Assert.That(Play(new Finger(0.8) { InfraredScale = infrared, RedScale = red }, 100).Ratio, Is.EqualTo(0.8).Within(0.02));

    [Test]
    public void NoiseOfOneColourAloneDoesNotPassForPulse()
    {
        Assert.That(Play(new Finger(0.7) { RedNoise = 0.2 }, 125).Ratio, Is.EqualTo(0.7).Within(0.05), "a little does not move it");
        Assert.That(Play(new Finger(0.7) { RedNoise = 4 }, 125).Value, Is.EqualTo(VitalValue.Missing(NoData.PoorSignal)));
    }

    [Test]
    public void ItIsNeverSaidToBeGood() => Assert.That(Play(new Finger(0.6), 125).Value.Quality, Is.EqualTo(SignalQuality.Marginal));

    [Test]
    public void ThereIsNoneBeforeTheFiltersHaveSettledAndAfterAGap()
    {
        var saturation = Play(new Finger(0.6), 125, seconds: 9);
        Assert.That(saturation.Value, Is.EqualTo(VitalValue.Missing(NoData.Starting)));
        saturation = Play(new Finger(0.6), 125);
        saturation.AddRed(100_000, [220_000f]);
        Assert.That(saturation.Value, Is.EqualTo(VitalValue.Missing(NoData.Starting)));
    }

    [Test]
    public void ItAllocatesNothing()
    {
        var (saturation, light) = (Play(new Finger(0.6), 125), new float[125]);
        Array.Fill(light, 300_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var second = 20; second < 60; second++)
        {
            saturation.AddInfrared(second * 125, light);
            saturation.AddRed(second * 125, light);
            _ = saturation.Value;
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static OpticalSaturation Play(Finger finger, double rate, int seconds = 20)
    {
        var (saturation, random) = (new OpticalSaturation(rate), new Random(1));
        var (infrared, red) = (new float[(int)rate], new float[(int)rate]);
        for (var second = 0; second < seconds; second++)
        {
            for (var i = 0; i < infrared.Length; i++)
            {
                var phase = (second + i / rate) * finger.Heart / 60 % 1;
                var pulse = phase < 0.2 ? phase / 0.2 : Math.Exp(-3 * (phase - 0.2));
                infrared[i] = (float)(finger.InfraredScale * 300_000 * (1 - 0.02 * pulse));
                red[i] = (float)(finger.RedScale * 220_000 * (1 - 0.02 * finger.Ratio * (pulse + finger.RedNoise * (random.NextDouble() - 0.5))));
            }

            saturation.AddInfrared(second * infrared.Length, infrared);
            saturation.AddRed(second * red.Length, red);
        }

        return saturation;
    }

    private sealed record Finger(double Ratio)
    {
        public double Heart { get; init; } = 75;

        public double InfraredScale { get; init; } = 1;

        public double RedScale { get; init; } = 1;

        public double RedNoise { get; init; }
    }
}
