using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Filters;

public class NotchTests
{
    [Test]
    public void TheFrequencyIsGoneAndTheRestStays([Values(Notch.Mains50Hz, Notch.Mains60Hz)] double mains, [Values(250.0, 500.0)] double rate)
    {
        var notch = Notch.At(mains, 30, rate)[0];
        Assert.That(notch.ResponseAt(mains, rate).Magnitude, Is.LessThan(1e-12));
        Assert.That(notch.ResponseAt(0, rate).Magnitude, Is.EqualTo(1).Within(1e-12));
        Assert.That(notch.ResponseAt(rate / 2, rate).Magnitude, Is.EqualTo(1).Within(1e-12));
        Assert.That(notch.ResponseAt(20, rate).Magnitude, Is.GreaterThan(0.999));
    }

    [Test]
    public void ItsWidthIsTheFrequencyOverQ()
    {
        var notch = Notch.At(50, 25, 5000)[0];
        Assert.That(notch.ResponseAt(49, 5000).Magnitude, Is.EqualTo(Math.Sqrt(0.5)).Within(0.01));
        Assert.That(notch.ResponseAt(51, 5000).Magnitude, Is.EqualTo(Math.Sqrt(0.5)).Within(0.01));
    }

    [TestCase(50, 30, 100)]
    [TestCase(0, 30, 250)]
    [TestCase(50, 0, 250)]
    [TestCase(50, double.NaN, 250)]
    public void ImpossibleSettingsAreRefused(double frequency, double quality, double rate)
        => Assert.That(() => Notch.At(frequency, quality, rate), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
