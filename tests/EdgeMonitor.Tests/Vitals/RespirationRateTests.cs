using System.Globalization;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The respiration rate of generated impedance waves, and of six patients.</summary>
public class RespirationRateTests
{
    [Test]
    public void ASineWithNoiseAndDriftIsCounted([Values(6.0, 12.0, 20.0, 40.0, 60.0)] double perMinute, [Values(25.0, 125.0, 256.0)] double rate)
    {
        var wave = TestEcg.Flat(120, rate).WithSine(rate, perMinute / 60, 2).WithSine(rate, 0.005, 5).WithNoise(0.4);
        var respiration = new RespirationRate(rate);
        respiration.Process(wave);
        var state = respiration.StateWith(75);
        Assert.That(state.Rate.Value, Is.EqualTo(perMinute).Within(0.04 * perMinute));
        Assert.That(state.SinceLastBreath.TotalSeconds, Is.LessThan(1.6 * 60 / perMinute));
        Assert.That(state.HasCardiacArtefact, Is.False);
    }

    [Test]
    public void StartingUntilThreeIntervals()
    {
        var respiration = new RespirationRate(125);
        Assert.That(respiration.StateWith(null).Rate.Reason, Is.EqualTo(NoData.Starting));
        var wave = TestEcg.Flat(60, 125).WithSine(125, 0.25, 1);
        respiration.Process(wave.AsSpan(0, 8 * 125));
        Assert.That(respiration.StateWith(null).Rate.Reason, Is.EqualTo(NoData.Starting));
        respiration.Process(wave.AsSpan(8 * 125, 17 * 125));
        Assert.That(respiration.StateWith(null).Rate.Value, Is.EqualTo(15).Within(0.5));
    }

    [Test]
    public void ApnoeaShowsAsTimeSinceTheLastBreathAndThenAsStale()
    {
        var wave = TestEcg.Flat(120, 125).WithSine(125, 0.25, 2);
        wave.AsSpan(60 * 125).Clear();
        wave.WithSine(125, 1.2, 0.1).WithNoise(0.02);
        var respiration = new RespirationRate(125);
        respiration.Process(wave.AsSpan(0, 75 * 125));
        Assert.That(respiration.StateWith(72).SinceLastBreath.TotalSeconds, Is.EqualTo(15).Within(5));
        Assert.That(respiration.StateWith(72).Rate.Value, Is.Not.Null);
        respiration.Process(wave.AsSpan(75 * 125));
        var state = respiration.StateWith(72);
        Assert.That(state.SinceLastBreath.TotalSeconds, Is.EqualTo(60).Within(5));
        Assert.That(state.Rate.Reason, Is.EqualTo(NoData.Stale));
    }

    [Test]
    public void TheHeartInTheWaveIsNotBreathing()
    {
        var wave = TestEcg.Flat(120, 125).WithSine(125, 0.3, 1).WithSine(125, 1.5, 2);
        var respiration = new RespirationRate(125);
        respiration.Process(wave);
        var state = respiration.StateWith(90);
        Assert.That(state.HasCardiacArtefact, Is.True);
        Assert.That(state.Rate.Value, Is.EqualTo(18).Within(0.5));
    }

    [Test]
    public void BreathsThatBecomeThreeTimesSmallerAreStillCounted()
    {
        var wave = TestEcg.Flat(120, 125).WithSine(125, 0.25, 2);
        for (var i = 60 * 125; i < wave.Length; i++) wave[i] /= 3;
        var respiration = new RespirationRate(125);
        respiration.Process(wave);
        Assert.That(respiration.StateWith(75).Rate.Value, Is.EqualTo(15).Within(0.5));
    }

    /// <summary>Noise that falls with the frequency makes up breaths and hides others: a count of them errs by several a minute.</summary>
    [Test]
    public void TheSpectrumStandsInWhereTheCountIsUneven([Values(15.0, 24.0)] double perMinute, [Values(1, 2, 3, 4)] int seed)
    {
        var wave = TestEcg.Flat(240, 50).WithSine(50, perMinute / 60, 2);
        var random = new Random(seed);
        for (var (i, noise) = (0, 0.0); i < wave.Length; i++)
        {
            noise = 0.96 * noise + 0.7 * (random.NextDouble() - 0.5);
            wave[i] += (float)noise;
        }

        var (errors, seconds) = (0.0, 0);
        var respiration = new RespirationRate(50);
        for (var second = 0; second < 240; second++)
        {
            respiration.Process(wave.AsSpan(second * 50, 50));
            if (second < 40 || respiration.StateWith(75).Rate.Value is not { } rate) continue;
            (errors, seconds) = (errors + Math.Abs(rate - perMinute), seconds + 1);
        }

        Assert.That(seconds, Is.GreaterThan(180));
        Assert.That(errors / seconds, Is.LessThan(1));
    }

