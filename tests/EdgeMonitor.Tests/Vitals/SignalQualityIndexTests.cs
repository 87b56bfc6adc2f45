using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public class SignalQualityIndexTests
{
    private const double Rate = 250;

    [Test]
    public void UnknownInTheFirstSecondThenJudgedEverySecond()
    {
        var index = new SignalQualityIndex(Rate);
        index.Process(TestEcg.Flat(1, Rate).WithNoise(0.1).AsSpan(0, 249), 10, 1);
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Unknown));
        index.Process([0.3f], 10, 1);
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Good));
        Assert.That(index.NoisePart, Is.EqualTo(0.1).Within(1e-9));
    }

    [TestCase(10, 2, SignalQuality.Good)]
    [TestCase(10, 4, SignalQuality.Marginal)]
    [TestCase(10, 7, SignalQuality.Poor)]
    [TestCase(0, 0, SignalQuality.Marginal)]
    public void NoiseAgainstBeatsDecides(double beatLevel, double noiseLevel, SignalQuality expected)
    {
        var index = new SignalQualityIndex(Rate);
        index.Process(TestEcg.Flat(2, Rate).WithNoise(0.1), beatLevel, noiseLevel);
        Assert.That(index.Quality, Is.EqualTo(expected));
    }

    [Test]
    public void AFlatPartAboveAFifthIsPoorForTheWholeWindow()
    {
        var lead = TestEcg.Flat(30, Rate).WithNoise(0.1);
        lead.AsSpan(10 * 250, 750).Fill(0.2f);
        var index = new SignalQualityIndex(Rate);
        index.Process(lead.AsSpan(0, 10 * 250), 10, 1);
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Good));
        index.Process(lead.AsSpan(10 * 250, 3 * 250), 10, 1);
        Assert.That(index.FlatPart, Is.EqualTo(0.3).Within(0.001));
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Poor));
        index.Process(lead.AsSpan(13 * 250), 10, 1);
        Assert.That(index.FlatPart, Is.Zero);
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Good));
    }

    [Test]
    public void ACoarseConverterIsNotFlat()
    {
        var lead = TestEcg.Flat(20, Rate).WithBeats(Rate, TestEcg.Regular(20, 70)).WithNoise(0.02);
        for (var i = 0; i < lead.Length; i++) lead[i] = MathF.Round(lead[i] / 0.01f) * 0.01f;
        var index = new SignalQualityIndex(Rate);
        index.Process(lead, 10, 1);
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Good));
    }

    [Test]
    public void SamplesAtTheConvertersEndArePoor()
    {
        var lead = TestEcg.Flat(10, Rate).WithNoise(0.1);
        for (var i = 0; i < 600; i++) lead[i * 3] = i % 2 == 0 ? 5 : -5;
        var index = new SignalQualityIndex(Rate, -5, 5);
        index.Process(lead, 10, 1);
        Assert.That(index.SaturatedPart, Is.EqualTo(0.24).Within(1e-9));
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Poor));
        index.Reset();
        Assert.That(index.Quality, Is.EqualTo(SignalQuality.Unknown));
    }

    [Test]
    public void ProcessAllocatesNothing()
    {
        var (lead, index) = (TestEcg.Flat(10, Rate).WithNoise(0.1), new SignalQualityIndex(Rate));
        index.Process(lead, 10, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        index.Process(lead, 10, 1);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void ImpossibleSettingsAreRefused()
    {
        Assert.That(() => new SignalQualityIndex(9), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SignalQualityIndex(250, 1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
