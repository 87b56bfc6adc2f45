using System.Numerics;
using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Filters;

public class ButterworthTests
{
    private const double SampleRate = 360;

    [Test]
    public void LowPassHasTheButterworthMagnitude([Values(1, 2, 3, 4, 5, 8)] int order, [Values(0.5, 10, 40, 120)] double cutoff)
    {
        var sections = Butterworth.LowPass(order, cutoff, SampleRate);
        foreach (var frequency in new[] { 0.1, 1, 5, 17, 60, 150 })
        {
            var ratio = Warped(frequency) / Warped(cutoff);
            Assert.That(Magnitude(sections, frequency), Is.EqualTo(1 / Math.Sqrt(1 + Math.Pow(ratio, 2 * order))).Within(1e-9));
        }
    }

    [Test]
    public void HighPassHasTheButterworthMagnitude([Values(1, 2, 3, 4, 5, 8)] int order, [Values(0.5, 10, 40, 120)] double cutoff)
    {
        var sections = Butterworth.HighPass(order, cutoff, SampleRate);
        foreach (var frequency in new[] { 0.1, 1, 5, 17, 60, 150 })
        {
            var ratio = Warped(cutoff) / Warped(frequency);
            Assert.That(Magnitude(sections, frequency), Is.EqualTo(1 / Math.Sqrt(1 + Math.Pow(ratio, 2 * order))).Within(1e-7));
        }
    }

    [Test]
    public void BandPassAndBandStopHaveTheButterworthMagnitude([Values(1, 2, 3, 4)] int order)
    {
        foreach (var (low, high) in new[] { (5.0, 15.0), (0.05, 2), (48, 52), (1, 170) })
        {
            var (pass, stop) = (Butterworth.BandPass(order, low, high, SampleRate), Butterworth.BandStop(order, low, high, SampleRate));
            foreach (var frequency in new[] { 0.2, 1, 7, 30, 50.5, 100 })
            {
                var s = Warped(frequency);
                var ratio = (s * s - Warped(low) * Warped(high)) / (s * (Warped(high) - Warped(low)));
                var power = Math.Pow(ratio, 2 * order);
                Assert.That(Magnitude(pass, frequency), Is.EqualTo(1 / Math.Sqrt(1 + power)).Within(1e-6), $"pass {low}-{high} at {frequency}");
                Assert.That(Magnitude(stop, frequency), Is.EqualTo(Math.Sqrt(power / (1 + power))).Within(1e-6), $"stop {low}-{high} at {frequency}");
            }
        }
    }

    [Test]
    public void EachCornerIsAtMinusThreeDecibels()
    {
        var corner = Math.Sqrt(0.5);
        Assert.That(Magnitude(Butterworth.LowPass(4, 40, SampleRate), 40), Is.EqualTo(corner).Within(1e-9));
        Assert.That(Magnitude(Butterworth.HighPass(3, 0.5, SampleRate), 0.5), Is.EqualTo(corner).Within(1e-7));
        foreach (var at in new[] { 8.0, 20.0 })
        {
            Assert.That(Magnitude(Butterworth.BandPass(2, 8, 20, SampleRate), at), Is.EqualTo(corner).Within(1e-9));
            Assert.That(Magnitude(Butterworth.BandStop(2, 8, 20, SampleRate), at), Is.EqualTo(corner).Within(1e-9));
        }
    }

    [Test]
    public void AFilteredSineHasTheAmplitudeOfTheDesign([Values(2.0, 8.0, 15.0, 61.0)] double frequency)
    {
        var sections = Butterworth.BandPass(2, 8, 20, SampleRate);
        var cascade = new BiquadCascade(sections);
        var largest = 0f;
        for (var i = 0; i < 20 * SampleRate; i++)
        {
            var output = (float)cascade.Process(Math.Sin(2 * Math.PI * frequency * i / SampleRate));
            if (i > 15 * SampleRate) largest = Math.Max(largest, Math.Abs(output));
        }

        Assert.That(largest, Is.EqualTo(Magnitude(sections, frequency)).Within(0.03 * Magnitude(sections, frequency)));
    }

    [Test]
    public void AllSectionsAreStable([Values(1, 2, 3, 4, 7, 12)] int order, [Values(100.0, 360.0, 1000.0)] double rate)
    {
        Assert.That(Butterworth.LowPass(order, 0.05, rate), Has.All.Matches<BiquadCoefficients>(section => section.IsStable));
        Assert.That(Butterworth.HighPass(order, 40, rate), Has.All.Matches<BiquadCoefficients>(section => section.IsStable));
        Assert.That(Butterworth.BandPass(order, 5, 15, rate), Has.All.Matches<BiquadCoefficients>(section => section.IsStable));
        Assert.That(Butterworth.BandStop(order, 45, 49, rate), Has.All.Matches<BiquadCoefficients>(section => section.IsStable));
    }

    [TestCase(0, 10, 360)]
    [TestCase(13, 10, 360)]
    [TestCase(2, 0, 360)]
    [TestCase(2, -1, 360)]
    [TestCase(2, 180, 360)]
    [TestCase(2, 200, 360)]
    [TestCase(2, double.NaN, 360)]
    [TestCase(2, 10, 0)]
    [TestCase(2, 10, double.PositiveInfinity)]
    public void ImpossibleSettingsAreRefused(int order, double cutoff, double rate)
    {
        Assert.That(() => Butterworth.LowPass(order, cutoff, rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Butterworth.HighPass(order, cutoff, rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Butterworth.BandPass(order, cutoff, 20, rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Butterworth.BandStop(order, cutoff, 20, rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(20, 20)]
    [TestCase(20, 10)]
    [TestCase(20, 180)]
    public void ABandWithoutWidthOrAboveNyquistIsRefused(double low, double high)
        => Assert.That(() => Butterworth.BandPass(2, low, high, SampleRate), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static double Warped(double frequency) => Math.Tan(Math.PI * frequency / SampleRate);

    private static double Magnitude(BiquadCoefficients[] sections, double frequency)
        => sections.Aggregate(Complex.One, (gain, section) => gain * section.ResponseAt(frequency, SampleRate)).Magnitude;
}