    [Test]
    public void TheHeartAsHighAsTheBreathsIsNotCountedWithThem([Values(0.5, 1.0, 2.0)] double part)
    {
        var wave = TestEcg.Flat(180, 125).WithSine(125, 0.25, 2).WithSine(125, 88 / 60.0, 2 * part).WithSine(125, 2 * 88 / 60.0, part).WithNoise(0.3);
        var respiration = new RespirationRate(125);
        respiration.Process(wave);
        Assert.That(respiration.StateWith(88).Rate.Value, Is.EqualTo(15).Within(1));
    }

    [Test]
    public void TheSpectrumShowsNothingWhereNoBreathIsCounted()
    {
        var wave = TestEcg.Flat(120, 125).WithSine(125, 0.25, 2);
        wave.AsSpan(90 * 125).Clear();
        var respiration = new RespirationRate(125);
        respiration.Process(wave.AsSpan(0, 112 * 125));
        Assert.That(respiration.StateWith(75).Rate.Reason, Is.EqualTo(NoData.Stale), "the last breath was more than 20 s before");
    }

    /// <summary>The unit, its zero and the sampling rate do not matter.</summary>
    [Test]
    public void ScaleShiftAndResamplingChangeNothing([Values(1e-3, 1.0, 5e4)] double scale, [Values(-3.0, 0, 40)] double shift, [Values(10, 25, 62.5, 125, 500, 1000)] double rate)
    {
        var respiration = new RespirationRate(rate);
        var wave = new float[(int)(90 * rate)];
        for (var i = 0; i < wave.Length; i++)
        {
            var at = i / rate;
            wave[i] = (float)(scale * (shift + Math.Sin(Math.Tau * at * 0.27) + 0.3 * Math.Sin(Math.Tau * at * 0.11) + 0.4 * Math.Sin(Math.Tau * at * 1.2)));
        }

        respiration.Process(wave);
        Assert.That(respiration.StateWith(72).Rate.Value, Is.EqualTo(60 * 0.27).Within(0.5));
    }

    [Test]
    public void ResetForgetsAll()
    {
        var respiration = new RespirationRate(125);
        respiration.Process(TestEcg.Flat(60, 125).WithSine(125, 0.25, 2));
        respiration.Reset();
        Assert.That(respiration.StateWith(null), Is.EqualTo(new RespirationState(VitalValue.Missing(NoData.Starting), TimeSpan.Zero, false)));
    }

    [Test]
    public void ProcessAllocatesNothing()
    {
        var (wave, respiration) = (TestEcg.Flat(60, 125).WithSine(125, 0.25, 2), new RespirationRate(125));
        respiration.Process(wave);
        var before = GC.GetAllocatedBytesForCurrentThread();
        respiration.Process(wave);
        _ = respiration.StateWith(60);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(9.9)]
    [TestCase(1001)]
    [TestCase(double.NaN)]
    public void ImpossibleRatesAreRefused(double rate)
        => Assert.That(() => new RespirationRate(rate), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>Six patients of the BIDMC set against the breaths one person marked, as a rate over the last 32 s.</summary>
    [Test]
    public void TheRateOfPatientsIsNearThatOfMarkedBreaths()
    {
        if (Recordings.Folder("bidmc") is not { } folder)
        {
            TestContext.Out.WriteLine("No recordings here: a generated wave is used.");
            ASineWithNoiseAndDriftIsCounted(17, 125);
            return;
        }

        var (sum, count) = (0.0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*_Signals.csv"))
        {
            var wave = Column(path, 1);
            var heart = Column(path.Replace("Signals", "Numerics", StringComparison.Ordinal), 1);
            var breaths = Column(path.Replace("Signals", "Breaths", StringComparison.Ordinal), 0).Select(sample => sample / 125).ToArray();
            var respiration = new RespirationRate(125);
            for (var second = 0; second < Math.Min(heart.Length, wave.Length / 125); second++)
            {
                respiration.Process(wave.AsSpan(second * 125, 125));
                var marked = breaths.Where(at => at > second - 31 && at <= second + 1).ToArray();
                if (second < 32 || marked.Length < 3) continue;
                if (respiration.StateWith(float.IsNaN(heart[second]) ? null : heart[second]).Rate.Value is not { } rate) continue;
                sum += Math.Abs(rate - 60 * (marked.Length - 1) / (marked[^1] - marked[0]));
                count++;
            }
        }

        TestContext.Out.WriteLine($"mean absolute error {sum / count:F2} breaths a minute over {count} s");
        Assert.That(count, Is.GreaterThan(2000));
        Assert.That(sum / count, Is.LessThan(1.5));
    }

    private static float[] Column(string path, int column)
        => [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')[column])
            .Select(text => float.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : float.NaN)];
}
