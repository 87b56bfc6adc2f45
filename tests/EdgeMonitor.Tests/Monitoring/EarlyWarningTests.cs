using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>NEWS2 at a bedside: what is missing or old is said, and an old score does not stand.</summary>
public sealed class EarlyWarningTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Bedside);
    private static readonly Observation Well = new(Consciousness.Alert, OnOxygen: false, Temperature: 37.0, Systolic: 120, RespirationRate: 16);

    [Test]
    public void AnIncompleteSetHasNoTotalAndNamesWhatIsMissing()
    {
        var (bed, _) = Start();
        var score = Newest(bed);
        Assert.That((score.Total, score.Band, score.Missing), Is.EqualTo(((int?)null, (News2Band?)null, "respiration, oxygen, systolic, consciousness, temperature")));
    }

    [Test]
    public void ACompleteSetHasATotal()
    {
        var (bed, _) = Start();
        Assert.That(Enter(bed, Well).Accepted, Is.True);
        bed.Run(2);
        Assert.That((Newest(bed).Total, Newest(bed).Missing), Is.EqualTo((0, "")));
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
    }

    [TestCase(25, 37.0, "start low", "", TestName = "ASingleThreeIsMedium")]
    [TestCase(22, 39.5, "start low", "", TestName = "AFiveIsMedium")]
    [TestCase(25, 39.5, "start low, end low", "start medium", TestName = "ASevenIsHigh")]
    public void TheBandsAreSignalled(double respiration, double temperature, string medium, string high)
    {
        var (bed, spo2) = Start();
        Enter(bed, Well with { RespirationRate = respiration, Temperature = temperature });
        spo2.Saturation = 95;
        bed.Run(2);
        if (high.Length > 0) spo2.Saturation = 93;
        bed.Run(2);
        Assert.That((bed.StoryOf("news2-medium"), bed.StoryOf("news2-high")), Is.EqualTo((medium, high)), $"{Newest(bed).Known} {bed.Log}");
    }

    [Test]
    public void AnIncompleteSetRaisesNothing()
    {
        var (bed, _) = Start();
        Enter(bed, new Observation(Consciousness.Unresponsive, OnOxygen: true, RespirationRate: 26));
        bed.Run(5);
        Assert.That(Newest(bed).Known, Is.GreaterThanOrEqualTo(8));
        Assert.That(bed.StoryOf("news2-high") + bed.StoryOf("news2-medium"), Is.Empty);
    }

    [Test]
    public void TheNewestValueIsScoredWhoeverMeasuredIt()
    {
        var (bed, _) = Start();
        Enter(bed, Well);
        bed.Give(Reading.Valid("nibp", Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, 120, bed.Now));
        bed.Run(600);
        Enter(bed, new Observation(Systolic: 85));
        bed.Run(2);
        Assert.That(Newest(bed).Total, Is.EqualTo(3), "a cuff value of ten minutes ago does not stand against the hand's of now");
        bed.Give(Reading.Valid("nibp", Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, 125, bed.Now));
        bed.Run(2);
        Assert.That(Newest(bed).Total, Is.Zero);
    }

    [Test]
    public void WhatWasMeasuredExpiresAfterAMinute()
    {
        var (bed, spo2) = Start();
        Enter(bed, Well);
        bed.Run(2);
        spo2.Contact = Contact.SensorOff;
        bed.Run(55);
        Assert.That(Newest(bed).Total, Is.Zero);
        bed.Run(10);
        Assert.That((Newest(bed).Total, Newest(bed).Missing), Is.EqualTo(((int?)null, "saturation, pulse")));
    }

    [Test]
    public void WhatWasObservedExpiresAfterFourHoursAndTheAlarmEndsWithTheScore()
    {
        var (bed, spo2) = Start();
        Enter(bed, Well with { RespirationRate = 26 });
        bed.Run(2);
        Assert.That(bed.StoryOf("news2-medium"), Is.EqualTo("start low"));
        spo2.Sends = false;
        bed.Give(new LinkStatus("spo2", LinkState.Ended, "", bed.Now));
        bed.Run(4 * 3600 - 60);
        Assert.That(bed.StoryOf("news2-medium"), Is.EqualTo("start low"), "the respiration rate alone reaches it");
        bed.Run(120);
        Assert.That(bed.StoryOf("news2-medium"), Is.EqualTo("start low, end low"));
        Assert.That(Newest(bed).Missing.Split(", "), Has.Length.EqualTo(7));
    }

    [Test]
    public void Scale2HoldsOnceItIsPrescribedUntilTheNextPatient()
    {
        var (bed, spo2) = Start();
        spo2.Saturation = 90;
        Enter(bed, Well with { HypercapnicScale = true });
        bed.Run(2);
        Assert.That(Newest(bed).Parts[(int)News2Parameter.Saturation], Is.Zero);
        bed.Give(new AdmitPatient(PatientProfile.Adult, "", Nurse, bed.Now));
        bed.Run(2);
        Assert.That(Newest(bed).Parts[(int)News2Parameter.Saturation], Is.EqualTo(3));
        Assert.That(Newest(bed).Missing, Is.EqualTo("respiration, oxygen, systolic, consciousness, temperature"), "what was observed was the other patient's");
    }

    [Test]
    public void APoorValueIsNotScored()
    {
        var bed = new Bedside();
        bed.Oximeter().Quality = SignalQuality.Poor;
        bed.Run(5);
        Assert.That(bed.Events.OfType<EarlyWarningScore>(), Is.Empty);
    }

    [TestCase(PatientProfile.Child)]
    [TestCase(PatientProfile.Neonate)]
    public void ForOthersThanAdultsThereIsNone(PatientProfile profile)
    {
        var bed = new Bedside(AlarmLimits.For(profile));
        bed.Oximeter();
        bed.Run(5);
        Assert.That(Enter(bed, Well).Accepted, Is.False);
        Assert.That(bed.Events.OfType<EarlyWarningScore>(), Is.Empty);
    }

    [Test]
    public void AnAdultsScoreIsTakenBackWhenTheNextPatientIsAChild()
    {
        var (bed, _) = Start();
        Enter(bed, Well);
        bed.Run(2);
        Assert.That(Newest(bed).Total, Is.Zero);
        bed.Give(new AdmitPatient(PatientProfile.Child, "", Nurse, bed.Now));
        bed.Run(2);
        Assert.That((Newest(bed).Total, Newest(bed).Missing.Split(", ").Length), Is.EqualTo(((int?)null, News2.Count)));
        var said = bed.Events.OfType<EarlyWarningScore>().Count();
        bed.Run(10);
        Assert.That(bed.Events.OfType<EarlyWarningScore>().Count(), Is.EqualTo(said), "it is taken back once");
    }

    [Test]
    public void ASlipOrNothingAtAllIsRefused()
    {
        var (bed, _) = Start();
        Observation[] slips = [new(), new(Temperature: 370), new(Systolic: 12), new(RespirationRate: -1), new(Temperature: double.NaN)];
        foreach (var slip in slips) Assert.That(Enter(bed, slip).Accepted, Is.False, slip.ToString());
    }

    private static OperatorActed Enter(Bedside bed, Observation observation)
    {
        bed.Give(new EnterObservation(observation, Nurse, bed.Now));
        return bed.Events.OfType<OperatorActed>().Last();
    }

    private static EarlyWarningScore Newest(Bedside bed) => bed.Events.OfType<EarlyWarningScore>().Last();

    private static (Bedside Bed, BedsideOximeter Spo2) Start()
    {
        var bed = new Bedside();
        var spo2 = bed.Oximeter();
        bed.Run(5);
        return (bed, spo2);
    }
}
