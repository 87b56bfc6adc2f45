using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>The technical alarms of a sensor's link and contact.</summary>
public sealed class SensorWatchTests
{
    [Test]
    public void ASensorThatNeverAppearsIsMissed()
    {
        var bed = new Bedside();
        bed.Give(new LinkStatus("ecg", LinkState.Opening, "", TimeSpan.Zero));
        Assert.That(bed.RunUntilStart("no-data", 15), Is.LessThanOrEqualTo(12));
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High), "nothing else watches the patient");
    }

    [Test]
    public void ASensorThatCannotBeOpenedIsMissedSooner()
    {
        var bed = new Bedside();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            bed.Give(new LinkStatus("ecg", LinkState.Opening, "", bed.Now));
            bed.Give(new LinkStatus("ecg", LinkState.Down, "no such port", bed.Now));
            bed.Run(0.5);
        }

        Assert.That(bed.StoryOf("no-data"), Is.EqualTo("start high"));
    }

    [Test]
    public void SilenceThatNobodyReportsIsNoticedByItself()
    {
        var (bed, ecg, _) = Start();
        ecg.Sends = false;
        Assert.That(bed.RunUntilStart("no-data", 10, "ecg"), Is.LessThanOrEqualTo(7));
    }

    [Test]
    public void ALinkThatBreaksIsSaidAfterItsDelay([Values] bool reported)
    {
        var (bed, ecg, _) = Start();
        if (reported) ecg.Break();
        else ecg.FallSilent();
        Assert.That(bed.RunUntilStart("no-data", 10, "ecg"), Is.EqualTo(1).Within(0.2));
        Assert.That(bed.StoryOf("no-data", "ecg"), Is.EqualTo("start medium"), "the oximeter still shows life");
    }

    [Test]
    public void TheAlarmEndsWhenDataComeSteadily()
    {
        var (bed, ecg, _) = Start();
        ecg.Break();
        bed.Run(5);
        ecg.Connect();
        bed.Run(10);
        Assert.That(bed.StoryOf("no-data", "ecg"), Is.EqualTo("start medium, end medium"));
        Assert.That(bed.Monitor.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
    }

    [Test]
    public void AShortBreakIsNoAlarm()
    {
        var (bed, ecg, _) = Start();
        ecg.Break();
        bed.Run(0.5);
        ecg.Connect();
        bed.Run(20);
        Assert.That(bed.StoryOf("no-data"), Is.Empty);
    }

    [Test]
    public void TheEndOfARecordingIsNoAlarm()
    {
        var (bed, ecg, spo2) = Start();
        foreach (BedsideSensor sensor in (BedsideSensor[])[ecg, spo2])
        {
            sensor.Sends = false;
            sensor.Tell(LinkState.Ended);
        }

        bed.Run(60);
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
    }

    [Test]
    public void ALooseContactIsSaidAndEnds()
    {
        var (bed, ecg, spo2) = Start();
        ecg.Contact = Contact.LeadOff;
        Assert.That(bed.RunUntilStart("lead-off", 5), Is.EqualTo(1).Within(0.2));
        ecg.Contact = Contact.Attached;
        bed.Run(10);
        spo2.Contact = Contact.Disconnected;
        Assert.That(bed.RunUntilStart("sensor-off", 5), Is.EqualTo(2).Within(0.2));
        spo2.Contact = Contact.Attached;
        bed.Run(10);
        Assert.That((bed.StoryOf("lead-off"), bed.StoryOf("sensor-off")), Is.EqualTo(("start medium, end medium", "start medium, end medium")));
    }

    /// <summary>A device that tells changes only knows nothing of the one that came while its cable was out.</summary>
    [Test]
    public void AnElectrodeThatWasPutBackWhileTheCableWasOutIsNotOffForEver()
    {
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        var story = new List<AlarmTransition>();
        var now = TimeSpan.Zero;
        Give(new SignalList("bed", [], now));
        Give(new LinkStatus("bed", LinkState.Up, "", now));
        Give(new ContactStatus("bed", Modality.Ecg, Contact.LeadOff, now));
        Run(10);
        Assert.That(story, Is.EqualTo(new[] { AlarmTransition.Start }));
        Give(new LinkStatus("bed", LinkState.Down, "The cable was pulled.", now));
        Give(new SignalList("bed", [], now));
        Give(new LinkStatus("bed", LinkState.Up, "", now));
        Run(60);
        Assert.That(story[^1], Is.EqualTo(AlarmTransition.End));

        void Run(int seconds)
        {
            for (var second = 0; second < seconds; second++)
            {
                now += TimeSpan.FromSeconds(1);
                Give(Reading.Valid("bed", Mdc.TempBody, MdcUnit.DegreeCelsius, 37, now));
            }
        }

        void Give(MonitorInput input)
        {
            foreach (var alarm in monitor.Process(input).OfType<AlarmEvent>())
            {
                if (alarm.Rule.Condition == "lead-off" && alarm.Transition is (AlarmTransition.Start or AlarmTransition.End)) story.Add(alarm.Transition);
            }
        }
    }

    [TestCase(0.5, 0.5)]
    [TestCase(1.5, 1)]
    [TestCase(0.3, 3)]
    public void AFlappingProbeIsSaid(double off, double on)
    {
        var (bed, _, spo2) = Start();
        for (var i = 0; i < 10; i++)
        {
            spo2.Contact = Contact.SensorOff;
            bed.Run(off);
            spo2.Contact = Contact.Attached;
            bed.Run(on);
        }

        Assert.That(bed.StoryOf("sensor-off"), Is.EqualTo("start medium"));
    }

    [Test]
    public void AnElectrodeThatFlapsFasterThanTheTicksIsSaid()
    {
        var (bed, ecg, _) = Start();
        for (var i = 0; i < 50; i++)
        {
            (ecg.Contact, ecg.Contact) = (Contact.LeadOff, Contact.Attached);
            bed.Run(0.2);
        }

        Assert.That(bed.StoryOf("lead-off"), Is.EqualTo("start medium"));
    }

    [Test]
    public void AFlappingContactThatWasAcknowledgedStaysSilent()
    {
        var (bed, ecg, _) = Start();
        for (var i = 0; i < 20; i++)
        {
            ecg.Contact = Contact.LeadOff;
            bed.Run(1);
            ecg.Contact = Contact.Attached;
            bed.Run(1);
            if (i == 5) bed.Acknowledge();
        }

        Assert.That(bed.StoryOf("lead-off"), Is.EqualTo("start medium, update medium"));
        bed.Run(10);
        Assert.That(bed.StoryOf("lead-off"), Is.EqualTo("start medium, update medium, end medium"));
    }

    [Test]
    public void AContactKnownBeforeTheLinkBrokeSaysNothingOfTheNewSession()
    {
        var (bed, ecg, _) = Start();
        ecg.Contact = Contact.LeadOff;
        bed.Run(5);
        ecg.Break();
        bed.Run(30);
        ecg.Contact = Contact.Attached;
        ecg.Connect();
        bed.Run(20);
        Assert.That(bed.StoryOf("lead-off"), Is.EqualTo("start medium, end medium"));
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", 10), Is.Not.Null, bed.Log);
    }

    [Test]
    public void TheLastMonitorToGoIsUrgent()
    {
        var (bed, ecg, spo2) = Start();
        ecg.Break();
        bed.Run(10);
        Assert.That(bed.StoryOf("no-data", "ecg"), Is.EqualTo("start medium"));
        spo2.Break();
        bed.Run(20);
        Assert.That(bed.StoryOf("no-data", "spo2"), Is.EqualTo("start high"));
        Assert.That(bed.StoryOf("no-data", "ecg"), Is.EqualTo("start medium, update high"));
    }

    [Test]
    public void APulseOfPoorQualityIsNoOtherMonitor()
    {
        var (bed, ecg, spo2) = Start();
        spo2.Quality = SignalQuality.Poor;
        bed.Run(15);
        ecg.Break();
        bed.Run(5);
        Assert.That(bed.StoryOf("no-data", "ecg"), Is.EqualTo("start high"));
    }

    [Test]
    public void TheDevicesOwnHeartRateIsNoSignOfLifeWhereTheMonitorCountsTheBeats()
    {
        var (bed, ecg, spo2) = Start();
        ecg.HeartRate = 0;
        spo2.Break();
        for (var second = 0; second < 20; second++)
        {
            bed.Give(Reading.Valid("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, bed.Now));
            bed.Run(1);
        }

        Assert.That(bed.StoryOf("no-data", "spo2"), Does.EndWith("high"), "the heart stands still, whatever number the device holds");
    }

    [Test]
    public void APartOfTheSameDeviceIsAnotherMonitorOfItsOtherPart()
    {
        var (bed, _, spo2) = Start();
        spo2.Break();
        bed.Run(15);
        bed.Give(new ContactStatus("ecg", Modality.Oximeter, Contact.SensorOff, bed.Now));
        bed.Run(15);
        Assert.That(bed.StoryOf("sensor-off", "ecg"), Is.EqualTo("start medium"), "its electrodes still show life");
        bed.Give(new ContactStatus("ecg", Modality.Ecg, Contact.LeadOff, bed.Now));
        bed.Run(15);
        Assert.That(bed.StoryOf("lead-off", "ecg"), Does.EndWith("high"), "nothing shows life any more");
        Assert.That(bed.StoryOf("sensor-off", "ecg"), Is.EqualTo("start medium, update high"));
    }

    [Test]
    public void AnEcgWithHolesInWhichNothingCanBeJudgedIsSignalledWhileTheDevicesOtherWavesGoOn([Values(2.3, 3, 4.5)] double hole, [Values(0.2, 1, 3)] double between)
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        bed.Run(20);
        ecg.HeartRate = 0;
        for (var i = 0; i < 20; i++)
        {
            ecg.LeadIsSent = false;
            bed.Run(hole);
            ecg.LeadIsSent = true;
            bed.Run(between);
            if (i > 4) Assert.That(bed.Monitor.Plan.Sound, Is.GreaterThanOrEqualTo(AlarmPriority.Medium), bed.Log);
        }
    }

    [Test]
    public void ASingleHoleIsNoAlarm()
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        bed.Run(20);
        ecg.LeadIsSent = false;
        bed.Run(3);
        ecg.LeadIsSent = true;
        bed.Run(30);
        Assert.That(bed.Alarms, Is.Empty, bed.Log);
    }

    [Test]
    public void AnEcgThatCannotBeReadIsNoQuietHeart()
    {
        var bed = new Bedside();
        var lead = new SignalDescriptor("x", "II", 131330, MdcUnit.Millivolt, 50, 0.001);
        bed.Give(new SignalList("x", [lead], bed.Now));
        bed.Give(new LinkStatus("x", LinkState.Up, "", bed.Now));
        for (var i = 0; i < 200; i++)
        {
            bed.Give(new SampleBlock(lead, i * 5L, bed.Now, new int[5]));
            bed.Run(0.1);
        }

        Assert.That(bed.Monitor.Plan.Sound, Is.GreaterThanOrEqualTo(AlarmPriority.Medium), bed.Log);
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
