using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>People's acts on a patient whose signals go on: standby, another patient, and what a restart must not forget.</summary>
public sealed class PatientActsTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Socket);

    [Test]
    public void StandbyBeginsBeforeTheSensorsAreTakenOffAndEndsWhenThePatientIsBack()
    {
        var (bed, ecg, spo2) = Start();
        bed.Give(new BeginStandby(null, Nurse, bed.Now));
        bed.Run(20);
        (ecg.Contact, spo2.Contact) = (Contact.LeadOff, Contact.LeadOff);
        (ecg.HeartRate, spo2.Pulse, spo2.Saturation) = (0, null, null);
        bed.Run(120);
        Assert.That((bed.Monitor.Plan.Sound, bed.Monitor.Plan.Inactivation, bed.Alarms.Count()), Is.EqualTo((AlarmPriority.None, Inactivation.Standby, 0)), bed.Log);
        (ecg.Contact, spo2.Contact) = (Contact.Attached, Contact.Attached);
        (ecg.HeartRate, spo2.Pulse, spo2.Saturation) = (75, 75, 97);
        bed.Run(25);
        Assert.That(bed.Monitor.Plan, Is.EqualTo(AnnunciationPlan.Quiet), bed.Log);
        Assert.That(bed.Events.OfType<AlarmSystemChanged>().Last().Reason, Does.StartWith("The patient is back"));
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", 10), Is.Not.Null, bed.Log);
    }

    [Test]
    public void AStandbyThatIsOverShowsWhatIsStillThere()
    {
        var (bed, ecg, _) = Start();
        bed.Give(new BeginStandby(TimeSpan.FromMinutes(5), Nurse, bed.Now));
        ecg.Break();
        bed.Run(30);
        Assert.That(bed.StoryOf("no-data"), Is.Empty);
        bed.Run(300);
        Assert.That(bed.StoryOf("no-data", "ecg"), Does.StartWith("start"), bed.Log);
    }

    [Test]
    public void AnotherPatientBeginsWithTheProfilesLimitsAndNoAlarms()
    {
        var bed = new Bedside(new AlarmLimits { HrHigh = 150, HrLow = 60 });
        var ecg = bed.Ecg();
        ecg.HeartRate = 0;
        bed.Run(20);
        bed.Give(new AdmitPatient(PatientProfile.Neonate, "e-17", Nurse, bed.Now));
        var memory = bed.Events.OfType<MemoryChanged>().Last().Memory;
        Assert.That((memory.Profile, memory.Episode, memory.Limits.HrHigh, memory.Latched.Count), Is.EqualTo((PatientProfile.Neonate, "e-17", AlarmLimits.For(PatientProfile.Neonate).HrHigh, 0)));
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high, end high"), bed.Log);
        bed.Run(10);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("start high, end high, start high"), "its heart does not beat either");
    }

    [Test]
    public void AnEpisodeIsNoLetter()
    {
        var (bed, _, _) = Start();
        bed.Give(new AdmitPatient(PatientProfile.Adult, new string('x', 65), Nurse, bed.Now));
        var answer = bed.Events.OfType<OperatorActed>().Single();
        Assert.That((answer.Accepted, answer.Answer), Is.EqualTo((false, "The episode's pseudonym is too long: up to 64 characters.")));
        Assert.That(bed.Events.OfType<MemoryChanged>(), Is.Empty);
    }

    [Test]
    public void TheMemoryIsSaidWhenItChangesAndNotOtherwise()
    {
        var (bed, ecg, spo2) = Start();
        spo2.Saturation = 87;
        bed.Run(20);
        bed.PauseAudio();
        bed.Run(60);
        Assert.That(bed.Events.OfType<MemoryChanged>(), Is.Empty, "what does not latch and a pause are not remembered");
        ecg.HeartRate = 0;
        bed.Run(20);
        ecg.HeartRate = 75;
        bed.Run(20);
        bed.Acknowledge();
        Assert.That(bed.Events.OfType<MemoryChanged>().Select(said => said.Memory.Latched.Count), Is.EqualTo(new[] { 1, 0 }), bed.Log);
    }

    [Test]
    public void AfterARestartTheUnseenAlarmSoundsAtOnceAndThePauseIsForgotten()
    {
        var (bed, ecg, _) = Start();
        bed.Give(new AdmitPatient(PatientProfile.Child, "e-4", Nurse, bed.Now));
        ecg.HeartRate = 0;
        bed.Run(10);
        ecg.HeartRate = 90;
        bed.Run(10);
        bed.PauseAudio();
        var memory = bed.Events.OfType<MemoryChanged>().Last().Memory;
        var restarted = new Bedside();
        restarted.Give(new RestoreMemory(memory, TimeSpan.Zero));
        Assert.That(restarted.Monitor.Plan, Is.EqualTo(new AnnunciationPlan(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE") { Count = 1 }));
        Assert.That(restarted.Alarms.Select(alarm => (alarm.Id, alarm.Transition)), Is.EqualTo(new[] { (memory.Latched[0].Id, AlarmTransition.Update) }));
        restarted.Acknowledge();
        Assert.That(restarted.Monitor.Plan, Is.EqualTo(AnnunciationPlan.Quiet));
        Assert.That(restarted.Events.OfType<MemoryChanged>().Last().Memory, Is.EqualTo(memory with { Latched = [] }));
    }

    [Test]
    public void LimitsThatCannotBeUsedAnyMoreAreNotRestoredAndTheLogSaysSo()
    {
        var bed = new Bedside(new AlarmLimits { HrHigh = 150 });
        bed.Give(new RestoreMemory(new MonitorMemory(PatientProfile.Adult, "e-1", new AlarmLimits { HrHigh = 1000 }, []), TimeSpan.Zero));
        Assert.That(bed.Events.OfType<AlarmSystemChanged>().Single().Reason, Does.Contain("the defaults hold"));
        Assert.That(bed.Events.OfType<MemoryChanged>().Single().Memory.Limits.HrHigh, Is.EqualTo(150));
    }

    [Test]
    public void ATestOfTheSignalsIsRefusedWhileAnAlarmIsSignalled()
    {
        var (bed, ecg, _) = Start();
        bed.Give(new TestSignals(Nurse, bed.Now));
        ecg.HeartRate = 0;
        bed.Run(10);
        bed.Give(new TestSignals(Nurse, bed.Now));
        Assert.That(bed.Events.OfType<OperatorActed>().Select(acted => acted.Accepted), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void TheFormerPatientsBeatsSayNothingOfThisOne()
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        (ecg.HeartRate, ecg.IsVentricular) = (150, true);
        bed.Run(30);
        bed.Give(new AdmitPatient(PatientProfile.Adult, "e-2", Nurse, bed.Now));
        var known = bed.Events.Count;
        (ecg.HeartRate, ecg.IsVentricular) = (75, false);
        bed.Run(60);
        Assert.That(bed.Events.Skip(known).OfType<AlarmEvent>(), Is.Empty, bed.Log);
    }

    [Test]
    public void ThePulsesOfTheFormerPatientHoldNothingOfThisOneBack()
    {
        var (bed, ecg, spo2) = Start();
        spo2.Wave.Rate = 75;
        bed.Run(20);
        ecg.HeartRate = 0;
        bed.Run(20);
        Assert.That(bed.StoryOf("asystole"), Is.EqualTo("held high"), bed.Log);
        spo2.Wave.Rate = 0;
        bed.Give(new AdmitPatient(PatientProfile.Adult, "e-2", Nurse, bed.Now));
        Assert.That(bed.RunUntilStart("asystole", 5), Is.Not.Null, bed.Log);
    }

    [Test]
    public void StandbyEndsWhenThePatientIsPutBackWithoutAPulse([Values] bool byTheProbe)
    {
        var (bed, ecg, spo2) = Start();
        bed.Give(new BeginStandby(null, Nurse, bed.Now));
        bed.Run(5);
        (ecg.Contact, spo2.Contact) = (Contact.LeadOff, Contact.LeadOff);
        (ecg.HeartRate, spo2.Pulse, spo2.Saturation) = (0, null, null);
        bed.Run(300);
        Assert.That(bed.Monitor.Plan.Inactivation, Is.EqualTo(Inactivation.Standby), bed.Log);
        if (byTheProbe) spo2.Contact = Contact.Attached;
        else ecg.Contact = Contact.Attached;
        bed.Run(12);
        Assert.That(bed.Monitor.Plan.Inactivation, Is.EqualTo(Inactivation.None), bed.Log);
        bed.Run(20);
        Assert.That(bed.Monitor.Plan.Sound, Is.EqualTo(AlarmPriority.High), bed.Log);
    }

    [Test]
    public void LimitsOfAnotherProfileAreNotRestored()
    {
        var bed = new Bedside();
        bed.Give(new RestoreMemory(new MonitorMemory(PatientProfile.Child, "e-1", new AlarmLimits(), []), TimeSpan.Zero));
        Assert.That(bed.Events.OfType<AlarmSystemChanged>().Single().Reason, Does.Contain("the defaults hold"));
        Assert.That(bed.Events.OfType<MemoryChanged>().Single().Memory.Limits, Is.EqualTo(AlarmLimits.For(PatientProfile.Child)));
    }

    [Test]
    public void AnAlarmThatNobodySawIsKnownAfterASecondRestartToo([Values("hr-low", "of-another-version", "asystole")] string condition)
    {
        var latched = new LatchedAlarm(condition, "ecg", "b-7", AlarmPriority.High, "Once.");
        var bed = new Bedside();
        bed.Give(new RestoreMemory(new MonitorMemory(PatientProfile.Adult, "", new AlarmLimits(), [latched]), TimeSpan.Zero));
        bed.Ecg().HeartRate = 75;
        bed.Run(30);
        Assert.That(bed.Events.OfType<MemoryChanged>().Last().Memory.Latched, Is.EqualTo(new[] { latched }), bed.Log);
    }

    [Test]
    public void EveryRestoredAlarmCanBeAcknowledgedByItsId()
    {
        var bed = new Bedside();
        LatchedAlarm[] latched = [new("asystole", "a", "x-1", AlarmPriority.High, "One."), new("asystole", "b", "x-1", AlarmPriority.High, "Two.")];
        bed.Give(new RestoreMemory(new MonitorMemory(PatientProfile.Adult, "", new AlarmLimits(), latched), TimeSpan.Zero));
        bed.Give(new AcknowledgeAlarms("x-1", Nurse, bed.Now));
        bed.Give(new AcknowledgeAlarms("x-1", Nurse, bed.Now));
        Assert.That(bed.Monitor.Plan, Is.EqualTo(AnnunciationPlan.Quiet), bed.Log);
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
