using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Limits are changed while the patient is watched.</summary>
public sealed class LimitChangeTests
{
    [TestCase(0, "asystole", 5)]
    [TestCase(28, "extreme-bradycardia", 10)]
    [TestCase(190, "extreme-tachycardia", 8)]
    public void ChangesOfOtherLimitsDelayNoLethalRhythm(double rate, string condition, double inTime)
    {
        var (bed, ecg, _) = Start();
        ecg.HeartRate = rate;
        double? took = null;
        for (var i = 0; i < 10 && took is null; i++)
        {
            Change(bed, new AlarmLimits { Spo2Low = 88 - i % 2 });
            took = bed.RunUntilStart(condition, 2) is { } last ? i * 2 + last : null;
        }

        Assert.That(took, Is.LessThanOrEqualTo(inTime), bed.Log);
    }

    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Socket);

    [Test]
    public void AValueThatIsNowOutsideSoundsAfterTheDelay()
    {
        var (bed, _, spo2) = Start();
        spo2.Saturation = 92;
        bed.Run(20);
        Change(bed, new AlarmLimits { Spo2Low = 94 });
        Assert.That(bed.RunUntilStart("spo2-low", 20), Is.EqualTo(10).Within(0.6));
    }

    [Test]
    public void AnAlarmWhoseValueIsNowInsideEndsAlsoWithinTheHysteresis()
    {
        var (bed, _, spo2) = Start();
        spo2.Saturation = 89;
        bed.Run(20);
        Assert.That(bed.StoryOf("spo2-low"), Is.EqualTo("start medium"));
        Change(bed, new AlarmLimits { Spo2Low = 89 });
        bed.Run(0.5);
        Assert.That(bed.StoryOf("spo2-low"), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void TheEcgsLimitsChangeInARunningSession()
    {
        var (bed, ecg, _) = Start();
        ecg.HeartRate = 100;
        bed.Run(20);
        Assert.That(bed.StoryOf("hr-high"), Is.Empty);
        Change(bed, new AlarmLimits { HrHigh = 90 });
        Assert.That(bed.RunUntilStart("hr-high", 10), Is.EqualTo(3).Within(1.1));
        Change(bed, new AlarmLimits());
        bed.Run(1.1);
        Assert.That(bed.StoryOf("hr-high"), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void TheAsystoleTimeChangesInARunningSession()
    {
        var (bed, ecg, spo2) = Start();
        spo2.Break();
        Change(bed, new AlarmLimits { AsystoleSeconds = 6 });
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", 12), Is.GreaterThan(5));
    }

    [Test]
    public void ASingleValueIsHeldAgainstTheNewLimit()
    {
        var (bed, _, _) = Start();
        bed.Give(Reading.Valid("nibp", Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, 100, bed.Now));
        bed.Run(2);
        Change(bed, new AlarmLimits { SystolicLow = 105 });
        bed.Run(1.1);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium"));
        Change(bed, new AlarmLimits());
        bed.Run(1.1);
        Assert.That(bed.StoryOf("systolic-low"), Is.EqualTo("start medium, end medium"));
    }

    [Test]
    public void OneFaultRefusesTheWholeChangeAndEveryFaultIsNamed()
    {
        var (bed, _, _) = Start();
        var acted = Change(bed, new AlarmLimits { HrLow = 5, RespHigh = 500, Spo2Low = 94 });
        Assert.That(acted.Accepted, Is.False);
        Assert.That(acted.Answer, Does.Contain("HrLow = 5: allowed is 20 to 150 bpm.").And.Contains("RespHigh = 500: allowed is 10 to 120 /min."));
        Assert.That(bed.Events.OfType<MemoryChanged>(), Is.Empty);
    }

    [Test]
    public void AnUnusualLimitIsAcceptedWithAdviceAndRemembered()
    {
        var (bed, _, _) = Start();
        var limits = new AlarmLimits { HrHigh = 180 };
        var acted = Change(bed, limits);
        Assert.That(acted.Accepted, Is.True);
        Assert.That(acted.Answer, Does.Contain("HrHigh = 180 bpm is unusual for an adult: 90 to 150 is recommended."));
        Assert.That(bed.Events.OfType<MemoryChanged>().Last().Memory.Limits, Is.EqualTo(limits));
    }

    [Test]
    public void LimitsOfAnotherProfileNeedAnAdmission()
    {
        var (bed, _, _) = Start();
        Assert.That(Change(bed, AlarmLimits.For(PatientProfile.Neonate)).Accepted, Is.False);
        bed.Give(new AdmitPatient(PatientProfile.Neonate, "e1", Nurse, bed.Now));
        Assert.That(bed.Events.OfType<MemoryChanged>().Last().Memory.Limits, Is.EqualTo(AlarmLimits.For(PatientProfile.Neonate)));
        Assert.That(bed.RunUntilStart("hr-low", 30), Is.Not.Null, "75 a minute is slow for a newborn");
        Assert.That(Change(bed, AlarmLimits.For(PatientProfile.Neonate) with { HrLow = 110 }).Accepted, Is.True);
    }

    [Test]
    public void TheSitesOwnLimitsHoldForTheNextPatientOfItsProfile()
    {
        var site = new AlarmLimits { HrLow = 45 };
        var bed = new Bedside(site);
        Change(bed, site with { HrLow = 40 });
        bed.Give(new AdmitPatient(PatientProfile.Adult, "e2", Nurse, bed.Now));
        Assert.That(bed.Events.OfType<MemoryChanged>().Last().Memory.Limits, Is.EqualTo(site));
    }

    private static OperatorActed Change(Bedside bed, AlarmLimits limits)
    {
        bed.Give(new ChangeLimits(limits, Nurse, bed.Now));
        return bed.Events.OfType<OperatorActed>().Last();
    }

    private static (Bedside Bed, BedsideEcg Ecg, BedsideOximeter Spo2) Start()
    {
        var bed = new Bedside();
        var (ecg, spo2) = (bed.Ecg(), bed.Oximeter());
        bed.Run(20);
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
        return (bed, ecg, spo2);
    }
}
