using System.Reflection;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;

namespace EdgeMonitor.Tests.Alarms;

public sealed class AlarmLimitsTests
{
    [Test]
    public void EveryProfilesDefaultsAreWithinTheRailsAndNeedNoAdvice([Values] PatientProfile profile)
    {
        var limits = AlarmLimits.For(profile);
        Assert.That(limits.Profile, Is.EqualTo(profile));
        Assert.That(limits.Faults(), Is.Empty);
        Assert.That(limits.Advice(), Is.Empty);
    }

    [Test]
    public void EveryNumberHasARail()
    {
        var numbers = typeof(AlarmLimits).GetProperties().Where(property => property.PropertyType == typeof(double)).Select(property => property.Name);
        Assert.That(AlarmRails.All.Select(rail => rail.Name), Is.EquivalentTo(numbers));
    }

    /// <summary>Each rail reads the property it is named after, refuses what lies outside on either side, and accepts its ends.</summary>
    [TestCaseSource(nameof(RailNames))]
    public void ARailRefusesOutsideAndAcceptsItsEnds(string name)
    {
        var rail = AlarmRails.All.Single(one => one.Name == name);
        Assert.That(FaultsOf(name, rail.Absolute.Lowest - 0.1).Select(fault => fault.Allowed), Has.Some.EqualTo($"{rail.Absolute} {rail.Unit}"));
        Assert.That(FaultsOf(name, rail.Absolute.Highest + 0.1), Is.Not.Empty);
        Assert.That(FaultsOf(name, double.NaN), Is.Not.Empty);
        Assert.That(FaultsOf(name, rail.Absolute.Lowest).Concat(FaultsOf(name, rail.Absolute.Highest)).Where(fault => fault.Allowed.Contains(" to ", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(RailNames))]
    public void WhatIsUnusualIsAcceptedWithAdvice(string name)
    {
        var rail = AlarmRails.All.Single(one => one.Name == name);
        var usual = rail.RecommendedFor(PatientProfile.Neonate);
        if (rail.Absolute.Highest > usual.Highest) Assert.That(Changed(name, usual.Highest + 0.01).Advice().Single(), Does.StartWith($"{name} = "));
        if (rail.Absolute.Lowest < usual.Lowest) Assert.That(Changed(name, usual.Lowest - 0.01).Advice().Single(), Does.Contain("recommended").And.Contains("a neonate"));
        Assert.That(Changed(name, usual.Lowest).Advice(), Is.Empty);
    }

    [TestCase(5, 2)]
    [TestCase(1, 12)]
    public void ARailWhoseRecommendationLeavesItIsNotMade(double lowest, double highest)
        => Assert.That(() => new AlarmRail("X", _ => 0, "s", (1, 10), (lowest, highest)), Throws.ArgumentException);

    [TestCase("HrLow", 119, "HrLow")]
    [TestCase("PulseLow", 119, "PulseLow")]
    [TestCase("Spo2ExtremeLow", 91, "Spo2ExtremeLow")]
    [TestCase("Spo2High", 91, "Spo2Low")]
    [TestCase("RespHigh", 10, "RespLow")]
    [TestCase("SystolicLow", 158, "SystolicLow")]
    [TestCase("DiastolicLow", 97, "DiastolicLow")]
    [TestCase("MeanHigh", 62, "MeanLow")]
    [TestCase("TemperatureHigh", 36.1, "TemperatureLow")]
    public void LimitsThatContradictEachOtherAreRefused(string name, double value, string named)
        => Assert.That(Changed(name, value, PatientProfile.Adult).Faults(), Has.One.Property("Name").EqualTo(named));

    [Test]
    public void AMonitorWithFaultyLimitsIsNotMade()
        => Assert.That(() => new PatientMonitor(new MonitorSettings(new AlarmLimits { HrLow = 0 })), Throws.ArgumentException.With.Message.Contains("HrLow"));

    private static IEnumerable<string> RailNames() => AlarmRails.All.Select(rail => rail.Name);

    private static IEnumerable<LimitFault> FaultsOf(string name, double value) => Changed(name, value).Faults().Where(fault => fault.Name == name);

    private static AlarmLimits Changed(string name, double value, PatientProfile profile = PatientProfile.Neonate)
    {
        var limits = AlarmLimits.For(profile);
        typeof(AlarmLimits).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.SetValue(limits, value);
        return limits;
    }
}
