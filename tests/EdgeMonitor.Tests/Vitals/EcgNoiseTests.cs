using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>When a lead counts as noisy: the condition <c>ecg-quality</c> goes by it.</summary>
public sealed class EcgNoiseTests
{
    [TestCase(0.1, false)]
    [TestCase(0.5, false)]
    [TestCase(0.7, true)]
    public void NoiseNearTheHeightOfTheBeatsIsNoise(double noiseLevel, bool isNoisy)
    {
        var index = new SignalQualityIndex(100);
        var random = new Random(3);
        index.Process([.. Enumerable.Range(0, 1000).Select(_ => (float)random.NextDouble())], beatLevel: 1, noiseLevel);
        Assert.That(index.IsNoisy, Is.EqualTo(isNoisy));
    }

    [Test]
    public void AFlatLineIsNotNoisy()
    {
        var index = new SignalQualityIndex(100);
        index.Process(new float[1000], beatLevel: 1, noiseLevel: 0.01);
        Assert.That(index.IsNoisy, Is.False, "it may be asystole");
        Assert.That(index.FlatPart, Is.GreaterThan(0.9));
    }

    [Test]
    public void ALeadAtTheConvertersEndIsNoisy()
    {
        var index = new SignalQualityIndex(100, -5, 5);
        index.Process([.. Enumerable.Repeat(5f, 1000)], beatLevel: 1, noiseLevel: 0.01);
        Assert.That(index.IsNoisy, Is.True);
    }
}
