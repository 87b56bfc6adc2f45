using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Alarms;

public sealed class AlarmPolicyTests
{
    [Test]
    public void TheDefaultsAreWithinTheRails() => Assert.That(new AlarmPolicy().Faults(), Is.Empty);

    [Test]
    public void EveryTimeHasARail()
    {
        var policy = new AlarmPolicy { AlarmPauseSeconds = 600, ReminderMinutes = 16, EscalationSeconds = double.NaN, StandbyMinutes = 241, FloodStarts = 1 };
        Assert.That(policy.Faults().Select(fault => fault.Name), Is.EquivalentTo(new[] { "AlarmPauseSeconds", "ReminderMinutes", "EscalationSeconds", "StandbyMinutes", "FloodStarts" }));
    }

    [Test]
    public void AMisspeltConditionIsNamed()
    {
        var fault = new AlarmPolicy { Latching = ["asystole", "assystole"] }.Faults().Single();
        Assert.That((fault.Name, fault.Value), Is.EqualTo(("Latching", "assystole")));
        Assert.That(fault.Allowed, Does.Contain("asystole").And.Contain("hr-low").And.Contain("no-data"));
    }

    [Test]
    public void TheLethalRhythmsLatchByDefault()
        => Assert.That(new AlarmPolicy().Latching, Is.EquivalentTo(new[] { "asystole", "ventricular-fibrillation", "ventricular-tachycardia" }).And.SubsetOf(AlarmRules.Names));

    [Test]
    public void NoTwoConditionsShareAName() => Assert.That(AlarmRules.Names, Is.Unique);
}
