using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What a person does to alarms, while signals come and go; and the monitor's time.</summary>
public sealed class PatientMonitorTests
{
    [Test]
    public void AnAcknowledgedAlarmStaysSilentWhileItLastsAndSoundsWhenItComesBack()
    {
        var (bed, _, spo2) = Start();
        spo2.Saturation = 84;
        bed.Run(12);
        bed.Acknowledge();
        bed.Run(60);
        Assert.That(bed.Monitor.Plan, Has.Property(nameof(AnnunciationPlan.Sound)).EqualTo(AlarmPriority.None).And.Property(nameof(AnnunciationPlan.Light)).EqualTo(AlarmPriority.High));
        spo2.Saturation = 97;
        bed.Run(5);
        spo2.Saturation = 84;
        bed.Run(12);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
        Assert.That(bed.StoryOf("spo2-extreme-low"), Is.EqualTo("start high, update high, end high, start high"));
    }

    [Test]
    public void AnAcknowledgedAlarmWhoseLinkBrokeSoundsAgainWhenTheLinkIsBack([Values] bool heart)
    {
        var (bed, ecg, spo2) = Start();
        if (heart) ecg.HeartRate = 0;
        else spo2.Saturation = 84;
        bed.Run(12);
        BedsideSensor sensor = heart ? ecg : spo2;
        sensor.Break();
        bed.Run(5);
        bed.Acknowledge();
        bed.Run(60);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.None), bed.Log);
        sensor.Connect();
        bed.Run(12);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High), bed.Log);
    }

    [Test]
    public void AnAcknowledgedAlarmSoundsAgainWhenItBecomesMoreUrgent()
    {
        var (bed, ecg, spo2) = Start();
        ecg.Contact = Contact.LeadOff;
        bed.Run(5);
        bed.Acknowledge();
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        // The heart stands still: all that is left is an oximeter that finds no pulse.
        spo2.Pulse = spo2.Saturation = null;
        bed.Run(15);
        Assert.That(bed.StoryOf("lead-off"), Does.EndWith("update high"));
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void APauseEndsWhenAnAlarmBecomesMoreUrgent()
    {
        var (bed, ecg, spo2) = Start();
        ecg.Contact = Contact.LeadOff;
        bed.Run(5);
        bed.PauseAudio();
        spo2.Pulse = null;
        bed.Run(15);
        Assert.That(bed.StoryOf("lead-off"), Is.EqualTo("start medium, update high"));
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void APauseMadeInQuietDoesNotSilenceTheNextAlarm()
    {
        var (bed, ecg, _) = Start();
        bed.PauseAudio();
        ecg.HeartRate = 0;
        bed.Run(10);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void APauseEndsByTimeAlsoWhenNothingArrives()
    {
        var (bed, ecg, spo2) = Start();
        ecg.HeartRate = 0;
        bed.Run(10);
        bed.PauseAudio();
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.None));
        (ecg.Sends, spo2.Sends) = (false, false);
        bed.Run(121);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High));
    }

    [Test]
    public void TheSameSecondSensorOfAKindIsWatchedOnItsOwn()
    {
        var bed = new Bedside();
        var (first, second) = (bed.Ecg("ecg1"), bed.Ecg("ecg2"));
        bed.Run(20);
        second.HeartRate = 0;
        bed.Run(10);
        Assert.That((bed.StoryOf("asystole", "ecg1"), bed.StoryOf("asystole", "ecg2")), Is.EqualTo(("", "start high")));
        first.Break();
        bed.Run(10);
        Assert.That(bed.StoryOf("no-data", "ecg1"), Is.EqualTo("start medium, update high"), "the other one shows no life");
    }

    [Test]
    public void TimeNeverGoesBackAndOldTimesChangeNothing()
    {
        var (bed, _, _) = Start();
        var now = bed.Monitor.Now;
        bed.Give(Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.FromSeconds(-5)));
        bed.Give(Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.Zero));
        Assert.That(bed.Monitor.Now, Is.EqualTo(now));
    }

    [Test]
    public void TheSameInputsGiveTheSameEvents()
    {
        var (one, two) = (Story(), Story());
        Assert.That(one, Is.EqualTo(two).And.Not.Empty);

        static List<MonitorEvent> Story()
        {
            var (bed, ecg, spo2) = Start();
            ecg.HeartRate = 30;
            bed.Run(20);
            spo2.Break();
            bed.Run(20);
            bed.Acknowledge();
            ecg.HeartRate = 0;
            bed.Run(20);
            return bed.Events;
        }
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
