using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;

namespace EdgeMonitor.Tests.Alarms;

public sealed class AlarmLimitsTests
{
    [Test]
    public void TheDefaultsAreWithinTheRails() => Assert.That(new AlarmLimits().Faults(), Is.Empty);

    [Test]
    public void EveryValueOutsideItsRailsIsNamed()
    {
        var limits = new AlarmLimits { HrLow = 10, HrHigh = 300, Spo2Low = 20, Spo2ExtremeLow = double.NaN, AsystoleSeconds = 60, AudioPauseSeconds = 0 };
        var names = limits.Faults().Select(fault => fault.Name).ToArray();
        Assert.That(names, Is.SupersetOf(new[] { "HrLow", "HrHigh", "Spo2Low", "Spo2ExtremeLow", "AsystoleSeconds", "AudioPauseSeconds" }));
    }

    [Test]
    public void LimitsThatCrossEachOtherAreRefused()
    {
        Assert.That(new AlarmLimits { HrLow = 100, HrHigh = 101 }.Faults(), Has.One.Property("Name").EqualTo("HrLow"));
        Assert.That(new AlarmLimits { Spo2Low = 80, Spo2ExtremeLow = 85 }.Faults(), Has.One.Property("Name").EqualTo("Spo2ExtremeLow"));
    }

    [Test]
    public void AMonitorWithFaultyLimitsIsNotMade()
        => Assert.That(() => new PatientMonitor(new MonitorSettings(new AlarmLimits { HrLow = 0 })), Throws.ArgumentException.With.Message.Contains("HrLow"));
}
