using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What a person does to alarms, while signals come and go; and the monitor's time.</summary>
public sealed class PatientMonitorTests
{
    private static readonly Actor Nurse = new("bedside", OperatorOrigin.Bedside);

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

    /// <summary>Inputs no healthy driver gives: times and indices that jump, blocks of any length, sessions and links that come and go.</summary>
    [Test]
    public void NoInputEndsTheMonitorOrTurnsItsTimeBack([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits(), "", seed % 2 == 0 ? EcgLeads.All : EcgLeads.First));
        var signals = NewSignals();
        for (var i = 0; i < 400; i++)
        {
            var before = monitor.Now;
            var at = before + TimeSpan.FromSeconds(random.Next(20) switch { 0 => -random.Next(10_000), 1 => random.Next(3600), _ => random.NextDouble() - 0.1 });
            if (random.Next(10) == 0) signals = NewSignals();
            monitor.Process(AnyInput(at));
            Assert.That(monitor.Now, Is.GreaterThanOrEqualTo(before), $"seed {seed}, input {i}");
        }

        SignalDescriptor[] NewSignals() =>
        [
            new("s", "I", 131329, MdcUnit.Millivolt, random.Next(2) == 0 ? 250 : 50, 0.001), new("s", "II", 131330, MdcUnit.Millivolt, 250, 0.001),
            new("s", "Respiration", Mdc.ImpedTthor, MdcUnit.Dimensionless, 25),
        ];

        MonitorInput AnyInput(TimeSpan at) => random.Next(8) switch
        {
            0 => new SignalList("s", [.. signals], at),
            1 => new LinkStatus("s", (LinkState)random.Next(5), "", at),
            2 => new ContactStatus("s", (Modality)random.Next(2), (Contact)random.Next(4), at),
            3 => Reading.Valid("s", random.Next(2) == 0 ? Mdc.PulsOximSatO2 : Mdc.EcgHeartRate, MdcUnit.Percent, random.Next(-5, 300), at),
            4 => random.Next(3) switch { 0 => new AcknowledgeAlarms(null, Nurse, at), 1 => new PauseAudio(null, Nurse, at), _ => new ResumeSignals(Nurse, at) },
            _ => new SampleBlock(signals[random.Next(3)], random.Next(-100, 100_000), at, Samples(random.Next(10) == 0 ? random.Next(20_000) : random.Next(100))),
        };

        int[] Samples(int count) => [.. Enumerable.Range(0, count).Select(i => random.Next(30) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(1000))];
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
