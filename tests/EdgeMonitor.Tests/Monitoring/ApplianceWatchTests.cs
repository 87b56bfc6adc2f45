using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Faults of the appliance become alarms of their priority.</summary>
public sealed class ApplianceWatchTests
{
    [TestCase(AppliancePart.Intake, "queue-overflow", "start medium, end medium")]
    [TestCase(AppliancePart.Storage, "storage-failure", "start medium, end medium")]
    [TestCase(AppliancePart.Annunciation, "annunciation-failure", "start high, end high")]
    [TestCase(AppliancePart.Station, "station-unreachable", "start medium, end medium")]
    [TestCase(AppliancePart.Guard, "guard-unreachable", "start medium, end medium")]
    [TestCase(AppliancePart.Identity, "device-superseded", "start medium, end medium")]
    [TestCase(AppliancePart.DiskSpace, "disk-nearly-full", "start low, end low")]
    [TestCase(AppliancePart.Journal, "journal-gap", "start medium, update medium")]
    [TestCase(AppliancePart.JournalBounds, "records-given-up", "start low, end low")]
    [TestCase(AppliancePart.ClockSynchronisation, "clock-unsynchronised", "start low, end low")]
    [TestCase(AppliancePart.ClockStep, "clock-stepped", "start low, update low")]
    [TestCase(AppliancePart.Configuration, "configuration-fallback", "start low, end low")]
    [TestCase(AppliancePart.Battery, "battery-low", "start medium, end medium")]
    [TestCase(AppliancePart.BatteryReserve, "battery-critical", "start high, end high")]
    public void AFaultIsSignalledFromItsBeginningToItsEnd(AppliancePart part, string condition, string story)
    {
        var bed = new Bedside();
        bed.Give(new ApplianceStatus(part, true, "Why it is.", bed.Now));
        bed.Run(1);
        Assert.That(bed.Alarms.Single().Evidence.Reason, Is.EqualTo("Why it is."));
        bed.Give(new ApplianceStatus(part, false, "It is over.", bed.Now));
        bed.Run(1);
        Assert.That(bed.StoryOf(condition), Is.EqualTo(story));
    }

    [Test]
    public void EveryPartHasACondition([Values] AppliancePart part)
    {
        var bed = new Bedside();
        bed.Give(new ApplianceStatus(part, true, "Why it is.", bed.Now));
        bed.Run(61);
        Assert.That(bed.Alarms, Is.Not.Empty);
    }
}
